"""Killed at any moment or out of space, landing is the old or the new; the next run mends it."""

from __future__ import annotations

import resource
import stat
from pathlib import Path

import pandas as pd
import pytest

from pipelines import atomic, ingest
from pipelines.errors import DabokdongError, InputError, LockedError
from pipelines.landing import read_manifest
from pipelines.settings import Settings
from tests import forked
from tests.ingest.conftest import BUSAN
from tests.ingest.test_bad_rows import VISIT

SIZES = {"A": 4_000, "B": 6_000}


def take_in(settings: Settings, path: Path, limit: int = 0) -> None:
    """Take a file in, in a process of its own whose files may grow to `limit` bytes (0: any)."""
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        ingest.ingest_file(settings, BUSAN, path)
    except DabokdongError as error:
        print(error, flush=True)
        raise SystemExit(error.exit_code) from None


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
    heard = tmp_path / "said.txt"
    process = forked.start(heard, take_in, installation, path, 100_000)
    assert forked.finish(process) == DabokdongError.exit_code
    said = heard.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "could not be taken in" in said
    assert "Nothing was changed" in said
    after = {
        name: (installation.landing(BUSAN) / name).read_bytes() for name in files(installation)
    }
    assert after == before
    ingest.ingest_file(installation, BUSAN, path)
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
    path, said = tmp_path / "visits.csv", tmp_path / "said.txt"
    write_visits(path, "A", SIZES["A"])
    ingest.ingest_file(installation, BUSAN, path)
    write_visits(path, "B", SIZES["B"])
    forked.measure(said, print)  # the server of forks reads the programs
    whole = forked.measure(said, take_in, installation, path)
    current, killed, seen = "B", 0, []
    for moment in forked.moments(20, whole, seed=7):
        other = "B" if current == "A" else "A"
        write_visits(path, other, SIZES[other])
        killed += forked.kill(forked.start(said, take_in, installation, path), moment)
        letter, accepted, refused = state(installation)
        assert letter in (current, other)
        assert (accepted, refused) == (SIZES[letter] * 9 // 10, SIZES[letter] // 10)
        seen.append(letter == other)
        current = letter
    assert killed >= 10  # else the moments came after the end
    assert False in seen  # at least once, the old state was there after a kill
    write_visits(path, "B", SIZES["B"])
    ingest.ingest_file(installation, BUSAN, path)
    assert state(installation) == ("B", 5_400, 600)
    assert len(files(installation)) == 4
