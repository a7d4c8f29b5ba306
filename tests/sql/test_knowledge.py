"""The past does not know the future: deleting what came later changes nothing that came before."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.schema import FEEDS, MARTS, VOCABULARIES
from tests.sql.drawing import A, B, C, City, Rows

# The day of each feed's record on which it became known.
KNOWN_ON = {
    "households": "registered_from",
    "signals": "month",
    "reports": "reported_on",
    "cases": "opened_on",
    "visits": "visited_on",
    "services": "delivered_on",
}
SIGNALS = ("power_cut", "rent_arrears", "gas_arrears", "discharged")
CHANNELS = ("landlord", "volunteer", "meter_reader", "self")


def draw(seed: int) -> dict[str, list[dict[str, Any]]]:
    """A year of records of twelve households, drawn with a seed."""
    rng = random.Random(seed)

    def day() -> date:
        return date(2014, 1, 1) + timedelta(days=rng.randrange(365))

    def place() -> str:
        return rng.choice((A, A, B, C))

    def household() -> int:
        return rng.randint(1, 12)

    def register() -> dict[str, Any]:
        """What the register says besides; a benefit has a date, for one without is always there."""
        status = rng.choice(VOCABULARIES["benefit_status"].codes)
        return {
            "household_size": rng.randint(1, 6),
            "composition": rng.choice(VOCABULARIES["composition"].codes),
            "tenure": rng.choice(VOCABULARIES["tenure"].codes),
            "benefit_status": status,
            "benefit_from": None if status == "none" else day(),
            "registered_to": date(2014, 12, 31) if rng.random() < 0.3 else None,
        }

    signals = {
        (household(), day().replace(day=1), rng.choice(SIGNALS)): {
            "dong_code": place(),
            "arrears_month_count": rng.randint(1, 4),
            "amount_krw": rng.randint(1, 9) * 100,
        }
        for _ in range(40)
    }
    cases = []
    for _ in range(8):
        opened = day()
        closed = opened + timedelta(days=rng.randrange(200)) if rng.random() < 0.7 else None
        cases.append({"opened_on": opened, "closed_on": closed})
    return {
        "households": [
            {"household_id": n, "dong_code": place(), "registered_from": day()} | register()
            for n in range(1, 11)
        ],
        "signals": [
            {"household_id": n, "month": when, "signal": kind} | more
            for (n, when, kind), more in signals.items()
        ],
        "reports": [
            {"household_id": household(), "dong_code": place(), "reported_on": day(),
             "report_channel": rng.choice(CHANNELS)}
            for _ in range(20)
        ],
        "cases": [{"household_id": household(), "dong_code": place()} | case for case in cases],
        "visits": [
            {"household_id": household(), "dong_code": place(), "visited_on": day(),
             "is_contact_made": rng.random() < 0.6}
            for _ in range(30)
        ],
        "services": [
            {"household_id": household(), "dong_code": place(), "delivered_on": day()}
            for _ in range(20)
        ],
    }  # fmt: skip


def before(feeds: dict[str, list[dict[str, Any]]], end: date) -> dict[str, Rows]:
    """The records that were known before a day; a case that is closed later is still open."""
    known = {
        name: [row for row in rows if row[KNOWN_ON[name]] < end] for name, rows in feeds.items()
    }
    known["cases"] = [
        case | {"closed_on": case["closed_on"] if case["closed_on"] and case["closed_on"] < end
                else None}
        for case in known["cases"]
    ]  # fmt: skip
    known["households"] = [_register_before(row, end) for row in known["households"]]
    return dict(known)


def _register_before(row: dict[str, Any], end: date) -> dict[str, Any]:
    """The row of the register before a day: who leaves, or comes onto a benefit, later, has not."""
    if row["registered_to"] and row["registered_to"] >= end:
        row = row | {"registered_to": None}
    if row["benefit_from"] and row["benefit_from"] >= end:
        row = row | {"benefit_status": "none", "benefit_from": None}
    return row


def as_of(city: City, mart: str, columns: str, last: date) -> list[tuple[Any, ...]]:
    """Rows of a mart up to a month; the month stands first in `columns`."""
    return [row for row in city.mart(mart, columns) if row[0] <= last]


MONTHLY = (
    "household_month_features",
    "coverage_by_dong_month",
    "activity_by_dong_month",
    "overlap_by_dong_month",
    "case_flow_by_dong_month",
    "services_by_dong_month",
    "evaluation_panel_by_dong_month",
)


def all_columns(mart: str) -> str:
    """Every column of a mart's schema entry, the month first."""
    return ", ".join(
        sorted((c.name for c in MARTS[mart].columns), key=lambda name: name != "month")
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mart", MONTHLY)
def test_nothing_changes_when_the_future_is_deleted(tmp_path: Path, mart: str, seed: int) -> None:
    feeds = draw(seed)
    last_known = date(2014, 3 + seed * 2, 1)
    # Features of a month know what came before it; the others all of their month.
    end = (last_known + timedelta(days=31)).replace(day=1)
    last = end if mart == "household_month_features" else last_known
    columns = all_columns(mart)
    everything = as_of(City(tmp_path / "all").land(**feeds), mart, columns, last)
    known = as_of(City(tmp_path / "known").land(**before(feeds, end)), mart, columns, last)
    assert known == everything
    assert any(row[0] == last for row in everything), "the draw must reach the month in question"


def test_the_draw_fills_every_column_of_the_register() -> None:
    rows = draw(0)["households"]
    filled = {name for row in rows for name, value in row.items() if value is not None}
    assert filled == {column.name for column in FEEDS["households"].columns}


def test_the_draw_has_a_future_that_matters(tmp_path: Path) -> None:
    # Were nothing to change after the cut either, the test above could not fail.
    feeds = draw(0)
    end = date(2014, 4, 1)
    columns = all_columns("coverage_by_dong_month")
    everything = City(tmp_path / "all").land(**feeds).mart("coverage_by_dong_month", columns)
    known = City(tmp_path / "known").land(**before(feeds, end))
    assert known.mart("coverage_by_dong_month", columns) != everything


@pytest.mark.parametrize("seed", range(10, 14))
def test_coverage_equals_a_count_by_hand(tmp_path: Path, seed: int) -> None:
    """At risk and reached, household by household and month by month, in plain Python."""
    feeds = draw(seed)
    rows = City(tmp_path).land(**feeds).mart(
        "coverage_by_city_month", "at_risk_count, reached_count"
    )  # fmt: skip
    expected = []
    for month in range(12):
        at_risk = {n for n in range(1, 13) if _is_at_risk(feeds, n, month)}
        reached = {n for n in at_risk if _is_reached(feeds, n, month)}
        expected.append((len(at_risk), len(reached)))
    assert rows == expected


def _is_at_risk(feeds: dict[str, list[dict[str, Any]]], household: int, month: int) -> bool:
    signals = [s for s in feeds["signals"] if s["household_id"] == household]
    for signal in signals:
        when = signal["month"].month - 1
        if not when <= month <= when + 5:
            continue
        kinds = {s["signal"] for s in signals if when - 5 <= s["month"].month - 1 <= when}
        alone = signal["signal"] == "power_cut" or signal["arrears_month_count"] >= 3
        if alone or len(kinds) >= 2:
            return True
    return _has_case(feeds, household, month)


def _is_reached(feeds: dict[str, list[dict[str, Any]]], household: int, month: int) -> bool:
    met = any(
        v["household_id"] == household
        and v["is_contact_made"]
        and v["visited_on"].month - 1 <= month <= v["visited_on"].month - 1 + 11
        for v in feeds["visits"]
    )
    return met or _has_case(feeds, household, month)


def _has_case(feeds: dict[str, list[dict[str, Any]]], household: int, month: int) -> bool:
    day = date(2014, month + 1, 1)
    end = (day + timedelta(days=31)).replace(day=1)
    return any(
        c["household_id"] == household
        and c["opened_on"] < end
        and (c["closed_on"] is None or c["closed_on"] >= day)
        for c in feeds["cases"]
    )
