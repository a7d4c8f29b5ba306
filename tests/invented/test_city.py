"""The city is true to life: stories hold together, and the truth is what the records show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.conftest import SCALE

from .conftest import Made


@pytest.fixture(scope="module")
def cases(busan: Made) -> pd.DataFrame:
    return busan.good("cases")


@pytest.fixture(scope="module")
def visits(busan: Made) -> pd.DataFrame:
    return busan.good("visits")


def month_count(first: pd.Series, last: pd.Series, month: str) -> int:
    moment = pd.Timestamp(month)
    return int(((pd.to_datetime(first) <= moment) & (pd.to_datetime(last) >= moment)).sum())


def share_unreached(made: Made, month: str) -> float:
    at_risk, unreached = made.truth("at_risk"), made.truth("unreached")
    return month_count(unreached["first_month"], unreached["last_month"], month) / month_count(
        at_risk["first_month"], at_risk["last_month"], month
    )


def test_every_dong_has_households_and_visits(busan: Made, visits: pd.DataFrame) -> None:
    homes = busan.good("households").groupby("dong_code").size()
    assert homes.sum() == pytest.approx(1_335_900 * SCALE / 0.9, rel=0.02)
    frame = busan.truth("dongs")["dong_code"]
    assert len(frame) == 205
    # 명지동 of the frame was split in 2018, 금사동 renamed: its households carry the later codes
    assert homes.reindex(frame).dropna().between(10, 2_000).all()
    assert homes.reindex(frame).isna().sum() <= 2
    assert visits["dong_code"].isin(frame).mean() > 0.95


def test_transfers_are_handed_over_on_the_day(cases: pd.DataFrame) -> None:
    taken = cases[cases["transferred_from_case_id"] != ""]
    before = cases.set_index("case_id").loc[taken["transferred_from_case_id"]]
    assert len(taken) > 50
    assert (before["closure_reason"] == "transferred").all()
    assert (before["closed_on"].to_numpy() == taken["opened_on"].to_numpy()).all()
    assert (before["household_id"].to_numpy() == taken["household_id"].to_numpy()).all()
    assert (before["case_track"].to_numpy() != taken["case_track"].to_numpy()).all()
    gone = cases[(cases["closure_reason"] == "transferred")]
    assert set(gone["case_id"]) == set(taken["transferred_from_case_id"])


def test_a_household_has_one_open_case_at_a_time(cases: pd.DataFrame) -> None:
    rows = cases.sort_values(["household_id", "opened_on", "case_id"])
    closed = rows["closed_on"].replace("", "9999-12-31")
    same = rows["household_id"] == rows["household_id"].shift()
    assert (rows["opened_on"] >= closed.shift())[same].all()
    assert ((rows["closed_on"] == "") == (rows["closure_reason"] == "")).all()


def test_visits_of_a_case_lie_within_it(cases: pd.DataFrame, visits: pd.DataFrame) -> None:
    own = visits[visits["case_id"] != ""].merge(cases, on="case_id", suffixes=("", "_of_case"))
    assert len(own) == (visits["case_id"] != "").sum()
    assert (own["household_id"] == own["household_id_of_case"]).all()
    assert (own["visited_on"] >= own["opened_on"]).all()
    assert ((own["closed_on"] == "") | (own["visited_on"] <= own["closed_on"])).all()


def test_nobody_visits_on_sundays(visits: pd.DataFrame) -> None:
    weekday = pd.to_datetime(visits["visited_on"]).dt.day_of_week
    assert (weekday >= 5).mean() < 0.01  # the days on which a case begins or ends may be any


def test_four_to_six_in_a_hundred_are_in_crisis(busan: Made) -> None:
    at_risk = busan.truth("at_risk")
    households = 1_335_900 * SCALE
    for month in ("2012-12-01", "2015-06-01", "2018-06-01"):
        share = month_count(at_risk["first_month"], at_risk["last_month"], month) / households
        assert 0.04 < share < 0.062, month


def test_half_were_unreached_before_and_fewer_after(busan: Made) -> None:
    before, after = share_unreached(busan, "2015-06-01"), share_unreached(busan, "2018-06-01")
    assert 0.45 < before < 0.62
    assert after < 0.6 * before


def test_unreached_is_what_visits_and_cases_leave_of_the_crises(
    busan: Made, visits: pd.DataFrame, cases: pd.DataFrame
) -> None:
    """From the raw files: in crisis in a month, no contact in twelve months, no open case."""
    month = pd.Timestamp("2016-09-01")
    at_risk = busan.truth("at_risk")
    inside = (at_risk["first_month"] <= month.date()) & (at_risk["last_month"] >= month.date())
    needy = set(at_risk.loc[inside, "household_id"])
    day = pd.to_datetime(visits["visited_on"])
    recent = (day >= month - pd.DateOffset(months=11)) & (day <= month + pd.offsets.MonthEnd(0))
    met = set(visits.loc[recent & (visits["is_contact_made"] == "예"), "household_id"])
    opened = pd.to_datetime(cases["opened_on"]) <= month + pd.offsets.MonthEnd(0)
    still = (cases["closed_on"] == "") | (pd.to_datetime(cases["closed_on"]) >= month)
    helped = set(cases.loc[opened & still, "household_id"])
    # a visit noted under a household's second number reached it all the same
    doubles = busan.truth("double_records").set_index("other_household_id")["household_id"]
    met |= set(doubles[doubles.index.isin(met)])
    truth = busan.truth("unreached")
    holds = (truth["first_month"] <= month.date()) & (truth["last_month"] >= month.date())
    assert set(truth.loc[holds, "household_id"]) == needy - met - helped


def test_informants_seldom_meet_the_isolated_but_lists_do(busan: Made) -> None:
    at_risk = busan.truth("at_risk").drop_duplicates("household_id")
    reports = busan.good("reports")
    by_list = set(reports.loc[reports["report_channel"] == "행정 명단", "household_id"])
    by_others = set(reports.loc[reports["report_channel"] != "행정 명단", "household_id"])
    isolated = at_risk["is_isolated"]
    seen_by = {
        (name, group): at_risk.loc[isolated == group, "household_id"].isin(seen).mean()
        for name, seen in (("lists", by_list), ("others", by_others))
        for group in (True, False)
    }
    assert seen_by["others", True] < 0.35 * seen_by["others", False]
    assert seen_by["lists", True] > 0.6 * seen_by["lists", False]


def test_channels_depend_on_each_other(busan: Made) -> None:
    """Who was reported by one kind of informant is likelier reported by another than by chance."""
    reports, at_risk = busan.good("reports"), busan.truth("at_risk")
    needy = pd.Index(at_risk.loc[at_risk["benefit"] == 0, "household_id"].unique())
    leaders = set(reports.loc[reports["report_channel"] == "통·반장", "household_id"])
    shops = set(reports.loc[reports["report_channel"].isin(["임대인", "검침원"]), "household_id"])
    a, b = needy.isin(leaders), needy.isin(shops)
    assert (a & b).mean() > 1.3 * a.mean() * b.mean()


def test_arrears_grow_while_a_crisis_lasts(busan: Made) -> None:
    signals = busan.good("signals")
    arrears = signals[signals["arrears_month_count"] != ""].copy()
    arrears["n"] = arrears["arrears_month_count"].astype(int)
    arrears = arrears.sort_values(["household_id", "signal", "month"])
    same = (arrears[["household_id", "signal"]] == arrears[["household_id", "signal"]].shift()).all(
        axis=1
    )
    gap = (
        pd.to_datetime(arrears["month"]).dt.to_period("M").astype("int64").diff()[same].astype(int)
    )
    growth = arrears["n"].diff()[same].astype(int)
    near = (gap <= 6) & (arrears["n"][same] < 60)  # reported up to 60 months
    assert (growth[near] == gap[near]).mean() > 0.9


def test_needier_dongs_have_more_in_crisis(busan: Made) -> None:
    dongs = busan.truth("dongs").set_index("dong_code")
    at_risk = busan.truth("at_risk")
    count = at_risk.groupby("dong_code")["household_id"].nunique()
    share = (count / (dongs["households"] * SCALE)).fillna(0)
    assert np.corrcoef(share, dongs["need"])[0, 1] > 0.6
    # and poor households in rich Dongs
    assert count[dongs["need"] < dongs["need"].quantile(0.25)].sum() > 100


def test_second_numbers_stand_among_households(busan: Made) -> None:
    doubles = busan.truth("double_records")
    homes = busan.good("households").set_index("household_id")
    assert len(doubles) > 100
    first = homes.loc[doubles["household_id"]]
    second = homes.loc[doubles["other_household_id"]]
    assert (first["dong_code"].to_numpy() == second["dong_code"].to_numpy()).all()
    used = busan.good("signals")["household_id"].isin(doubles["other_household_id"]).sum()
    assert used > 10
