"""The published ratios, measured in the raw files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from .conftest import Made, make

BEFORE_TRIAL, AFTER_TRIAL = ("2013-07-01", "2014-06-30"), ("2014-07-01", "2015-08-31")
BEFORE_CITY, AFTER_CITY = ("2012-07-01", "2015-12-31"), ("2017-01-01", "2017-12-31")


def monthly(days: pd.Series, period: tuple[str, str]) -> float:
    """Rows a month within a period."""
    first, last = (pd.Timestamp(day) for day in period)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return float(days.between(*period).sum()) / months


def event_days(made: Made) -> dict[str, pd.DataFrame]:
    """Day and Dong of finds, opened cases, consultations and service links."""
    visits, cases = made.good("visits"), made.good("cases")
    homes = made.good("households").set_index("household_id")["benefit_status"]
    met = visits[visits["is_contact_made"] == "예"]
    first = met.sort_values("visited_on").drop_duplicates("household_id")
    finds = first[first["household_id"].map(homes) == "수급 없음"]
    consultations = met[met["purpose"] != "물품 전달"]
    services = made.good("services")
    opened = cases[cases["transferred_from_case_id"] == ""]
    return {
        "finds": finds[["dong_code", "visited_on"]].set_axis(["dong", "day"], axis=1),
        "cases": opened[["dong_code", "opened_on"]].set_axis(["dong", "day"], axis=1),
        "consultations": consultations[["dong_code", "visited_on"]].set_axis(
            ["dong", "day"], axis=1
        ),
        "visits": visits[["dong_code", "visited_on"]].set_axis(["dong", "day"], axis=1),
        "services": services[["dong_code", "delivered_on"]].set_axis(["dong", "day"], axis=1),
    }


def ratios(
    events: dict[str, pd.DataFrame], before: tuple[str, str], after: tuple[str, str]
) -> dict[str, float]:
    return {
        name: monthly(rows["day"], after) / monthly(rows["day"], before)
        for name, rows in events.items()
    }


PUBLISHED_CITY = {"finds": 4.5, "consultations": 4.4, "cases": 2.8, "services": 2.4}


@pytest.mark.slow
def test_city_ratios_of_2017_at_the_small_scale(busan: Made) -> None:
    found = ratios(event_days(busan), BEFORE_CITY, AFTER_CITY)
    for name, published in PUBLISHED_CITY.items():
        assert found[name] == pytest.approx(published, rel=0.15), name


@pytest.mark.slow
def test_ratios_at_full_scale(tmp_path: Path) -> None:
    made = make(tmp_path, "busan_dabokdong", scale=1.0, seed=7)
    events = event_days(made)
    city = ratios(events, BEFORE_CITY, AFTER_CITY)
    for name, published in PUBLISHED_CITY.items():
        assert city[name] == pytest.approx(published, rel=0.08), name
    rollout = made.feed("rollout")
    four = set(rollout.loc[rollout["start_month"] == "2014-07-01", "dong_code"])
    trial = ratios(
        {name: rows[rows["dong"].isin(four)] for name, rows in events.items()},
        BEFORE_TRIAL,
        AFTER_TRIAL,
    )
    for name, published in {"finds": 17, "cases": 10, "visits": 9}.items():
        assert trial[name] == pytest.approx(published, rel=0.2), name
    staff = made.good("staff")
    own = staff[staff["place_code"].isin(four)].assign(fte=lambda r: r["fte"].astype(float))
    fte = own.groupby("month")["fte"].sum()
    growth = (
        fte[AFTER_TRIAL[0] : AFTER_TRIAL[1]].mean() / fte[BEFORE_TRIAL[0] : BEFORE_TRIAL[1]].mean()
    )
    assert growth > 0.6 * trial["visits"]  # most of it from more staff
