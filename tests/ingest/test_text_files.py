"""Encodings, delimiters, damaged lines: good rows are kept, the rest quarantined with their row."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, reasons, refused
from tests.ingest.test_bad_rows import VISIT, take
from tests.ingest.test_happy_path import VISITS

ROW = "V{0},H{0},2611051000,2017-03-05,상담,예"


@pytest.mark.parametrize(
    "content",
    [
        VISITS.encode(),
        codecs.BOM_UTF8 + VISITS.encode(),
        VISITS.encode("cp949"),
        VISITS.encode("utf-16"),
        VISITS.replace("\n", "\r\n").encode(),
        VISITS.replace("\n", "\r").encode(),
        VISITS.rstrip("\n").encode(),
        VISITS.replace(",", "\t").encode(),
        VISITS.replace(",", ";").encode("cp949"),
        VISITS.replace(",", "|").encode(),
        (VISITS + "\n\n").encode(),
        VISITS.replace("V3", '"V3"').encode(),
    ],
)
def test_the_same_table_however_it_is_written(
    installation: Settings, tmp_path: Path, content: bytes
):
    landed = take(installation, tmp_path / "visits.csv", content)
    assert (landed.rows_read, landed.rows_accepted) == (3, 3)
    assert accepted(installation, landed)["visit_id"].tolist() == ["V3", "V2", "V1"]


def test_european_text_is_cp1252(installation: Settings, tmp_path: Path):
    header = "organisation_id,organisation_name,organisation_kind\n"
    rows = "O1,Caf\u00e9 \u2013 M\u00fcller,food_bank\nO2,\u00c9cole,school\n"
    landed = take(installation, tmp_path / "o.csv", (header + rows).encode("cp1252"))
    assert accepted(installation, landed)["organisation_name"].tolist() == [
        "Café – Müller",
        "École",
    ]


def test_lines_in_an_unknown_encoding(installation: Settings, tmp_path: Path):
    lines = [ROW.format(n).encode() for n in range(2, 7)]
    lines[2] = b"V4,H4,2611051000,2017-03-05,\xff\xfe\x80,1"
    landed = take(installation, tmp_path / "visits.csv", VISIT.encode() + b"\n".join(lines))
    assert reasons(installation, landed) == {4: "encoding"}
    (raw,) = refused(installation, landed)["raw"]
    assert raw == r"V4,H4,2611051000,2017-03-05,\xff\xfe\x80,1"
    assert sorted(accepted(installation, landed)["visit_id"]) == ["V2", "V3", "V5", "V6"]


def test_a_broken_byte_in_cp949(installation: Settings, tmp_path: Path):
    lines = [ROW.format(n).encode("cp949") for n in range(2, 7)]
    lines[1] = lines[1].replace("상담".encode("cp949"), b"\x81\x20\xff")
    landed = take(installation, tmp_path / "visits.csv", VISIT.encode() + b"\n".join(lines))
    assert reasons(installation, landed) == {3: "encoding"}
    assert landed.rows_accepted == 4


def test_nul_bytes(installation: Settings, tmp_path: Path):
    text = VISIT + ROW.format(1) + "\n" + ROW.format("2\0") + "\n" + ROW.format(3) + "\n"
    landed = take(installation, tmp_path / "visits.csv", text)
    assert reasons(installation, landed) == {3: "unreadable"}
    assert landed.rows_accepted == 2


def test_a_torn_last_line(installation: Settings, tmp_path: Path):
    landed = take(installation, tmp_path / "visits.csv", VISIT + ROW.format(1) + "\nV2,H2,26110510")
    assert reasons(installation, landed) == {3: "unreadable"}
    assert refused(installation, landed)["raw"].tolist() == ["V2,H2,26110510"]
    assert refused(installation, landed)["detail"].tolist() == ["3 fields where the header has 6"]


def test_ten_megabytes_in_one_field(installation: Settings, tmp_path: Path):
    huge = "V2,H2,2611051000,2017-03-05,상담," + "x" * 10_000_000
    text = VISIT + ROW.format(1) + "\n" + huge + "\n" + ROW.format(3)
    landed = take(installation, tmp_path / "visits.csv", text)
    assert reasons(installation, landed) == {3: "field_too_long"}
    assert landed.rows_accepted == 2
    assert len(refused(installation, landed)["raw"][0]) < 3_000


def test_ten_megabytes_in_quotation_marks(installation: Settings, tmp_path: Path):
    huge = 'V2,"' + "x\n" * 2_000_000 + '",2611051000,2017-03-05,상담,예'
    text = VISIT + ROW.format(1) + "\n" + huge.replace("\n", "z") + "\n" + ROW.format(3)
    landed = take(installation, tmp_path / "visits.csv", text)
    assert reasons(installation, landed) == {3: "field_too_long"}
    assert landed.rows_accepted == 2


@pytest.mark.parametrize(
    "line",
    [
        "V2,H2,2611051000,2017-03-05,상담",
        "V2,H2,2611051000,2017-03-05,상담,예,more",
        'V2,"H2,2611051000,2017-03-05,상담,예',
        'V2,"H"2,2611051000,2017-03-05,상담,예',
    ],
)
def test_a_damaged_line_between_good_ones(installation: Settings, tmp_path: Path, line: str):
    text = "\n".join([VISIT.strip(), ROW.format(1), line, ROW.format(3), ROW.format(4)])
    landed = take(installation, tmp_path / "visits.csv", text)
    assert reasons(installation, landed) == {3: "unreadable"}
    assert landed.rows_accepted == 3


def test_stray_quotation_marks_do_not_swallow_the_rows_between(
    installation: Settings, tmp_path: Path
):
    lines = [ROW.format(n) for n in range(2, 12)]
    lines[2] = 'V4,"H4,2611051000,2017-03-05,상담,예'
    lines[6] = 'V8,H8",2611051000,2017-03-05,상담,예'
    landed = take(installation, tmp_path / "visits.csv", VISIT + "\n".join(lines))
    assert reasons(installation, landed) == {4: "unreadable", 8: "unreadable"}
    assert landed.rows_accepted == 8


def test_line_breaks_inside_fields_and_blank_lines_keep_the_numbering(
    installation: Settings, tmp_path: Path
):
    header = "organisation_id,organisation_name,organisation_kind\n"
    text = header + 'O1,"two\nlines",food_bank\n' + "\n" + "O3,three,pizzeria\n"
    landed = take(installation, tmp_path / "o.csv", text)
    # row 2 spans two lines, row 3 is blank, row 4 has a kind outside the vocabulary
    assert landed.rows_read == 2
    assert reasons(installation, landed) == {4: "unknown_value"}
    assert accepted(installation, landed)["organisation_name"].tolist() == ["two\nlines"]


def test_a_row_that_is_read_and_a_line_that_is_not_keep_their_row_numbers(
    installation: Settings, tmp_path: Path
):
    lines = [ROW.format(n) for n in range(2, 8)]
    lines[1] = "torn"
    lines[3] = lines[3].replace("2017-03-05", "2017-02-31")
    landed = take(installation, tmp_path / "visits.csv", VISIT + "\n".join(lines))
    assert reasons(installation, landed) == {3: "unreadable", 5: "not_a_date"}
    assert landed.rows_read == 6


def test_every_row_bad_lands_an_empty_file(installation: Settings, tmp_path: Path):
    landed = take(installation, tmp_path / "visits.csv", VISIT + "torn\ntorn again\n")
    assert (landed.rows_read, landed.rows_accepted) == (2, 0)
    assert len(accepted(installation, landed)) == 0
    assert "0 accepted" in ingest.describe(landed)
    assert landed.invented is None
    assert BUSAN in str(installation.landing(BUSAN))
