"""The panel of the evaluation: Dongs x months, who joined when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import InputError

Array = npt.NDArray[np.float64]
NEVER = 10**6
"""Index of the first treated month of a Dong that never joined."""

# numerator, denominator, factor; a denominator of None is 1
OUTCOMES: dict[str, tuple[str, str, float]] = {
    "finds_per_1000": ("newly_found_count", "household_count", 1000.0),
    "coverage_rate": ("reached_count", "at_risk_count", 1.0),
    "days_to_first_visit": ("first_visit_day_sum", "first_visit_count", 1.0),
    "still_supported_rate": ("still_supported_count", "linked_count", 1.0),
    "visits_per_1000": ("visit_count", "household_count", 1000.0),
    "consultations_per_1000": ("consultation_count", "household_count", 1000.0),
    "services_per_1000": ("service_count", "household_count", 1000.0),
    "caseload_per_1000": ("open_end_count", "household_count", 1000.0),
    "finds_per_worker": ("newly_found_count", "fte", 1.0),
    "visits_per_worker": ("visit_count", "fte", 1.0),
    "consultations_per_worker": ("consultation_count", "fte", 1.0),
    "services_per_worker": ("service_count", "fte", 1.0),
    "caseload_per_worker": ("open_end_count", "fte", 1.0),
    "signals_per_1000": ("signalled_count", "household_count", 1000.0),
}
_COUNTED = tuple(dict.fromkeys(name for pair in OUTCOMES.values() for name in pair[:2]))
MEASURES = (*_COUNTED, "opened_count")


@dataclass(frozen=True)
class Panel:
    """N Dongs and M months, in order of code and time.

    Attributes
    ----------
    places, gus : (N) codes of the Dongs and of their Gu.
    months : (M) first days, none missing.
    phases : (N) phase in which each joined; empty where it never did.
    starts : (N) index into `months` of the first treated month; negative before the first month,
        `NEVER` for a Dong that never joined.
    area_km2 : (N,).
    merged : (N) whether Dongs that joined in different months became this one.
    measures : (N, M) each, by name (`MEASURES`).
    """

    places: tuple[str, ...]
    gus: tuple[str, ...]
    months: tuple[date, ...]
    phases: tuple[str, ...]
    starts: npt.NDArray[np.int64]
    area_km2: Array
    merged: npt.NDArray[np.bool_]
    measures: Mapping[str, Array]

    def index_of(self, month: date) -> int:
        """How many months `month` lies after the first; negative before it."""
        return months_apart(self.months[0], month)

    def is_treated(self) -> npt.NDArray[np.bool_]:
        """(N, M) whether each Dong takes part in each month."""
        return np.arange(len(self.months))[None, :] >= self.starts[:, None]


def read_panel(connection: duckdb.DuckDBPyConnection) -> Panel:
    """The panel of a built warehouse.

    Households with a signal come from the household-months of the warehouse as a count by Dong.

    Raises
    ------
    InputError
        No Dongs or months, or months that are missing for some Dong.
    """
    rows = connection.execute(
        "select p.*, coalesce(s.signalled_count, 0) as signalled_count "
        "from marts.evaluation_panel_by_dong_month as p left join ("
        # features stand in the month after the signal
        "select dong_code, cast(month - interval 1 month as date) as month, "
        "count(*) as signalled_count from marts.household_month_features group by 1, 2"
        ") as s on p.dong_code = s.dong_code and p.month = s.month "
        "order by p.dong_code, p.month"
    ).df()
    dongs = connection.execute(
        "select d.dong_code, d.gu_code, d.area_km2, r.phase, r.cohort_month, "
        "coalesce(m.starts, 0) > 1 as is_merged from marts.dongs as d "
        "left join marts.rollout_by_dong as r on d.dong_code = r.dong_code left join ("
        "select v.frame_dong_code, count(distinct l.start_month) as starts "
        "from landing.rollout as l inner join reference.dong_vintages as v "
        "on l.dong_code = v.dong_code and l.start_month between v.first_month and v.last_month "
        "where l.programme = (select programme from reference.build) group by 1"
        ") as m on d.dong_code = m.frame_dong_code order by d.dong_code"
    ).df()
    return make_panel(rows, dongs)


def make_panel(rows: pd.DataFrame, dongs: pd.DataFrame) -> Panel:
    """The panel from its rows: dong_code, month and the measures; one row per Dong beside them.

    Raises InputError where a Dong lacks a month or there is nothing.
    """
    if rows.empty:
        raise InputError(
            "The warehouse has no Dongs and months to evaluate; run `dabokdong build`."
        )
    days = pd.DatetimeIndex(sorted(rows["month"].unique()))
    months = tuple(date(day.year, day.month, 1) for day in days)
    places = tuple(dongs["dong_code"])
    expected = months_apart(months[0], months[-1]) + 1
    if len(months) < expected or len(rows) != len(places) * expected:
        raise InputError(
            f"The panel has {len(rows)} of {len(places) * expected} Dong-months between "
            f"{months[0]:%Y-%m} and {months[-1]:%Y-%m}. Take in what is missing, "
            "and run `dabokdong build`."
        )
    shape = (len(places), len(months))
    cohorts = pd.to_datetime(dongs["cohort_month"])
    starts = (cohorts.dt.year - months[0].year) * 12 + cohorts.dt.month - months[0].month
    return Panel(
        places=places,
        gus=tuple(dongs["gu_code"]),
        months=months,
        phases=tuple(dongs["phase"].fillna("")),
        starts=starts.fillna(NEVER).to_numpy().astype(np.int64),
        area_km2=dongs["area_km2"].to_numpy(float),
        merged=dongs["is_merged"].to_numpy(bool),
        measures={name: rows[name].to_numpy(float).reshape(shape) for name in MEASURES},
    )


def months_apart(earlier: date, later: date) -> int:
    """Whole months from one first day to the other."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
