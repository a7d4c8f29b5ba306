"""The decomposition of every group of Dongs and every Gu, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.schema import VOCABULARIES
from pipelines.trial.decomposition import Decomposition, Period, decompose
from pipelines.trial.panel import NEVER, Panel
from pipelines.trial.tabulating import frame_of

YIELDS = {"finds": "newly_found_count", "cases": "opened_count", "services": "service_count"}
GU_BASE = 2015
"""The year before the first call, with which the Gu are compared."""


def period_of(panel: Panel, dongs: npt.NDArray[np.bool_], months: slice, measure: str) -> Period:
    """Monthly means of some Dongs over some months."""
    means = [
        float(panel.measures[name][dongs, months].sum(axis=0).mean())
        for name in ("fte", "visit_count", measure)
    ]
    return Period(*means)


def groups_table(panel: Panel) -> pd.DataFrame:
    """trial_decomposition_by_group: each calendar year against the year before the group joined.

    Against as much of that year as the data hold; all Dongs together against the year before the
    first of them joined. Empty where the data begin with the programme.
    """
    rows = []
    for group in VOCABULARIES["dong_group"].codes:
        dongs = np.array([group in ("everywhere", phase) for phase in panel.phases])
        joined = panel.starts[dongs & (panel.starts < NEVER)]
        if len(joined) and joined.min() > 0:
            start = int(joined.min())
            base = slice(max(start - 12, 0), start)
            for year, months in _years(panel, start).items():
                rows += _rows(panel, dongs, base, months, {"dong_group": group}, year)
    return frame_of("trial_decomposition_by_group", rows)


def gus_table(panel: Panel) -> pd.DataFrame:
    """trial_decomposition_by_gu: each later year against `GU_BASE`; empty without that year."""
    years = _years(panel, 0)
    rows = []
    if GU_BASE in years:
        for gu in sorted(set(panel.gus)):
            dongs = np.array([each == gu for each in panel.gus])
            for year, months in years.items():
                if year > GU_BASE:
                    rows += _rows(panel, dongs, years[GU_BASE], months, {"gu_code": gu}, year)
    return frame_of("trial_decomposition_by_gu", rows)


def _years(panel: Panel, start: int) -> dict[int, slice]:
    """Calendar years by the months that the data hold of them from `start` on."""
    found: dict[int, list[int]] = {}
    for at in range(start, len(panel.months)):
        found.setdefault(panel.months[at].year, []).append(at)
    return {year: slice(places[0], places[-1] + 1) for year, places in found.items()}


def _rows(
    panel: Panel,
    dongs: npt.NDArray[np.bool_],
    base: slice,
    months: slice,
    keys: Mapping[str, str],
    year: int,
) -> list[dict[str, Any]]:
    rows = []
    for name, measure in YIELDS.items():
        found = decompose(
            period_of(panel, dongs, base, measure), period_of(panel, dongs, months, measure)
        )
        rows.append(
            {
                "decomposed": name,
                **keys,
                "fiscal_year": year,
                "base_first_month": panel.months[base.start],
                "base_last_month": panel.months[base.stop - 1],
                "first_month": panel.months[months.start],
                "last_month": panel.months[months.stop - 1],
                **_numbers(found),
            }
        )
    return rows


def _numbers(found: Decomposition) -> dict[str, Any]:
    staff, visits, yielded = found.parts
    numbers = {
        "total_ratio": found.total,
        "staff_ratio": found.staff,
        "visits_per_worker_ratio": found.visits_per_worker,
        "yield_ratio": found.yield_per_visit,
        "staff_part": staff,
        "visits_per_worker_part": visits,
        "yield_part": yielded,
    }
    shown = {name: None if np.isnan(value) else value for name, value in numbers.items()}
    return {**shown, "decomposition_state": found.state}
