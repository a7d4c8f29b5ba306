from datetime import date

import pandas as pd
import pytest

from pipelines.errors import GeographyError
from pipelines.geography import register, validity

BY_GU_2017 = {
    "중구": 9, "서구": 13, "동구": 12, "영도구": 11, "부산진구": 20, "동래구": 13,
    "남구": 17, "북구": 13, "해운대구": 18, "사하구": 16, "금정구": 17, "강서구": 7,
    "연제구": 12, "수영구": 10, "사상구": 12, "기장군": 5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2014-07-01", 210), ("2014-12-31", 210), ("2015-12-31", 206), ("2016-01-01", 205),
        ("2017-12-31", 205), ("2018-01-01", 206), ("2019-12-31", 206), ("2020-01-01", 205),
        ("2024-12-31", 205), ("2025-01-01", 206), ("2026-11-01", 206),
    ],
)  # fmt: skip
def test_busan_has_the_published_number_of_dongs(day, count):
    assert len(register(date.fromisoformat(day), ["26"])) == count


@pytest.mark.parametrize("year", range(2001, 2027))
def test_suseong_has_23_dongs_in_every_vintage(year):
    assert len(register(date(year, 7, 1), ["27260"])) == 23


@pytest.mark.parametrize(
    ("day", "changed"),
    [
        ("2017-06-30", {}),
        ("2018-06-30", {"강서구": 8}),
        ("2021-06-30", {"강서구": 8, "금정구": 16}),
    ],
)
def test_dongs_by_gu(day, changed):
    dongs = register(date.fromisoformat(day), ["26"])
    assert dongs.groupby("gu_name_ko").size().to_dict() == BY_GU_2017 | changed


def test_the_two_sets_of_205_differ():
    first = set(register(date(2017, 6, 30), ["26"])["dong_code"])
    second = set(register(date(2021, 6, 30), ["26"])["dong_code"])
    assert first - second == {"2641062000", "2644054000", "2641055000"}  # 장전3동, 명지동, 금사동
    assert second - first == {"2644053500", "2644054500", "2641055500"}  # 명지1·2동, 금사회동동


def test_codes_and_names_equal_the_official_lists(facts):
    dongs = register(date(2017, 6, 30), ["26", "27260"])
    pairs = {
        "code10": "dong_code",
        "code7": "dong_code_7",
        "name": "dong_name_short_ko",
        "name_mois": "dong_name_ko",
        "gu": "gu_name_ko",
        "gu_eng": "gu_name_en",
    }
    for official, ours in pairs.items():
        assert dongs[ours].tolist() == facts[official].tolist(), ours


def test_english_names_agree_with_the_2018_map_but_for_its_own_spellings(facts):
    dongs = register(date(2017, 6, 30), ["26", "27260"])
    # the 2018 map writes 30 names in a style of its own: Hwamyeong1-dong, Suseong1Gadong, U 3-dong
    assert (dongs["dong_name_en"] == facts["name_eng"]).sum() == 228 - 30
    bare = [
        names.str.lower().str.replace(r"\([a-z]+\)|[^a-z0-9]", "", regex=True)
        for names in (dongs["dong_name_en"], facts["name_eng"])
    ]
    assert bare[0].tolist() == bare[1].tolist()


def test_a_recut_dong_has_one_row_for_each_boundary():
    rows = validity(["26"], date(2012, 7, 1), date(2018, 12, 31)).set_index("dong_code")
    u1 = rows.loc["2635051000"]  # 우1동 gave land to 우3동 on 2016-01-01
    assert u1["dong_code_7"].tolist() == ["2109051", "2109073"]
    assert u1["valid_to"].tolist() == [date(2015, 12, 31), date(9999, 12, 31)]
    assert u1["valid_from"].tolist()[1] == date(2016, 1, 1)
    assert rows.loc["2641055000", "valid_to"] == date(2018, 9, 30)  # 금사동, renamed next day
    assert rows.loc["2641055500", "valid_from"] == date(2018, 10, 1)


def test_periods_of_one_code_never_overlap():
    rows = validity([""], date(2001, 1, 1), date(2026, 12, 31))
    following = rows.groupby("dong_code")["valid_from"].shift(-1)
    both = following.notna()
    assert both.sum() > 100
    assert (following[both] > rows["valid_to"][both]).all()
    assert (rows["valid_from"] <= rows["valid_to"]).all()


def test_recorded_dates_equal_the_ministrys_code_table(shared_data):
    table = pd.read_csv(shared_data / "codes/kikcd_h_busan_daegu_asof20230501.csv", dtype=str)
    table = table[(table["시도코드"] == "26") & table["읍면동명"].notna()]
    for day in ("20120701", "20140701", "20151231", "20170630", "20181231", "20230430"):
        alive = (table["생성일자"] <= day) & ~(table["말소일자"] <= day)
        ours = register(date.fromisoformat(day), ["26"])
        assert set(ours["dong_code"]) == set(table.loc[alive, "행정동코드"]), day


def test_unknown_prefix_and_uncovered_days_are_refused():
    with pytest.raises(GeographyError, match="No Dong"):
        register(date(2017, 6, 30), ["99"])
    with pytest.raises(GeographyError, match="2000-12-31"):
        register(date(1999, 6, 30), ["26"])
    with pytest.raises(GeographyError, match="not end before"):
        validity(["26"], date(2018, 1, 1), date(2017, 1, 1))
