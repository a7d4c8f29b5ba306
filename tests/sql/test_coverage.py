"""Who is at risk, who is reached, and where they count."""

from datetime import date

from tests.sql.drawing import (
    APR,
    DEC,
    FEB,
    JAN,
    JUL,
    JUN,
    MAR,
    MAY,
    NOV,
    OCT,
    OLD,
    A,
    B,
    C,
    City,
)  # fmt: skip


def counted(city: City, column: str, dong: str = A) -> list[int]:
    """One column of coverage in one Dong, January to December."""
    rows = city.mart("coverage_by_dong_month", f"dong_code, {column}")
    return [value for code, value in rows if code == dong]


def cut(household: int, when: date, dong: str = A) -> dict[str, object]:
    """A power cut, which puts a household at risk by itself, for six months."""
    return {"household_id": household, "dong_code": dong, "month": when}


def arrears(household: int, when: date, kind: str, months: int = 1) -> dict[str, object]:
    """A month of arrears."""
    return {
        "household_id": household,
        "dong_code": A,
        "month": when,
        "signal": f"{kind}_arrears",
        "arrears_month_count": months,
    }


def seen(household: int, day: date, **more: object) -> dict[str, object]:
    """A visit with contact made."""
    return {"household_id": household, "dong_code": A, "visited_on": day} | more


def test_a_cut_off_puts_at_risk_for_the_window(city: City) -> None:
    city.land(signals=[cut(1, MAR)])
    assert counted(city, "at_risk_count") == [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_spells_that_overlap_or_touch_count_a_household_once(city: City) -> None:
    # March to August and June to November; then February to July of another household
    city.land(signals=[cut(1, MAR), cut(1, JUN), cut(2, FEB)])
    assert counted(city, "at_risk_count") == [
        0, 1, 1 + 1, 1 + 1, 1 + 1, 1 + 1, 1 + 1, 1, 1, 1, 1, 0,
    ]  # fmt: skip


def test_a_gap_ends_a_spell_and_the_next_begins(city: City) -> None:
    city.policy = {"at_risk_window_months": [("2010-01", 2)]}
    city.land(signals=[cut(1, JAN), cut(1, APR), cut(1, JUN)])
    assert counted(city, "at_risk_count") == [1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0]


def test_long_arrears_count_alone_and_short_ones_do_not(city: City) -> None:
    city.land(signals=[arrears(1, MAR, "rent", 2), arrears(2, OCT, "rent", 3)])
    assert counted(city, "at_risk_count") == [0] * 9 + [1] * 3


def test_two_kinds_within_the_window_put_at_risk_from_the_second(city: City) -> None:
    city.land(
        signals=[
            arrears(1, JAN, "rent"),
            arrears(1, FEB, "rent"),  # the same kind again is one kind
            arrears(1, JUN, "gas"),  # with January to June, two: June to November
            arrears(2, JAN, "rent"),
            arrears(2, JUL, "gas"),  # January lies outside February to July
        ]
    )
    assert counted(city, "at_risk_count") == [0] * 5 + [1] * 6 + [0]


def test_the_minimum_of_kinds_and_the_cut_offs_weight_are_policy(city: City) -> None:
    city.policy = {
        "at_risk_minimum_signal_kinds": [("2010-01", 3)],
        "at_risk_cut_off_counts_alone": [("2010-01", 0)],
    }
    city.land(
        signals=[
            cut(1, MAR),
            arrears(2, MAR, "rent"),
            arrears(2, MAR, "gas"),
            arrears(2, OCT, "rent"),
            arrears(2, OCT, "gas"),
            arrears(2, OCT, "water"),
        ]
    )
    assert counted(city, "at_risk_count") == [0] * 9 + [1] * 3


def test_a_later_policy_takes_over_on_its_date(city: City) -> None:
    city.policy = {"at_risk_arrears_months": [("2010-01", 3), ("2014-06", 5)]}
    city.policy |= {"at_risk_window_months": [("2010-01", 1)]}
    city.land(signals=[arrears(1, MAY, "rent", 4), arrears(1, JUN, "rent", 4)])
    assert counted(city, "at_risk_count") == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


def test_a_window_that_is_shortened_takes_nothing_back(city: City) -> None:
    city.policy = {
        "at_risk_window_months": [("2010-01", 6), ("2014-03", 1)],
        "reached_window_months": [("2010-01", 5), ("2014-03", 1)],
    }
    city.land(
        signals=[
            cut(1, FEB),  # February to July
            cut(1, MAR),
            cut(1, MAY),  # two months after the last, yet within February's
            cut(1, OCT),
        ],
        visits=[
            seen(1, date(2014, 2, 1)),  # reaches February to June
            seen(1, date(2014, 3, 1)),
            seen(1, date(2014, 3, 31)),
            seen(1, date(2014, 7, 1)),  # touches: February to July
        ],
    )
    assert counted(city, "at_risk_count") == [0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0]
    assert counted(city, "reached_count") == [0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]


def test_a_chain_closes_where_its_longest_window_ends(city: City) -> None:
    city.policy = {"at_risk_window_months": [("2010-01", 6), ("2014-03", 1)]}
    city.land(signals=[cut(1, FEB), cut(1, MAR)])
    assert counted(city, "at_risk_count") == [0] + [1] * 6 + [0] * 5  # February to July


def test_an_open_case_is_at_risk_and_reached_until_it_closes(city: City) -> None:
    city.land(
        cases=[
            {"household_id": 1, "dong_code": A, "opened_on": date(2014, 3, 31),
             "closed_on": date(2014, 5, 1)},
            {"household_id": 2, "dong_code": A, "opened_on": date(2013, 6, 1)},
        ]
    )  # fmt: skip
    assert counted(city, "at_risk_count") == [1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert counted(city, "reached_count") == [1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1]


def test_whether_an_open_case_counts_is_policy(city: City) -> None:
    city.policy = {"at_risk_open_case_counts": [("2010-01", 0)]}
    city.land(
        signals=[cut(1, APR)],
        cases=[{"household_id": 1, "dong_code": A, "opened_on": date(2014, 3, 1),
                "closed_on": date(2014, 5, 1)}],
    )  # fmt: skip
    assert counted(city, "at_risk_count") == [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0]
    assert counted(city, "reached_count") == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_a_contact_reaches_for_its_window_and_only_while_at_risk(city: City) -> None:
    city.policy = {"reached_window_months": [("2010-01", 3)]}
    city.land(
        signals=[cut(1, MAR), cut(2, MAR)],
        visits=[
            seen(1, date(2014, 2, 10)),  # reaches February to April
            seen(1, date(2014, 8, 31)),  # August to October; at risk until August
            seen(2, date(2014, 4, 1), is_contact_made=False),
        ],
    )
    assert counted(city, "at_risk_count") == [0, 0, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0]
    assert counted(city, "reached_count") == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert counted(city, "coverage_gap_count") == [0, 0, 1, 1, 2, 2, 2, 1, 0, 0, 0, 0]
    rates = counted(city, "coverage_rate")
    assert rates[1] is None
    assert rates[2:5] == [1 / 2, 1 / 2, 0 / 2]


def test_a_household_counts_where_its_latest_spell_began(city: City) -> None:
    city.policy = {"at_risk_window_months": [("2010-01", 2)]}
    city.land(signals=[cut(1, JAN, A), cut(1, FEB, B), cut(1, JUN, C)])
    assert counted(city, "at_risk_count", A) == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert counted(city, "at_risk_count", B) == [0] * 12
    assert counted(city, "at_risk_count", C) == [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_households_count_while_registered(city: City) -> None:
    city.land(
        households=[
            {"household_id": 1, "dong_code": A},
            {"household_id": 300, "dong_code": OLD, "registered_from": date(2014, 3, 31)},
            {"household_id": 3, "dong_code": A, "registered_to": date(2014, 5, 1)},
            {"household_id": 4, "dong_code": A, "registered_to": date(2013, 5, 1)},
        ]
    )
    assert counted(city, "household_count") == [2, 2, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2]
    keys = counted(city, "household_count_key")
    assert keys[0] == 1 + 3
    assert keys[3] == 1 + 3 + 300 % 256
    assert keys[-1] == 1 + 300 % 256


def test_keys_of_households_follow_them(city: City) -> None:
    city.land(signals=[cut(1, MAR), cut(256 + 7, MAR)], visits=[seen(256 + 7, date(2014, 3, 1))])
    assert counted(city, "at_risk_count_key")[2] == 1 + 7
    assert counted(city, "reached_count_key")[2] == 7
    assert counted(city, "at_risk_count_key")[11] == 0


def test_gu_and_city_add_up_dongs(city: City) -> None:
    city.land(
        signals=[cut(1, NOV, A), cut(2, NOV, B), cut(3, NOV, C)],
        visits=[seen(1, date(2014, 12, 1))],
    )
    gu = city.mart(
        "coverage_by_gu_month",
        "gu_code, month, at_risk_count, reached_count, coverage_rate, at_risk_count_key",
    )
    assert [row for row in gu if row[1] == DEC] == [
        ("26110", DEC, 1 + 1, 1, 1 / 2, 1 + 2),
        ("26140", DEC, 1, 0, 0 / 1, 3),
    ]
    whole = city.mart("coverage_by_city_month", "month, at_risk_count, reached_count")
    assert whole[-3:] == [(OCT, 0, 0), (NOV, 2 + 1, 0), (DEC, 2 + 1, 1)]
