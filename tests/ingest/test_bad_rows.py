"""Rows that are quarantined one by one, each with its reason; the others land."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.landing import LandedFile
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, reasons, refused


def take(settings: Settings, path: Path, text: str | bytes) -> LandedFile:
    """A file of that content, taken in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ingest.ingest_file(settings, BUSAN, path)


VISIT = "visit_id,household_id,dong_code,visited_on,purpose,is_contact_made\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("V1,H1,2611051000,2017-03-05,상담,예", None),
        ("V1,H1,2611051000,2017.3.5,상담,예", None),
        ("V1,H1,2611051000,2017. 3. 5.,상담,예", None),
        ("V1,H1,2611051000,20170305,상담,예", None),
        ("V1,H1,2611051000,2017년 3월 5일,상담,예", None),
        ("V1,H1,2611051000,2017/03/05,상담,예", None),
        ("V1,H1,2611051000,2017-03-05 14:30,상담,예", None),
        ("V1,H1,2101051,2017-03-05,상담,예", None),
        ("V1,H1,21010510,2017-03-05,상담,예", None),
        ("V1,H1,영주 제1동,2017-03-05,상담,예", None),
        ("V1,H1,부산광역시 중구 영주1동,2017-03-05,상담,예", None),
        (" V1 , H1 , 2611051000 , 2017-03-05 , 상담 , 예 ", None),
        ("V1,H1,2611051000,2017-02-31,상담,예", "not_a_date"),
        ("V1,H1,2611051000,epoch,상담,예", "not_a_date"),
        ("V1,H1,2611051000,어제,상담,예", "not_a_date"),
        ("V1,H1,2611051000,05/03/2017,상담,예", "not_a_date"),
        ("V1,H1,2611051000,5005-03-05,상담,예", "date_out_of_range"),
        ("V1,H1,2611051000,2012-06-30,상담,예", "date_out_of_range"),
        ("V1,H1,2611051000,2012-07-01,상담,예", None),
        ("V1,H1,2611051000,2018-12-31,상담,예", None),
        ("V1,H1,2611051000,2019-01-01,상담,예", "date_out_of_range"),
        ("V1,H1,2611051000,17-03-05,상담,예", "date_out_of_range"),
        (",H1,2611051000,2017-03-05,상담,예", "missing_value"),
        ("V1,,2611051000,2017-03-05,상담,예", "missing_value"),
        ("V1,H1,   ,2017-03-05,상담,예", "missing_value"),
        ("V1,H1,2611051000,2017-03-05,산책,예", "unknown_value"),
        ("V1,H1,2611051000,2017-03-05,상담,글쎄", "unknown_value"),
        ("V1,H1,1111051500,2017-03-05,상담,예", "other_city"),
        ("V1,H1,2711051700,2017-03-05,상담,예", "other_city"),
        ("V1,H1,청운효자동,2017-03-05,상담,예", "other_city"),
        ("V1,H1,2611099900,2017-03-05,상담,예", "unknown_dong"),
        ("V1,H1,없는동,2017-03-05,상담,예", "unknown_dong"),
        ("V1,H1,12345,2017-03-05,상담,예", "unknown_dong"),
        # 명지동 became 명지1동 and 명지2동 on 2018-01-01
        ("V1,H1,명지동,2017-12-31,상담,예", None),
        ("V1,H1,명지동,2018-01-01,상담,예", "other_vintage"),
        ("V1,H1,명지1동,2017-12-31,상담,예", "other_vintage"),
        ("V1,H1,명지1동,2018-01-01,상담,예", None),
    ],
)
def test_one_row(installation: Settings, tmp_path: Path, row: str, reason: str | None):
    good = "V0,H0,2611051000,2017-03-05,상담,예\n"
    landed = take(installation, tmp_path / "visits.csv", VISIT + good + row + "\n")
    assert reasons(installation, landed) == ({3: reason} if reason else {})
    assert landed.rows_accepted == (1 if reason else 2)


def test_the_quarantine_keeps_file_row_reason_detail_and_the_raw_row(
    installation: Settings, tmp_path: Path
):
    bad = 'V2,"H,2",2611051000,2017-02-31,상담,예'
    landed = take(
        installation, tmp_path / "visits.csv", VISIT + "V1,H1,2611051000,2017-03-05,상담,예\n" + bad
    )
    (row,) = refused(installation, landed).to_dict("records")
    assert row == {
        "file": str(tmp_path / "visits.csv"),
        "row_number": 3,
        "reason": "not_a_date",
        "detail": "visited_on 2017-02-31",
        "raw": bad,
    }
    assert "1 quarantined: Not a date (not_a_date)" in ingest.describe(landed)


def test_exact_copies_and_conflicting_ids_are_told_apart(installation: Settings, tmp_path: Path):
    rows = [
        "V1,H1,2611051000,2017-03-05,상담,예",  # row 2: first of three alike
        "V1,H1,2611051000,2017-03-05,상담,예",  # row 3: copy
        "V2,H2,2611051000,2017-03-05,상담,예",  # row 4: V2 says two things, neither is believed
        "V2,H2,2611051000,2017-03-06,상담,예",  # row 5
        "V1,H1,영주1동,2017-13-05,상담,예",  # row 6: not a date, so no conflict with row 2
        "V1,H1,중앙동,2017.03.05,consultation,1",  # row 7: the same said otherwise is a copy
        "V3,H3,2611051000,2017-03-06,상담,예",
    ]
    landed = take(installation, tmp_path / "visits.csv", VISIT + "\n".join(rows))
    assert reasons(installation, landed) == {
        3: "duplicate",
        4: "conflicting_id",
        5: "conflicting_id",
        6: "not_a_date",
        7: "duplicate",
    }
    details = refused(installation, landed).set_index("row_number")["detail"]
    assert details[4] == "same key as row 5"
    assert details[5] == "same key as row 4"
    assert accepted(installation, landed)["visit_id"].tolist() == ["V1", "V3"]


def test_ids_that_landed_from_another_file(installation: Settings, tmp_path: Path):
    row = "V1,H1,2611051000,2017-03-05,상담,예\n"
    take(installation, tmp_path / "a.csv", VISIT + row)
    landed = take(
        installation,
        tmp_path / "b.csv",
        VISIT + row + "V2,H1,2611051000,2017-03-05,상담,예\n",
    )
    assert reasons(installation, landed) == {2: "duplicate"}
    landed = take(
        installation,
        tmp_path / "b.csv",
        VISIT + row.replace("H1", "H2") + "V2,H1,2611051000,2017-03-05,상담,예\n",
    )
    assert reasons(installation, landed) == {2: "conflicting_id"}


def test_dates_in_the_wrong_order(installation: Settings, tmp_path: Path):
    header = "case_id,household_id,dong_code,case_track,opened_on,closed_on\n"
    rows = [
        "C1,H1,2611051000,일반,2017-03-05,2017-03-05",
        "C2,H1,2611051000,집중,2017-03-05,2017-03-04",
        "C3,H1,2611051000,general,2017-03-05,",
    ]
    landed = take(installation, tmp_path / "cases.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {3: "wrong_order"}


def test_amounts_and_counts(installation: Settings, tmp_path: Path):
    header = "household_id,dong_code,month,signal,amount_krw,arrears_month_count\n"
    rows = [
        'H1,2611051000,2017-03,단전,"1,234,000",3',
        "H2,2611051000,201703,단수,1234000원,3",
        "H3,2611051000,2017년 3월,단수,,3.0",
        "H4,2611051000,2017.03,단수,-1,3",
        "H5,2611051000,2017-03-15,단수,많음,3",
        "H6,2611051000,2017-03,단수,1e400,3",
        "H7,2611051000,2017-03,단수,10,2.5",
        "H8,2611051000,2017-13,단수,10,2",
        "H9,2611051000,2017-03,단수,1_000,2",
        'H10,2611051000,2017-03,단수,"1,5",2',  # a decimal comma
        'H11,2611051000,2017-03,단수,"10,00원",2',
        'H12,2611051000,2017-03,단수,"1,234,00",2',
        "H13,2611051000,2017-03,단수,12 34,2",
        'H14,2611051000,2017-03,단수," 1 234 000 원",2',
        'H15,2611051000,2017-03,단수,"1,234,000.0",2',
    ]
    landed = take(installation, tmp_path / "signals.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {
        5: "negative_amount",
        6: "not_a_number",
        7: "not_a_number",
        8: "not_a_number",
        9: "not_a_date",
        10: "not_a_number",
        11: "not_a_number",
        12: "not_a_number",
        13: "not_a_number",
        14: "not_a_number",
    }
    rows = accepted(installation, landed)
    assert rows["amount_krw"].dropna().tolist() == [1_234_000] * 4
    assert {str(day)[:10] for day in rows["month"]} == {"2017-03-01"}


def test_a_dong_that_ended_within_a_month_has_the_whole_month(
    installation: Settings, tmp_path: Path
):
    # 정관면 became 정관읍 on 2015-09-23
    header = "household_id,dong_code,month,signal\n"
    rows = [
        "H1,2671032000,2015-08,단전",
        "H1,2671032000,2015-09,단전",
        "H1,2671032000,2015-10,단전",
        "H2,2671025600,2015-08,단전",
        "H2,2671025600,2015-09,단전",
    ]
    landed = take(installation, tmp_path / "signals.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {4: "other_vintage", 5: "other_vintage"}


def test_household_size_and_dates_before_the_deployment(installation: Settings, tmp_path: Path):
    header = "household_id,dong_code,household_size,composition,registered_from,registered_to\n"
    rows = [
        "H1,2611051000,1,single,1962-05-01,",
        "H2,2611051000,0,single,1962-05-01,",
        "H3,2611051000,2,other,1899-12-31,",
        "H4,2611051000,2,other,2017-01-01,2016-12-31",
    ]
    landed = take(installation, tmp_path / "households.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {
        3: "unknown_value",
        4: "date_out_of_range",
        5: "wrong_order",
    }


def test_places_of_three_levels(installation: Settings, tmp_path: Path):
    header = "fiscal_year,level,place_code,line,amount,currency\n"
    rows = [
        "2017,city,26,personnel,1000,KRW",
        "2017,구·군,26110,personnel,1000,KRW",
        "2017,gu,해운대구,personnel,1000.5,KRW",
        "2017,동,2611051000,personnel,1000,KRW",
        "2017,dong,26110,personnel,1000,KRW",
        "2017,gu,27260,personnel,1000,KRW",
        "2017,province,26,personnel,1000,KRW",
        "2011,city,26,personnel,1000,KRW",
        "2017,city,26,programme,-5,KRW",
        "2017,gu,26999,programme,5,KRW",
    ]
    landed = take(installation, tmp_path / "budgets.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {
        6: "unknown_dong",
        7: "other_city",
        8: "unknown_value",
        9: "date_out_of_range",
        10: "negative_amount",
        11: "unknown_dong",
    }
    assert accepted(installation, landed)["place_code"].tolist() == [
        "26",
        "26110",
        "2611051000",
        "26350",
    ]


def test_a_name_in_two_gu_needs_its_gu(installation: Settings, tmp_path: Path):
    # 중동 of 해운대구 is 중제1동 and 중제2동; 우동 no more. 좌천동 lies in 동구 and, as a legal
    # Dong only, in 기장군
    header = "visit_id,household_id,시군구,행정동,visited_on,purpose,is_contact_made\n"
    rows = [
        "V1,H1,중구,중앙동,2017-03-05,상담,예",
        "V2,H1,서구,중앙동,2017-03-05,상담,예",
    ]
    landed = take(installation, tmp_path / "visits.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {3: "unknown_dong"}


def test_a_formula_is_stored_as_text(installation: Settings, tmp_path: Path):
    formula = '=HYPERLINK("http://x.example","y")'
    quoted = '"' + formula.replace('"', '""') + '"'
    header = "organisation_id,organisation_name,organisation_kind\n"
    landed = take(installation, tmp_path / "o.csv", header + f"O1,{quoted},food_bank\n")
    assert accepted(installation, landed)["organisation_name"].tolist() == [formula]


def test_population_by_age_and_without_do_not_add_up(installation: Settings, tmp_path: Path):
    header = "dong_code,month,age_band,sex,population_count\n"
    take(installation, tmp_path / "a.csv", header + "2611051000,2017-12,0~4세,남,10\n")
    landed = take(
        installation,
        tmp_path / "b.csv",
        header
        + "2611051000,2017-12,not_stated,남,300\n"  # the same men again
        + "2611051000,2017-11,not_stated,남,300\n"
        + "2611051000,2017-12,0~4세,여,11\n",
    )
    assert reasons(installation, landed) == {2: "conflicting_id"}
