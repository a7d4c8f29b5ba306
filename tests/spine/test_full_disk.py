"""Out of space in any step, an installation stays as it was, and a sentence says so."""

import resource
import shutil
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests import forked
from tests.spine.test_killed import DEPLOYMENT, deliver_fewer_visits, require_whole


def limited(settings: Settings, limit: int, *arguments: str) -> None:
    """Run the command where no file may grow beyond `limit` bytes, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    forked.command(settings, *arguments)


def content(settings: Settings) -> dict[str, bytes]:
    """What lies in the warehouse and the published folder of the deployment, by path."""
    folders = (settings.warehouse(DEPLOYMENT), settings.published(DEPLOYMENT))
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.mark.slow
def test_a_full_disk_leaves_warehouse_estimates_and_publication_as_they_were(
    suseong_city: Settings, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data", reference=suseong_city.reference)
    shutil.copytree(suseong_city.data, settings.data)
    old, said = require_whole(settings), tmp_path / "said.txt"
    deliver_fewer_visits(settings)
    forked.measure(said, forked.command, settings, "ingest", "-q", "-d", DEPLOYMENT)
    for step, sentence in (
        ("build", f"The warehouse of {DEPLOYMENT} could not be built"),
        ("estimate", f"The estimates of {DEPLOYMENT} could not be written"),
        ("publish", f"{DEPLOYMENT} could not be published"),
    ):
        before = content(settings)
        process = forked.start(said, limited, settings, 20_000, step, "-q", "-d", DEPLOYMENT)
        assert forked.finish(process) == 1, step
        text = said.read_text(encoding="utf-8")
        assert sentence in text
        assert "Nothing was changed" in text
        assert "Traceback" not in text
        after = content(settings)
        assert {path: after.get(path) for path in before} == before, step
        assert require_whole(settings) == old
        forked.measure(said, forked.command, settings, step, "-q", "-d", DEPLOYMENT)
    assert require_whole(settings) != old
    leftovers = [p for p in settings.data.rglob("*partial*") if "spill" not in p.parts]
    assert leftovers == []
