"""Which Dong a code, a name, a point or a legal Dong means, and on which day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines import ingest
from pipelines.geography.vintages import OPEN_END
from pipelines.ingest.periods import (
    START,
    Answer,
    Period,
    codes_over_time,
    month_end,
    stretch_to_months,
)
from pipelines.settings import Settings
from tests.ingest.conftest import BUSAN, accepted, reasons, refused
from tests.ingest.test_bad_rows import VISIT, take


def test_a_name_that_went_from_one_code_to_another():
    # A was called so until 2015, and is something else since; B has the name from 2016 on
    old = Period("A", "name", date(2010, 1, 1), date(2015, 12, 31))
    renamed = Period("A", "other", date(2016, 1, 1), OPEN_END)
    new = Period("B", "name", date(2016, 1, 1), OPEN_END)
    assert list(codes_over_time([old, new], [renamed])) == [
        (START, date(2009, 12, 31), set()),
        (date(2010, 1, 1), date(2015, 12, 31), {"A"}),
        (date(2016, 1, 1), OPEN_END, {"B"}),
    ]
    # where nobody has the name any more, it still means who had it
    assert list(codes_over_time([old], [renamed]))[-1] == (date(2016, 1, 1), OPEN_END, {"A"})


def test_two_codes_of_one_name_at_once_are_both_meant_only_then():
    one = Period("A", "name", START, date(2015, 6, 30))
    two = Period("B", "name", date(2015, 1, 1), OPEN_END)
    assert [codes for *_, codes in codes_over_time([one, two], [])] == [{"A"}, {"A", "B"}, {"B"}]


def test_months_are_stretched_to_the_end_of_the_month():
    answers = [
        Answer("x", "", START, date(2015, 9, 22), "A"),
        Answer("x", "", date(2015, 9, 23), OPEN_END, None, "other_vintage"),
    ]
    assert list(stretch_to_months(answers)) == [
        Answer("x", "", START, date(2015, 9, 30), "A"),
        Answer("x", "", date(2015, 10, 1), OPEN_END, None, "other_vintage"),
    ]
    assert month_end(date(2016, 2, 1)) == date(2016, 2, 29)


def test_a_point_means_the_dong_of_its_day(own_reference: Settings, tmp_path: Path):
    (own_reference.reference / "layouts" / "points.yaml").write_text(
        "feed: visits\ncolumns:\n  visit_id: id\n  household_id: hh\n  visited_on: day\n"
        "  purpose: {constant: check_in}\n  is_contact_made: {constant: 'yes'}\n"
        "point: {x: lon, y: lat, crs: 'EPSG:4326'}\n",
        encoding="utf-8",
    )
    rows = [
        # 명지동 until the end of 2017, one of two from 2018 on
        "V1,H1,2017-12-31,128.9125,35.0935",
        "V2,H1,2018-01-01,128.9125,35.0935",
        "V3,H1,2018-01-01,0,0",
        "V4,H1,2018-01-01,128.9125,",
        "V5,H1,2018-01-01,128.9125,north",
        "V6,H1,5005-01-01,128.9125,35.0935",
    ]
    landed = take(own_reference, tmp_path / "p.csv", "id,hh,day,lon,lat\n" + "\n".join(rows))
    assert landed.layout.startswith("points@")
    assert reasons(own_reference, landed) == {
        4: "outside_boundaries",
        5: "missing_value",
        6: "not_a_number",
        7: "date_out_of_range",
    }
    codes = accepted(own_reference, landed).set_index("visit_id")["dong_code"]
    assert codes["V1"] == "2644054000"  # 명지동
    assert codes["V2"] in ("2644053500", "2644054500")  # 명지1동, 명지2동
    assert codes["V2"] != codes["V1"]


def test_gu_by_code_and_name(installation: Settings, tmp_path: Path):
    header = "기관 번호,기관명,기관 종류,구·군,행정동\n"
    rows = [
        "O1,가,푸드뱅크,해운대구,",
        "O2,나,푸드뱅크,26350,재송제1동",
        "O3,다,푸드뱅크,부산광역시 기장군,",
        "O4,라,푸드뱅크,27260,",
        "O5,마,푸드뱅크,한강구,",
        "O6,바,푸드뱅크,중구,재송제1동",
    ]
    landed = take(installation, tmp_path / "o.csv", header + "\n".join(rows))
    assert reasons(installation, landed) == {
        5: "other_city",
        6: "unknown_dong",
        7: "unknown_dong",
    }
    assert accepted(installation, landed)["gu_code"].tolist() == ["26350", "26350", "26710"]


def test_visits_are_taken_again_when_their_cases_have_changed(installation: Settings):
    raw = installation.raw(BUSAN)
    raw.mkdir(parents=True)
    header = "case_id,household_id,dong_code,case_track,opened_on\n"
    (raw / "cases.csv").write_text(header + "C1,H1,2611051000,일반,2017-03-01\n", "utf-8")
    visit = VISIT.strip() + ",case_id\nV1,H1,2611051000,2017-03-05,상담,예,C1\n"
    (raw / "visits.csv").write_text(visit, "utf-8")
    _, visits = ingest.ingest_folder(installation, BUSAN)
    assert visits.rows_accepted == 1
    (raw / "cases.csv").write_text(header + "C1,H1,2611051000,일반,2017-03-06\n", "utf-8")
    _, visits = ingest.ingest_folder(installation, BUSAN)
    assert reasons(installation, visits) == {2: "before_case"}
    detail = "visited_on 2017-03-05 before the case was opened on 2017-03-06"
    assert refused(installation, visits)["detail"].tolist() == [detail]
    (raw / "cases.csv").write_text(header + "C1,H1,2611051000,일반,2017-03-05\n", "utf-8")
    _, visits = ingest.ingest_folder(installation, BUSAN)
    assert visits.rows_accepted == 1
    assert ingest.ingest_folder(installation, BUSAN)[1] == visits


def test_a_record_refused_for_another_file_lands_when_that_one_is_mended(installation: Settings):
    raw = installation.raw(BUSAN)
    raw.mkdir(parents=True)
    (raw / "a.csv").write_text(VISIT + "V1,H1,2611051000,2017-03-05,상담,예\n", "utf-8")
    (raw / "b.csv").write_text(VISIT + "V1,H2,2611051000,2017-03-05,상담,예\n", "utf-8")
    first, second = ingest.ingest_folder(installation, BUSAN)
    assert (first.rows_accepted, second.quarantined) == (1, {"conflicting_id": 1})
    (raw / "a.csv").write_text(VISIT + "V9,H1,2611051000,2017-03-05,상담,예\n", "utf-8")
    first, second = ingest.ingest_folder(installation, BUSAN)
    assert (first.rows_accepted, second.rows_accepted) == (1, 1)


def test_copies_of_rows_whose_ids_were_made_here(own_reference: Settings, tmp_path: Path):
    (own_reference.reference / "layouts" / "made.yaml").write_text(
        "feed: visits\ncolumns:\n  visit_id: {row: true}\n  household_id: hh\n"
        "  visited_on: day\n  dong_code: dong\n  purpose: {constant: check_in}\n"
        "  is_contact_made: {constant: 'yes'}\n",
        encoding="utf-8",
    )
    rows = ["2611051000,H1,2017-03-05"] * 3 + ["2611051000,H1,2017-03-06"]
    landed = take(own_reference, tmp_path / "m.csv", "dong,hh,day\n" + "\n".join(rows))
    assert reasons(own_reference, landed) == {3: "duplicate", 4: "duplicate"}
    assert accepted(own_reference, landed)["visit_id"].tolist() == ["m-2", "m-5"]
