from datetime import date, timedelta

import pytest

from pipelines.geography import frame_assignment, validity, vintage_codes

FRAME, START, END = date(2017, 6, 30), date(2012, 7, 1), date(2018, 12, 31)
BUSAN = ["26"]


def test_every_code_of_the_period_finds_its_frame_dong():
    table = frame_assignment(BUSAN, FRAME, START, END)
    codes = validity(BUSAN, START, END)
    assert len(table) == len(codes) == 232
    assert table["frame_dong_code"].notna().all()
    moved = table[table["dong_code"] != table["frame_dong_code"]]
    assert moved.set_index("dong_code")["frame_dong_code"].to_dict() == {
        "2617061000": "2617064500", "2617064000": "2617064500",  # 좌천1동, 좌천4동 -> 좌천동
        "2617067000": "2617065000",  # 범일4동 -> 범일1동
        "2623053000": "2623051000",  # 범전동 -> 부전1동
        "2623062000": "2623060000",  # 전포3동 -> 전포1동
        "2623069000": "2623067000", "2623073000": "2623071000",  # 당감3동, 가야3동
        "2623079000": "2623078000",  # 범천4동 -> 범천2동
        "2629052000": "2629051000",  # 대연2동 -> 대연1동
        "2629064000": "2629064500", "2629065000": "2629064500",  # 우암1동, 우암2동 -> 우암동
        "2635063000": "2635061000",  # 반송3동 -> 반송1동
        "2641055500": "2641055000",  # 금사회동동 -> 금사동
        "2644053500": "2644054000", "2644054500": "2644054000",  # 명지1동, 명지2동 -> 명지동
        "2644057000": "2644058000",  # 천가동 -> 가덕도동
        "2671032000": "2671025600",  # 정관면 -> 정관읍
    }  # fmt: skip


def test_a_dong_that_kept_its_land_keeps_all_of_it():
    table = frame_assignment(BUSAN, FRAME, START, END)
    parted = table[table["share"] < 1]
    assert set(parted["dong_code"]) == {"2635051000", "2635052000"}  # 우1동, 우2동 made 우3동
    assert (parted["valid_to"] == date(2015, 12, 31)).all()


def test_vintage_codes_fill_the_period_and_sum_to_one():
    table = vintage_codes(BUSAN, FRAME, START, END)
    assert table["frame_dong_code"].nunique() == 205
    keys = ["frame_dong_code", "valid_from", "valid_to"]
    assert table.groupby(keys)["share"].sum().to_numpy() == pytest.approx(1)
    periods = table[keys].drop_duplicates()
    for _, rows in periods.groupby("frame_dong_code"):
        ordered = rows.sort_values("valid_from")
        assert ordered["valid_from"].iloc[0] == START
        assert ordered["valid_to"].iloc[-1] == END
        follows = ordered["valid_to"].iloc[:-1] + timedelta(days=1)
        assert follows.tolist() == ordered["valid_from"].iloc[1:].tolist()


def test_myeongji_in_2018_is_two_codes():
    table = vintage_codes(BUSAN, FRAME, START, END)
    rows = table[(table["frame_dong_code"] == "2644054000") & (table["valid_to"] == END)]
    assert rows["dong_code"].tolist() == ["2644053500", "2644054500"]
    assert rows["share"].tolist() == pytest.approx([0.88, 0.12], abs=0.01)


def test_a_code_is_only_used_while_it_is_in_force():
    table = vintage_codes(BUSAN, FRAME, START, END)
    codes = validity(BUSAN, START, END)
    life = codes.groupby("dong_code").agg(born=("valid_from", "min"), died=("valid_to", "max"))
    rows = table.join(life, on="dong_code")
    assert (rows["born"] <= rows["valid_from"]).all()
    assert (rows["died"] >= rows["valid_to"]).all()


def test_later_vintages_without_polygons_are_assigned_too():
    table = frame_assignment(BUSAN, FRAME, date(2025, 1, 1), date(2025, 12, 31))
    target = table.set_index("dong_code")["frame_dong_code"]
    assert target["2644059000"] == "2644056000"  # 신호동 was part of 녹산동
