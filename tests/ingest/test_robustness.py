"""Killed at any moment or out of space, landing is the old or the new; the next run mends it."""

from __future__ import annotations

import json
import random
import stat
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from pipelines import atomic, ingest
from pipelines.errors import DabokdongError, InputError, LockedError
from pipelines.landing import read_manifest
from pipelines.settings import CHECKOUT, Settings
from tests.ingest.conftest import BUSAN
from tests.ingest.test_bad_rows import VISIT

CHILD = """
import resource, sys
from pathlib import Path
from pipelines import ingest
from pipelines.errors import DabokdongError
from pipelines.settings import Settings

data, reference, path, limit = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    ingest.ingest_file(Settings(Path(data), Path(reference)), "busan_dabokdong", Path(path))
except DabokdongError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def child(settings: Settings, path: Path, limit: int = 0) -> subprocess.Popen[str]:
    """Another process that takes a file in as soon as `go` says so."""
    arguments = [str(settings.data), str(settings.reference), str(path), str(limit)]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def go(process: subprocess.Popen[str]) -> subprocess.Popen[str]:
    """The process, which has read its programs and now begins."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    return process


def write_visits(path: Path, letter: str, count: int) -> None:
    """A file of visits, every tenth of them with a bad date."""
    days = ["2017-03-05"] * 9 + ["2017-02-31"]
    rows = (f"{letter}{n},H{n % 997},2611051000,{days[n % 10]},상담,예\n" for n in range(count))
    path.write_text(VISIT + "".join(rows), encoding="utf-8")


def state(settings: Settings) -> tuple[str, int, int]:
    """The letter of the landed visits, and how many there are; asserts that all is of one piece."""
    (file,) = read_manifest(settings, BUSAN).files
    rows = pd.read_parquet(settings.landing(BUSAN) / file.parquet, columns=["visit_id"])
    assert file.quarantine is not None
    refused = pd.read_parquet(settings.landing(BUSAN) / file.quarantine, columns=["raw"])
    assert len(rows) == file.rows_accepted
    assert len(refused) == sum(file.quarantined.values())
    letters = set(rows["visit_id"].str[0]) | set(refused["raw"].str[0])
    (letter,) = letters
    return letter, len(rows), len(refused)


def files(settings: Settings) -> set[str]:
    """What lies in the landing folder."""
    folder = settings.landing(BUSAN)
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_leavings_of_a_dead_run_are_removed_by_the_next(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 20)
    landed = ingest.ingest_file(installation, BUSAN, path)
    folder = installation.landing(BUSAN)
    for orphan in ("visits/0123456789ab.parquet", "visits/.0123.partial", ".work/raw.parquet"):
        (folder / orphan).parent.mkdir(exist_ok=True)
        (folder / orphan).write_bytes(b"half")
    assert ingest.ingest_file(installation, BUSAN, path) == landed
    assert files(installation) == {".lock", "manifest.json", landed.parquet, landed.quarantine}


def test_two_runs_at_once_do_not_mix(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 20)
    with atomic.lock(installation, BUSAN), pytest.raises(LockedError):
        ingest.ingest_file(installation, BUSAN, path)


def test_a_full_disk_changes_nothing(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 1_000)
    ingest.ingest_file(installation, BUSAN, path)
    before = {
        name: (installation.landing(BUSAN) / name).read_bytes() for name in files(installation)
    }
    write_visits(path, "B", 60_000)
    process = go(child(installation, path, limit=100_000))
    said, trouble = process.communicate(timeout=120)
    assert (process.returncode, trouble) == (DabokdongError.exit_code, "")
    assert "could not be taken in" in said
    assert "Nothing was changed" in said
    after = {
        name: (installation.landing(BUSAN) / name).read_bytes() for name in files(installation)
    }
    assert after == before
    assert go(child(installation, path)).wait(120) == 0
    assert state(installation) == ("B", 54_000, 6_000)


def test_a_manifest_that_cannot_be_written_leaves_the_old_one(
    installation: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 20)
    ingest.ingest_file(installation, BUSAN, path)
    write_visits(path, "B", 20)

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "write_text", fail)
    with pytest.raises(DabokdongError, match="No space left"):
        ingest.ingest_file(installation, BUSAN, path)
    assert state(installation) == ("A", 18, 2)
    monkeypatch.undo()
    ingest.ingest_file(installation, BUSAN, path)
    assert state(installation) == ("B", 18, 2)
    assert len(files(installation)) == 4


@pytest.mark.parametrize("text", ["{", '{"version": 1, "files": [{"new": 1}]}', "[]"])
def test_a_damaged_manifest_is_a_sentence(installation: Settings, tmp_path: Path, text: str):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 20)
    ingest.ingest_file(installation, BUSAN, path)
    (installation.landing(BUSAN) / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json is damaged"):
        ingest.ingest_file(installation, BUSAN, path)


def test_a_data_folder_that_cannot_be_made_is_a_sentence(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 20)
    installation.data.write_text("a file in its place", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written to"):
        ingest.ingest_file(installation, BUSAN, path)


def test_folders_with_rows_of_persons_are_closed_to_others(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    write_visits(path, "A", 20)
    ingest.ingest_file(installation, BUSAN, path)
    for folder in ("landing", f"landing/{BUSAN}", "warehouse", "warehouse/spill"):
        assert stat.S_IMODE((installation.data / folder).stat().st_mode) == 0o700, folder


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_twenty_random_moments(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    sizes = {"A": 20_000, "B": 30_000}
    write_visits(path, "A", sizes["A"])
    assert go(child(installation, path)).wait(120) == 0
    write_visits(path, "B", sizes["B"])
    process = child(installation, path)
    go(process)
    started = time.monotonic()
    assert process.wait(120) == 0
    whole = time.monotonic() - started
    generator = random.Random(7)
    seen = set()
    current = "B"
    process = child(installation, path)
    for _ in range(20):
        other = "B" if current == "A" else "A"
        write_visits(path, other, sizes[other])
        go(process)
        following = child(installation, path)  # reads its programs meanwhile
        time.sleep(generator.uniform(0, 1.2) * whole)
        process.kill()
        process.wait(30)
        process = following
        letter, accepted, refused = state(installation)
        assert (accepted, refused) == (sizes[letter] * 9 // 10, sizes[letter] // 10)
        json.loads((installation.landing(BUSAN) / "manifest.json").read_text("utf-8"))
        seen.add(letter == other)
        current = letter
    process.kill()
    assert False in seen  # at least once, the old state was there after a kill
    write_visits(path, "B", sizes["B"])
    assert go(child(installation, path)).wait(120) == 0
    assert state(installation) == ("B", 27_000, 3_000)
    assert len(files(installation)) == 4
