from pathlib import Path

import pandas as pd
import pytest

from pipelines import ingest
from pipelines.errors import InputError
from pipelines.invention import Invention, digest, write_note
from pipelines.landing import read_manifest
from pipelines.schema import FEEDS
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, reasons

VISITS = """방문 번호,가구 번호,사례 번호,행정동 코드,방문일,방문 목적,만남 여부,방문자 직종
V3,H1,,2611051000,2017-03-05,상담,예,공무원
V1,H1,C1,영주1동,2017-03-04,first_visit,아니오,visiting_nurse
V2,H2,,중구 동광동,2017-03-04,첫 방문,예,
"""


CASES = """사례 번호,가구 번호,행정동 코드,사례 구분,개시일,종결일
C1,H1,2611059000,일반,2017-03-20,
"""


def test_a_file_with_korean_labels_lands_typed_and_sorted(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS, encoding="utf-8")
    landed = ingest.ingest_file(installation, BUSAN, path)
    assert (landed.feed, landed.rows_read, landed.rows_accepted) == ("visits", 3, 3)
    assert landed.quarantined == {}
    rows = accepted(installation, landed)
    # by Dong, then day: 중앙동 2611051000, 동광동 2611052000, 영주제1동 2611059000
    assert rows["visit_id"].tolist() == ["V3", "V2", "V1"]
    assert rows["dong_code"].tolist() == ["2611051000", "2611052000", "2611059000"]
    assert rows["purpose"].tolist() == ["consultation", "first_visit", "first_visit"]
    assert rows["is_contact_made"].tolist() == [True, True, False]
    assert rows["worker_role"].tolist()[::2] == ["official", "visiting_nurse"]
    assert rows["case_id"].isna().tolist() == [True, True, False]
    h1 = rows.loc[rows["visit_id"].isin(["V1", "V3"]), "household_id"]
    assert h1.nunique() == 1
    assert rows["household_id"].nunique() == 2
    assert "H1" not in rows.to_csv()
    assert rows["record_key"].between(0, 255).all()


def test_landing_has_the_columns_and_types_of_the_schema(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS, encoding="utf-8")
    landed = ingest.ingest_file(installation, BUSAN, path)
    rows = accepted(installation, landed)
    assert list(rows.columns) == [c.name for c in FEEDS["visits"].columns] + ["record_key"]
    assert str(rows["household_id"].dtype) == "int64"
    assert str(rows["record_key"].dtype) == "int16"
    assert isinstance(rows["visited_on"].iloc[0], pd.Timestamp | __import__("datetime").date)


def test_guess_says_feed_and_why(installation: Settings, tmp_path: Path):
    path = tmp_path / "anything.csv"
    path.write_text(VISITS, encoding="utf-8")
    guessed = ingest.guess(installation, path)
    assert (guessed.feed, guessed.layout) == ("visits", None)
    assert "방문일" in guessed.why


def test_the_same_file_again_changes_nothing(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS, encoding="utf-8")
    first = ingest.ingest_file(installation, BUSAN, path)
    manifest = (installation.landing(BUSAN) / "manifest.json").read_bytes()
    assert ingest.ingest_file(installation, BUSAN, path) == first
    assert (installation.landing(BUSAN) / "manifest.json").read_bytes() == manifest


def test_a_corrected_file_replaces_its_own_rows_and_another_adds(
    installation: Settings, tmp_path: Path
):
    path, other = tmp_path / "visits.csv", tmp_path / "more.csv"
    path.write_text(VISITS, encoding="utf-8")
    other.write_text(VISITS.replace("V", "W"), encoding="utf-8")
    ingest.ingest_file(installation, BUSAN, path)
    ingest.ingest_file(installation, BUSAN, other)
    path.write_text(VISITS.replace("V2,H2", "V2,H3"), encoding="utf-8")
    ingest.ingest_file(installation, BUSAN, path)
    files = read_manifest(installation, BUSAN).files
    assert sorted((f.source, f.rows_accepted) for f in files) == [
        (str(other), 3),
        (str(path), 3),
    ]
    stored = sorted(p.name for p in (installation.landing(BUSAN) / "visits").iterdir())
    assert stored == sorted(Path(f.parquet).name for f in files)


def test_files_of_one_name_replace_each_other_only_from_one_folder_and_for_one_feed(
    installation: Settings, tmp_path: Path
):
    march, april = tmp_path / "march" / "visits.csv", tmp_path / "april" / "visits.csv"
    for path, letter in ((march, "V"), (april, "W")):
        path.parent.mkdir()
        path.write_text(VISITS.replace("V", letter), encoding="utf-8")
        landed = ingest.ingest_file(installation, BUSAN, path)
        assert "replaces" not in ingest.describe(landed)
    assert [f.rows_accepted for f in read_manifest(installation, BUSAN).files] == [3, 3]
    april.write_text(VISITS.replace("V", "X"), encoding="utf-8")
    landed = ingest.ingest_file(installation, BUSAN, april)
    today = landed.ingested_at[:10]
    assert f"replaces the 3 rows landed from it on {today}" in ingest.describe(landed)
    april.write_text(CASES, encoding="utf-8")
    ingest.ingest_file(installation, BUSAN, april)
    files = read_manifest(installation, BUSAN).files
    assert [(f.feed, f.source) for f in files] == [
        ("visits", str(march)),
        ("visits", str(april)),
        ("cases", str(april)),
    ]


def test_a_folder_is_taken_in_order_of_the_feeds(installation: Settings):
    raw = installation.raw(BUSAN)
    raw.mkdir(parents=True)
    (raw / "a_visits.csv").write_text(VISITS, encoding="utf-8")
    (raw / "z_cases.csv").write_text(CASES, encoding="utf-8")
    write_note(raw, Invention(1, 0.05, "x", {"a_visits.csv": None, "z_cases.csv": None}))
    landed = ingest.ingest_folder(installation, BUSAN)
    assert [file.feed for file in landed] == ["cases", "visits"]
    assert landed[0].invented == {"seed": 1, "scale": 0.05}
    # V1 of row 3 was on 4 March, before C1 was opened on 20 March
    assert reasons(installation, landed[1]) == {3: "before_case"}


def test_a_file_that_the_note_does_not_list_is_not_invented_and_never_mixes(
    installation: Settings,
):
    raw = installation.raw(BUSAN)
    raw.mkdir(parents=True)
    made, own = raw / "visits.csv", raw / "own.csv"
    made.write_text(VISITS, encoding="utf-8")
    own.write_text(VISITS.replace("V1", "W1"), encoding="utf-8")
    write_note(raw, Invention(1, 0.05, "x", {"visits.csv": digest(made)}))
    assert ingest.ingest_file(installation, BUSAN, made).invented == {"seed": 1, "scale": 0.05}
    with pytest.raises(InputError, match=r"own\.csv is an office's own, but .* the two never mix"):
        ingest.ingest_file(installation, BUSAN, own)
    made.write_text(VISITS.replace("V1", "X1"), encoding="utf-8")  # changed by hand: no longer ours
    landed = ingest.ingest_file(installation, BUSAN, made)
    assert landed.invented is None
