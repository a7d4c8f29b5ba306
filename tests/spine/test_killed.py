"""Killed at any moment, an installation is the old or the new one, and the next run mends it."""

import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines import demo, read
from pipelines import settings as settings_module
from pipelines.invention import digest, read_note, write_note
from pipelines.landing import read_manifest
from pipelines.publication import current_folder
from pipelines.settings import Settings

from .conftest import SCALE, SEED

CHECKOUT = Path(__file__).resolve().parents[2]
MOMENTS = 20
DEPLOYMENT = "suseong_dodream"
RUN = ("run", "--quiet", "--deployment", DEPLOYMENT)


def start(settings: Settings) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *RUN],
        cwd=CHECKOUT,
        env={**os.environ, "DABOKDONG_DATA": str(settings.data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


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


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_run_killed_at_twenty_moments_leaves_the_old_or_the_new(
    tmp_path: Path,
) -> None:
    settings = Settings(data=tmp_path / "data", reference=settings_module.load().reference)
    demo.make(settings, DEPLOYMENT, scale=SCALE, seed=SEED)
    old = require_whole(settings)
    visits = settings.raw(DEPLOYMENT) / "visits.csv"
    corrected = "".join(visits.read_text(encoding="utf-8").splitlines(keepends=True)[:-100])
    visits.write_text(corrected, encoding="utf-8")
    invention = read_note(visits.parent)
    assert invention is not None
    write_note(
        visits.parent, replace(invention, files=invention.files | {visits.name: digest(visits)})
    )

    whole = tmp_path / "whole"
    shutil.copytree(settings.data, whole)
    started = time.monotonic()
    assert start(Settings(data=whole, reference=settings.reference)).wait(300) == 0
    length = time.monotonic() - started
    new = require_whole(Settings(data=whole, reference=settings.reference))
    assert new != old

    moments = random.Random(20)
    for _ in range(MOMENTS):
        process = start(settings)
        time.sleep(moments.uniform(0, length))
        process.kill()
        process.wait(30)
        assert require_whole(settings) in (old, new)

    last = start(settings)
    _, message = last.communicate(timeout=300)
    assert last.returncode == 0, message.decode()
    assert require_whole(settings) == new
    leftovers = [path for path in settings.data.rglob("*partial*") if "spill" not in path.parts]
    assert leftovers == []
