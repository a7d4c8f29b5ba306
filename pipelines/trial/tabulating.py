"""From comparisons to the rows of the tables of effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.schema import ESTIMATES
from pipelines.trial.checking import Check
from pipelines.trial.clock import Clock
from pipelines.trial.comparing import Compared
from pipelines.trial.few_treated import ChanceTest
from pipelines.trial.inference import Effect, holm
from pipelines.trial.panel import Panel
from pipelines.trial.plan import Plan
from pipelines.trial.rounding import rounded, rounded_p, shown
from pipelines.trial.window import Window

BINS = 41


def frame_of(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows as a table of the schema; columns that a row leaves out are empty."""
    return pd.DataFrame(list(rows), columns=[column.name for column in ESTIMATES[name].columns])


def clock_table(clock: Clock) -> pd.DataFrame:
    """trial_clock_by_month."""
    return pd.DataFrame(
        {
            "month": list(clock.months),
            "treated_dong_count": clock.treated,
            "untreated_dong_count": clock.untreated,
            "touching_dong_count": clock.touching,
            "has_controls": clock.untreated > 0,
        }
    )


def effects_table(plan: Plan, panel: Panel, compared: Iterable[Compared]) -> pd.DataFrame:
    """trial_effects, with Holm's correction over the primary outcomes of each comparison."""
    rows = [row for each in compared for row in _effect_rows(plan, panel, each)]
    for comparison in plan.comparisons:
        tested = [
            row for row in rows
            if row["comparison"] == comparison.name and row["is_headline"] and row["is_primary"]
            and row["p_value"] is not None
        ]  # fmt: skip
        for row, corrected in zip(tested, holm([r["p_value"] for r in tested]), strict=True):
            row["p_holm"] = float(corrected)
    for row in rows:
        row["p_value"], row["p_holm"] = rounded_p(row["p_value"]), rounded_p(row.get("p_holm"))
    return frame_of("trial_effects", rows)


def events_table(compared: Iterable[Compared]) -> pd.DataFrame:
    """trial_event_study."""
    return frame_of(
        "trial_event_study",
        [
            {
                "trial_outcome": each.outcome,
                "comparison": each.comparison.name,
                "event_time": point.event_time,
                "treated_dong_count": point.treated,
                **shown(point.effect, _error_of(each)),
            }
            for each in compared
            for point in each.events
        ],
    )


def cohorts_table(panel: Panel, compared: Iterable[Compared]) -> pd.DataFrame:
    """trial_effects_by_cohort; a cohort of fewer than four Dongs is refused."""
    rows = []
    for each in compared:
        for start, effect, size in each.cohorts:
            is_shown = size >= 4
            rows.append(
                {
                    "trial_outcome": each.outcome,
                    "cohort_month": month_of(panel, each.window, start),
                    "treated_dong_count": size,
                    **(shown(effect, _error_of(each)) if is_shown else {}),
                    "trial_refusal": None if is_shown else "too_few_treated",
                }
            )
    return frame_of("trial_effects_by_cohort", rows)


def checks_table(checked: Iterable[tuple[Compared, Sequence[Check]]]) -> pd.DataFrame:
    """trial_checks."""
    return frame_of(
        "trial_checks",
        [
            {
                "trial_outcome": each.outcome,
                "comparison": each.comparison.name,
                "trial_check": one.name,
                "check_step": one.step,
                **(shown(one.effect, _error_of(each)) if one.effect else {}),
                "p_value": rounded_p(one.effect.p_value) if one.effect else None,
                "trial_refusal": one.refusal,
            }
            for each, checks in checked
            for one in checks
        ],
    )


def permutations_table(compared: Iterable[Compared]) -> pd.DataFrame:
    """trial_permutations: statistics of chance in bins, those far out in the outermost."""
    return frame_of(
        "trial_permutations",
        [
            {"trial_outcome": each.outcome, "comparison": each.comparison.name, **row}
            for each in compared
            if each.chance is not None
            for row in _binned(each.chance)
        ],
    )


def donors_table(panel: Panel, compared: Iterable[Compared]) -> pd.DataFrame:
    """trial_donors_by_dong: Dongs with a weight of at least 0.0001."""
    rows = []
    for each in compared:
        if each.donors is None or each.window is None:
            continue
        for dong, weight in zip(each.window.dongs, each.donors.weights, strict=True):
            if weight >= 1e-4:
                rows.append(
                    {
                        "trial_outcome": each.outcome,
                        "dong_code": panel.places[dong],
                        "gu_code": panel.gus[dong],
                        "donor_weight": round(float(weight), 4),
                    }
                )
    return frame_of("trial_donors_by_dong", rows)


def compared_table(panel: Panel, compared: Iterable[Compared]) -> pd.DataFrame:
    """trial_compared_by_dong."""
    return frame_of(
        "trial_compared_by_dong",
        [
            {
                "trial_outcome": each.outcome,
                "comparison": each.comparison.name,
                "dong_code": panel.places[dong],
                "gu_code": panel.gus[dong],
                "compared_as": "treated" if is_ours else "control",
            }
            for each in compared
            if each.window is not None
            for dong, is_ours in zip(
                each.dongs, np.isin(each.dongs, each.window.dongs[each.window.treated]), strict=True
            )
        ],
    )


def month_of(panel: Panel, opened: Window | None, period: int) -> date | None:
    """The first month of a period of a window."""
    return None if opened is None else panel.months[opened.first + period * opened.span]


def period_code(opened: Window) -> str:
    """The periods of a window, as a code of the vocabulary `trial_period`."""
    if opened.is_pooled:
        return "before_after"
    return "month" if opened.span == 1 else "three_months"


def _effect_rows(plan: Plan, panel: Panel, each: Compared) -> list[dict[str, Any]]:
    opened, fallback = each.window, _error_of(each)
    common: dict[str, Any] = {
        "trial_outcome": each.outcome,
        "comparison": each.comparison.name,
        "is_primary": each.outcome in plan.primary,
    }
    if opened is not None:
        common |= {
            "first_month": panel.months[opened.begins],
            "last_month": panel.months[opened.ends],
            "trial_period": period_code(opened),
            "treated_dong_count": int(opened.treated.sum()),
            "control_dong_count": int((~opened.treated).sum()),
        }
    rows = []
    for estimator, found in each.effects.items():
        row = common | {
            "estimator": estimator,
            "is_headline": estimator == each.comparison.headline,
            "is_exploratory": plan.is_exploratory(each.outcome, estimator, each.comparison),
            "p_value": None,
        }
        if isinstance(found, str):
            row["trial_refusal"] = found
        else:
            row |= shown(found, fallback)
            row["control_dong_count"] = found.controls or common["control_dong_count"]
            row["mde"] = rounded(found.mde, found.std_error)
            row["mde_share"] = _share_of_before(found.mde, opened)
            row["interval_method"], row["p_value"] = found.interval_method, found.p_value
        rows.append(row)
    return rows


def _error_of(each: Compared) -> float | None:
    """The standard error of the headline, by which the others are rounded."""
    found = each.effects.get(each.comparison.headline)
    return found.std_error if isinstance(found, Effect) else None


def _share_of_before(mde: float | None, opened: Window | None) -> float | None:
    """`mde` over the mean of the treated before the start, to two digits; None where that is 0."""
    if mde is None or opened is None:
        return None
    before = np.arange(opened.values.shape[1])[None, :] < opened.starts[:, None]
    level = float(opened.values[before & opened.treated[:, None]].mean())
    return float(f"{mde / level:.2g}") if level > 0 else None


def _binned(test: ChanceTest) -> list[dict[str, Any]]:
    edge = max(float(np.quantile(np.abs(test.chance), 0.995)), 1e-9)
    edges = np.linspace(-edge, edge, BINS + 1)
    counts, _ = np.histogram(np.clip(test.chance, -edge, edge), edges)
    return [
        {
            "permutation_bin": number,
            "bin_low": round(float(edges[number]), 4),
            "bin_high": round(float(edges[number + 1]), 4),
            "permutation_count": int(count),
            "observed_statistic": round(test.statistic, 3),
        }
        for number, count in enumerate(counts)
    ]
