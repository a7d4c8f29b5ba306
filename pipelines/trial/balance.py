"""Treated and control Dongs before the start: how alike, and within each other's range or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.trial.comparing import Compared
from pipelines.trial.panel import Array, Panel
from pipelines.trial.tabulating import frame_of
from pipelines.trial.window import Window

YEAR = 12


@dataclass(frozen=True)
class Balance:
    """One trait over the year before the start.

    Attributes
    ----------
    difference : of the means, in root mean square standard deviations of both groups.
    support : share of the treated within the range of the controls.
    """

    covariate: str
    treated_mean: float
    control_mean: float
    difference: float
    support: float


def balance(panel: Panel, opened: Window) -> list[Balance]:
    """Every trait of the vocabulary `covariate`, for the Dongs of a window."""
    stop = opened.begins
    year = slice(max(stop - YEAR, 0), stop)
    sums = {name: values[opened.dongs, year].sum(axis=1) for name, values in panel.measures.items()}
    months = stop - year.start
    with np.errstate(divide="ignore", invalid="ignore"):
        traits = {
            "households": sums["household_count"] / months,
            "density": sums["household_count"] / months / panel.area_km2[opened.dongs],
            "at_risk_share": sums["at_risk_count"] / sums["household_count"],
            "coverage": sums["reached_count"] / sums["at_risk_count"],
            "finds": 1000 * sums["newly_found_count"] / sums["household_count"],
            "visits": 1000 * sums["visit_count"] / sums["household_count"],
            "workers": 1000 * sums["fte"] / sums["household_count"],
        }
    return [_of(name, values, opened.treated) for name, values in traits.items()]


def _of(name: str, values: Array, treated: np.ndarray) -> Balance:
    mine, theirs = (group[np.isfinite(group)] for group in (values[treated], values[~treated]))
    if len(mine) < 2 or len(theirs) < 2:
        return Balance(name, np.nan, np.nan, np.nan, np.nan)
    spread = np.sqrt((mine.var(ddof=1) + theirs.var(ddof=1)) / 2)
    inside = (mine >= theirs.min()) & (mine <= theirs.max())
    return Balance(
        covariate=name,
        treated_mean=float(mine.mean()),
        control_mean=float(theirs.mean()),
        difference=float((mine.mean() - theirs.mean()) / spread) if spread > 0 else 0.0,
        support=float(inside.mean()),
    )


def balance_table(panel: Panel, compared: Iterable[Compared], outcome: str) -> pd.DataFrame:
    """trial_balance, of the Dongs that the headline of one outcome compares.

    No rows where a comparison is refused.
    """
    opened = [
        (each, each.window.take(np.isin(each.window.dongs, each.dongs)))
        for each in compared
        if each.window is not None and each.outcome == outcome
    ]
    return frame_of(
        "trial_balance",
        [
            {
                "comparison": each.comparison.name,
                "covariate": one.covariate,
                "treated_mean": one.treated_mean,
                "control_mean": one.control_mean,
                "standardised_difference": one.difference,
                "support_share": one.support,
                "treated_dong_count": int(own.treated.sum()),
                "control_dong_count": int((~own.treated).sum()),
            }
            for each, own in opened
            for one in balance(panel, own)
        ],
    )
