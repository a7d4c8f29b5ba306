"""The panel of the evaluation: Dongs x months, who joined when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import InputError
from pipelines.trial.refusing import RefusedError

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


@dataclass(frozen=True)
class Window:
    """One outcome of some Dongs over consecutive periods, complete.

    Attributes
    ----------
    dongs : (n) positions in the panel.
    gus : (n) codes.
    values : (n, T) the outcome; no gaps.
    sizes : (n) households at the start.
    starts : (n) index of the first treated period; `NEVER` for controls. At least one period lies
        before every start.
    span : months in a period; of a pooled window, those before the start.
    first : index of the first month in the panel.
    begins, ends : index of the first treated month, and of the last month.
    is_pooled : two periods only, all months before the start and all from it on.
    """

    dongs: npt.NDArray[np.int64]
    gus: tuple[str, ...]
    values: Array
    sizes: Array
    starts: npt.NDArray[np.int64]
    span: int
    first: int
    begins: int = 0
    ends: int = 0
    is_pooled: bool = False

    @property
    def treated(self) -> npt.NDArray[np.bool_]:
        """(n) whether a Dong joins within the window."""
        return self.starts < NEVER

    def take(self, keep: npt.NDArray[np.bool_]) -> Window:
        """The window of some of its Dongs."""
        gus = tuple(gu for gu, is_kept in zip(self.gus, keep, strict=True) if is_kept)
        return replace(
            self, dongs=self.dongs[keep], gus=gus, values=self.values[keep],
            sizes=self.sizes[keep], starts=self.starts[keep],
        )  # fmt: skip


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


def window(
    panel: Panel,
    outcome: str,
    phases: tuple[str, ...],
    first_month: date,
    last_month: date,
    *,
    span: int = 1,
    pooled: bool = False,
) -> Window:
    """One outcome of the Dongs of `phases` and of those that have not joined by `last_month`.

    Parameters
    ----------
    span : months in a period, counted back from the last month; a period with a first treated
        month in it counts as treated. Dongs with a gap are left out.
    pooled : all months before the start are one period and all from it on another, so that a
        ratio of few has no gaps; for Dongs that joined in one month.

    Raises
    ------
    RefusedError
        Everybody joined at once; nobody joined in these phases, or only one; no controls; a
        merged Dong; fewer than two periods before a start; gaps in more than a third of either
        group; an outcome that is the same everywhere.
    """
    where = f"{outcome}, {', '.join(phases)}"
    last = min(panel.index_of(last_month), len(panel.months) - 1)
    count = (last - max(panel.index_of(first_month), 0) + 1) // span
    first = last + 1 - count * span
    is_ours = np.isin(panel.phases, phases) & (panel.starts <= last)
    is_control = panel.starts > last
    _require_groups(panel, is_ours, is_control, where)
    begins = int(panel.starts[is_ours].min())
    if pooled:
        _require(len(set(panel.starts[is_ours])) == 1, "missing_months", where)
        _require(begins - first >= 2, "one_pre_period", where)
        edges = np.array([first, begins, last + 1])
        starts = np.where(is_ours, 1, NEVER)
    else:
        edges = np.arange(first, last + 2, span)
        starts = np.where(is_ours, (panel.starts - first) // span, NEVER)
        _require(count > 2 and starts.min() >= 2, "one_pre_period", where)
    values = _values(panel, outcome, edges)
    is_whole = np.isfinite(values).all(axis=1)
    for group in (is_ours, is_control):
        kept = (group & is_whole).sum()
        _require(kept > 1 and kept >= group.sum() * 2 / 3, "missing_months", where)
    keep = np.flatnonzero((is_ours | is_control) & is_whole)
    _require(np.ptp(values[keep]) > 0, "constant_outcome", where)
    return Window(
        dongs=keep,
        gus=tuple(panel.gus[dong] for dong in keep),
        values=values[keep],
        sizes=panel.measures["household_count"][keep, first],
        starts=starts[keep],
        span=begins - first if pooled else span,
        first=first,
        begins=begins,
        ends=last,
        is_pooled=pooled,
    )


def _require_groups(
    panel: Panel,
    is_ours: npt.NDArray[np.bool_],
    is_control: npt.NDArray[np.bool_],
    where: str,
) -> None:
    """RefusedError where there is nothing to compare."""
    _require(not (len(set(panel.starts)) == 1 and panel.starts[0] < NEVER), "not_staggered", where)
    _require(is_ours.any(), "no_treated", where)
    _require(is_ours.sum() > 1, "one_treated", where)
    _require(is_control.sum() > 1, "no_controls", where)
    _require(not panel.merged[is_ours | is_control].any(), "merged_dong", where)


def _values(panel: Panel, outcome: str, edges: npt.NDArray[np.int64]) -> Array:
    """(N, periods) the outcome between the edges; nan where the denominator is 0.

    A mean by month: sums of what happened over sums of months at risk of it.
    """
    above, below, factor = OUTCOMES[outcome]
    top, bottom = (
        np.add.reduceat(panel.measures[name][:, : edges[-1]], edges[:-1], axis=1)
        for name in (above, below)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bottom > 0, factor * top / bottom, np.nan))


def months_apart(earlier: date, later: date) -> int:
    """Whole months from one first day to the other."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _require(holds: bool | np.bool_, reason: str, where: str) -> None:
    if not holds:
        raise RefusedError(reason, where)
