"""Killed at any moment, an installation is the old or the new one, and the next run mends it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import read
from pipelines.invention import digest, read_note, write_note
from pipelines.landing import read_manifest
from pipelines.publication import current_folder
from pipelines.settings import Settings
from tests import forked

MOMENTS = 20
DEPLOYMENT = "suseong_dodream"
RUN = ("run", "--quiet", "--deployment", DEPLOYMENT)


def require_whole(settings: Settings) -> str:
    """The build that readers see, after everything it is made of was found in its place."""
    folder = settings.landing(DEPLOYMENT)
    for file in read_manifest(settings, DEPLOYMENT).files:
        assert (folder / file.parquet).is_file()
        assert file.quarantine is None or (folder / file.quarantine).is_file()
    published = current_folder(settings, DEPLOYMENT)
    assert published is not None
    info = read.build_info(DEPLOYMENT, settings=settings)
    assert published.name.startswith(info.build_id)
    coverage = read.table("coverage_by_dong_month", deployment=DEPLOYMENT, settings=settings)
    assert len(coverage) == 23 * 78
    return info.build_id


def deliver_fewer_visits(settings: Settings) -> None:
    """Put a corrected extract, a hundred visits shorter, into the raw folder."""
    visits = settings.raw(DEPLOYMENT) / "visits.csv"
    corrected = "".join(visits.read_text(encoding="utf-8").splitlines(keepends=True)[:-100])
    visits.write_text(corrected, encoding="utf-8")
    invention = read_note(visits.parent)
    assert invention is not None
    files = invention.files | {visits.name: digest(visits)}
    write_note(visits.parent, replace(invention, files=files))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_run_killed_at_twenty_moments_leaves_the_old_or_the_new(
    suseong_city: Settings, tmp_path: Path
) -> None:
    """Kills in pairs: of a run with all its work to do, and of the one that mends its wreck."""
    kept, wreck = (
        Settings(data=tmp_path / name, reference=suseong_city.reference) for name in ("old", "new")
    )
    shutil.copytree(suseong_city.data, kept.data)
    old = require_whole(kept)
    deliver_fewer_visits(kept)
    shutil.copytree(kept.data, wreck.data)
    said = tmp_path / "said.txt"
    forked.measure(said, print)  # the server of forks reads the programs
    length = forked.measure(said, forked.command, wreck, *RUN)
    new = require_whole(wreck)
    assert new != old

    killed, seen = 0, []
    for number, moment in enumerate(forked.moments(MOMENTS, length, seed=20), start=1):
        if number % 2:
            shutil.rmtree(wreck.data)
            shutil.copytree(kept.data, wreck.data)
        killed += forked.kill(forked.start(said, forked.command, wreck, *RUN), moment)
        seen.append(require_whole(wreck))
        assert seen[-1] in (old, new)
        if number in (6, 12, MOMENTS):
            forked.measure(said, forked.command, wreck, *RUN)
            assert require_whole(wreck) == new
            leftovers = [p for p in wreck.data.rglob("*partial*") if "spill" not in p.parts]
            assert leftovers == []
    assert old in seen
    assert killed >= MOMENTS / 2  # else the moments came after the end
