"""Files that are refused whole: one sentence, and nothing has changed."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pipelines import ingest
from pipelines.errors import InputError, LayoutError
from pipelines.landing import read_manifest
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN
from tests.ingest.test_happy_path import VISITS

HEADER = VISITS.splitlines()[0]


def refusal(settings: Settings, path: Path, error: type[InputError] = InputError) -> str:
    """The sentence with which a file is refused; asserts that nothing landed."""
    with pytest.raises(error) as caught:
        ingest.ingest_file(settings, BUSAN, path)
    assert caught.value.exit_code == 2
    assert read_manifest(settings, BUSAN).files == ()
    left = [p for p in settings.landing(BUSAN).rglob("*") if p.is_file() and p.name != ".lock"]
    assert left == []
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    return sentence


def test_no_such_file(installation: Settings, tmp_path: Path):
    assert "There is no file" in refusal(installation, tmp_path / "absent.csv")


def test_a_directory(installation: Settings, tmp_path: Path):
    assert "is a folder" in refusal(installation, tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "has no header"),
        (b"\n\n\n", "has no header"),
        (f"{HEADER}\n".encode(), "holds a header and no rows"),
        (f"{HEADER}".encode(), "holds a header and no rows"),
        (f"{HEADER}\r\n\r\n\r\n".encode(), "holds a header and no rows"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "is a gzip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old Excel file"),
        (b"PK\x03\x04 torn", "is a damaged zip or workbook"),
        (b"PAR1 torn PAR1", "is a damaged Parquet file"),
        (b"%PDF-1.7 ...", "is a PDF"),
    ],
)
def test_content_that_is_no_table(
    installation: Settings, tmp_path: Path, content: bytes, says: str
):
    path = tmp_path / "visits.csv"
    path.write_bytes(content)
    assert says in refusal(installation, path)


def test_a_zip_renamed_to_csv(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("visits.csv", VISITS)
    assert "is a zip archive, whatever its name says" in refusal(installation, path)


def test_a_workbook_cut_short(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.xlsx"
    openpyxl.Workbook().save(path)
    path.write_bytes(path.read_bytes()[:-200])
    assert "is a damaged" in refusal(installation, path)


def test_an_empty_workbook(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.xlsx"
    openpyxl.Workbook().save(path)
    refusal(installation, path)


def test_a_missing_required_column_lists_what_was_found_and_wanted(
    installation: Settings, tmp_path: Path
):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS.replace("방문일,", "날,"), encoding="utf-8")
    sentence = refusal(installation, path, LayoutError)
    assert "Nearest is visits, for which it lacks 방문일 (visited_on)" in sentence
    assert "Found: 방문 번호, 가구 번호, 사례 번호, 행정동 코드, 날," in sentence
    with pytest.raises(LayoutError, match=r"lacks 방문일 .visited_on., which visits requires"):
        ingest.ingest_file(installation, BUSAN, path, feed="visits")


@pytest.mark.parametrize("twin", ["방문일", "방문 일", " 방문일 "])
def test_two_columns_of_one_name(installation: Settings, tmp_path: Path, twin: str):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS.replace("방문자 직종", twin), encoding="utf-8")
    assert "방문일" in refusal(installation, path, LayoutError)


def test_a_code_column_goes_before_a_name_column(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    rows = [
        line + "," + extra
        for line, extra in zip(VISITS.splitlines(), ["행정동", "x", "y", "z"], strict=True)
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert ingest.ingest_file(installation, BUSAN, path).rows_accepted == 3


def test_unknown_feed_layout_and_deployment(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS, encoding="utf-8")
    with pytest.raises(LayoutError, match=r"no feed 'visit'. Known: population,"):
        ingest.ingest_file(installation, BUSAN, path, feed="visit")
    with pytest.raises(LayoutError, match=r"no layout 'x'. Known: busan_foodbanks_csv,"):
        ingest.ingest_file(installation, BUSAN, path, layout="x")
    with pytest.raises(LayoutError, match="is of feed cases, not of visits"):
        ingest.ingest_file(installation, BUSAN, path, feed="visits", layout="seattle_seris_csv")
    with pytest.raises(LayoutError, match="lacks CleanupID"):
        ingest.ingest_file(installation, BUSAN, path, layout="seattle_seris_csv")
    with pytest.raises(InputError, match="no deployment 'daegu'"):
        ingest.ingest_file(installation, "daegu", path)


def test_a_refused_file_leaves_what_had_landed(installation: Settings, tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS, encoding="utf-8")
    ingest.ingest_file(installation, BUSAN, path)
    before = {p: p.read_bytes() for p in installation.landing(BUSAN).rglob("*") if p.is_file()}
    path.write_text(HEADER + "\n", encoding="utf-8")
    with pytest.raises(InputError):
        ingest.ingest_file(installation, BUSAN, path)
    after = {p: p.read_bytes() for p in installation.landing(BUSAN).rglob("*") if p.is_file()}
    assert after == before


@pytest.mark.parametrize(
    "text",
    [
        "850101-1234566,김철수,010-1234-5678\n850102-1234566,박철수,010-1234-5679\n",
        "V1,H1,2611051000,2017-03-05,상담,예\n",
        "H00001234,김철수,김철수\n",
        "김철수,2017. 3. 5.,상담\n",
    ],
)
def test_a_first_row_of_data_is_not_repeated_in_the_message(
    installation: Settings, tmp_path: Path, text: str
):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    for feed, layout in ((None, None), ("visits", None), (None, "busan_foodbanks_csv")):
        with pytest.raises(LayoutError, match="looks like data, not headers") as caught:
            ingest.ingest_file(installation, BUSAN, path, feed=feed, layout=layout)
        for cell in text.split("\n")[0].split(","):
            assert cell not in str(caught.value)


def test_headers_of_years_and_ages_are_still_listed(installation: Settings, tmp_path: Path):
    path = tmp_path / "wide.csv"
    path.write_text("행정동,2017년,65세이상\n영주1동,1,2\n", encoding="utf-8")
    with pytest.raises(LayoutError, match="Found: 행정동, 2017년, 65세이상"):
        ingest.ingest_file(installation, BUSAN, path)
