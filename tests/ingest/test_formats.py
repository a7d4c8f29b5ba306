"""Workbooks and Parquet give the same rows as text."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import ingest
from pipelines.errors import InputError
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, reasons, refused
from tests.ingest.test_happy_path import VISITS


def rows_of_visits() -> list[list[str]]:
    return list(csv.reader(io.StringIO(VISITS)))


def test_a_workbook_with_typed_cells(installation: Settings, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows_of_visits()):
        cells: list[object] = list(row)
        if number:
            cells[4] = datetime.datetime.fromisoformat(row[4])
            cells[6] = row[6] == "예"
            cells[3] = int(row[3]) if row[3].isdigit() else row[3]
        sheet.append(cells)
    sheet.append([])
    sheet.append(["V9", "H9", None, 2611051000, "2017-02-31", "상담", True, None])
    path = tmp_path / "visits.xlsx"
    book.save(path)
    landed = ingest.ingest_file(installation, BUSAN, path)
    assert (landed.rows_read, landed.rows_accepted) == (4, 3)
    assert reasons(installation, landed) == {6: "not_a_date"}  # row 5 is empty
    rows = accepted(installation, landed)
    assert rows["visit_id"].tolist() == ["V3", "V2", "V1"]
    assert rows["is_contact_made"].tolist() == [True, True, False]
    assert [str(day)[:10] for day in rows["visited_on"]] == [
        "2017-03-05",
        "2017-03-04",
        "2017-03-04",
    ]


def test_a_workbook_that_begins_further_right_and_down(own_reference: Settings, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("자료")
    for r, row in enumerate(rows_of_visits()):
        for c, cell in enumerate(row):
            sheet.cell(r + 4, c + 3, cell)
    path = tmp_path / "visits.xlsx"
    book.save(path)
    (own_reference.reference / "layouts" / "shifted.yaml").write_text(
        "feed: visits\nsheet: 자료\nheader_row: 4\ncolumns:\n"
        "  visit_id: 방문 번호\n  household_id: 가구 번호\n  dong_code: 행정동 코드\n"
        "  visited_on: 방문일\n  purpose: 방문 목적\n  is_contact_made: 만남 여부\n",
        encoding="utf-8",
    )
    landed = ingest.ingest_file(own_reference, BUSAN, path)
    assert landed.layout.startswith("shifted@")
    assert landed.rows_accepted == 3


def test_parquet_with_typed_columns(installation: Settings, tmp_path: Path):
    header, *rows = rows_of_visits()
    table = pd.DataFrame(rows, columns=header)
    table["방문일"] = pd.to_datetime(table["방문일"])
    table["만남 여부"] = table["만남 여부"] == "예"
    table.loc[2, "방문 목적"] = "산책"
    path = tmp_path / "visits.parquet"
    table.to_parquet(path)
    landed = ingest.ingest_file(installation, BUSAN, path)
    assert (landed.rows_read, landed.rows_accepted) == (3, 2)
    # Parquet has no header: its third row is row 3
    assert reasons(installation, landed) == {3: "unknown_value"}
    assert (
        refused(installation, landed)["raw"].str.startswith("V2,H2,,중구 동광동,2017-03-04").all()
    )


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Pacific/Auckland", "+09:00", "-11:00"])
def test_parquet_with_a_time_zone_keeps_the_days_that_the_office_wrote(
    installation: Settings, tmp_path: Path, zone: str
):
    header, *rows = rows_of_visits()
    table = pd.DataFrame(rows, columns=header)
    days = pd.to_datetime(table["방문일"])
    table["방문일"] = days.dt.tz_localize(zone)  # midnight there, another day elsewhere
    path = tmp_path / "visits.parquet"
    table.to_parquet(path)
    landed = ingest.ingest_file(installation, BUSAN, path)
    assert landed.rows_accepted == 3
    found = pd.to_datetime(accepted(installation, landed)["visited_on"])
    assert sorted(found) == sorted(days)


def test_parquet_in_a_time_zone_that_nobody_knows(installation: Settings, tmp_path: Path):
    header, *rows = rows_of_visits()
    table = pa.table(dict(zip(header, zip(*rows, strict=True), strict=True)))
    place = header.index("방문일")
    instants = pa.array([0, 0, 0], pa.timestamp("us", tz="Asia/Nowhere"))
    path = tmp_path / "visits.parquet"
    pq.write_table(table.set_column(place, "방문일", instants), path)
    with pytest.raises(InputError, match="time zone 'Asia/Nowhere' of column '방문일'"):
        ingest.ingest_file(installation, BUSAN, path)
