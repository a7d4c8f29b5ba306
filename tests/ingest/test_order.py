"""Whichever file comes first, the same rows land; and a bad delivery replaces no good one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.errors import InputError
from pipelines.landing import LandedFile, read_manifest
from pipelines.progress import Advance
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, reasons
from tests.ingest.test_bad_rows import VISIT, take
from tests.ingest.test_happy_path import CASES, VISITS


def landed_from(settings: Settings, path: Path) -> LandedFile:
    """The entry of a file outside the raw folder, as the manifest has it now."""
    return next(f for f in read_manifest(settings, BUSAN).files if f.source == str(path))


def visits(*numbers: str, day: str = "2017-03-05") -> str:
    """A file of visits with these ids."""
    return VISIT + "".join(f"{n},H1,2611051000,{day},상담,예\n" for n in numbers)


def test_visits_before_their_cases_are_taken_again(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    assert take(installation, path, VISITS).quarantined == {}
    take(installation, tmp_path / "cases.csv", CASES)  # opened after the visit of row 3
    assert reasons(installation, landed_from(installation, path)) == {3: "before_case"}
    take(installation, tmp_path / "cases.csv", CASES.replace("03-20", "03-01"))
    assert landed_from(installation, path).quarantined == {}
    assert ingest.outdated(installation, BUSAN) == []


def test_an_extract_that_is_gone_is_named(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    take(installation, path, VISITS)
    path.unlink()
    take(installation, tmp_path / "cases.csv", CASES)
    (sentence,) = ingest.outdated(installation, BUSAN)
    assert str(path) in sentence
    assert "ingest it again" in sentence


def test_rows_refused_for_another_file_land_when_that_one_is_corrected(
    installation: Settings, tmp_path: Path
):
    first, second, third = (tmp_path / f"{n}.csv" for n in ("first", "second", "third"))
    take(installation, first, visits("V1", "V2"))
    take(installation, second, visits("V2", "V3", day="2017-03-06"))
    assert reasons(installation, landed_from(installation, second)) == {2: "conflicting_id"}
    before = landed_from(installation, second)
    take(installation, third, visits("V9"))
    now = landed_from(installation, second)
    assert (now.parquet, now.ingested_at) == (before.parquet, before.ingested_at)
    take(installation, first, visits("V1", "V4"))
    assert landed_from(installation, second).quarantined == {}


def test_a_delivery_of_less_than_half_replaces_nothing(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    good = take(installation, path, visits("V1", "V2", "V3"))
    with pytest.raises(InputError, match=r"replace 3 rows by 0 .* 3 not_a_date") as caught:
        take(installation, path, visits("V1", "V2", "V3", day="2017-02-31"))
    assert caught.value.exit_code == 2
    with pytest.raises(InputError, match="replace 3 rows by 1 "):
        take(installation, path, visits("V1"))
    assert read_manifest(installation, BUSAN).files == (good,)
    stored = {p.name for p in (installation.landing(BUSAN) / "visits").iterdir()}
    assert stored == {Path(good.parquet).name}
    landed = ingest.ingest_file(installation, BUSAN, path, replace_anyway=True)
    assert landed.rows_accepted == 1


def test_a_first_delivery_without_a_good_row_lands_and_says_so(
    installation: Settings, tmp_path: Path
):
    landed = take(installation, tmp_path / "visits.csv", visits("V1", day="2017-02-31"))
    assert landed.rows_accepted == 0
    assert "NOTHING of it was accepted" in ingest.describe(landed)


def test_a_forgotten_source_is_gone_and_what_it_held_back_lands(
    installation: Settings, tmp_path: Path
):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    landed = take(installation, first, visits("V1"))
    take(installation, second, visits("V1", "V2", day="2017-03-06"))
    assert ingest.forget(installation, BUSAN, str(first)) == [landed]
    assert not (installation.landing(BUSAN) / landed.parquet).exists()
    (left,) = read_manifest(installation, BUSAN).files
    assert (left.source, left.rows_accepted) == (str(second), 2)
    with pytest.raises(InputError, match="has not landed in busan_dabokdong"):
        ingest.forget(installation, BUSAN, str(first))


def test_stages_are_named_after_their_file_and_advance_during_the_work(
    installation: Settings, tmp_path: Path
):
    class Listener:
        def __init__(self) -> None:
            self.heard: dict[str, list[int]] = {}

        @contextmanager
        def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
            self.heard[name] = []
            yield self.heard[name].append
            assert sum(self.heard[name]) == total

    listener = Listener()
    path = tmp_path / "visits.csv"
    path.write_text(visits(*(f"V{n}" for n in range(20))), encoding="utf-8")
    ingest.ingest_file(installation, BUSAN, path, progress=listener)
    assert list(listener.heard) == [f"visits.csv: {stage}" for stage in ("read", "check", "write")]
    # six steps of 20 rows in all, two steps
    assert listener.heard["visits.csv: check"] == [4, 3, 3, 4, 3, 3]
    assert listener.heard["visits.csv: write"] == [10, 10]
