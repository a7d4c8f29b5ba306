"""How far an effect holds where trends differ: Rambachan and Roth's bounds, through diff-diff.

Source: Rambachan and Roth (2023), doi:10.1093/restud/rdad018, relative magnitudes: the identified
set with the largest break before the start as it was estimated, and a t interval around it. (Their
hybrid intervals, which count the error of that break too, are not in diff-diff 3.13.)
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np

from pipelines.trial.inference import Effect, by_cohort, covariance
from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.staggered import Cells, average
from pipelines.trial.working import QUARTER, Work

BEFORE = 8
"""Quarters before the start whose breaks count: two years, which every cohort of Busan has."""


@dataclass(frozen=True)
class Quarters:
    """An event study in quarters since the start; the last one before it is the base.

    Attributes
    ----------
    before, after : quarters in each of the two blocks, that lie next to the base.
    effects, influence : (before + after), (n, before + after).
    weights : (after) Dong-months in each quarter after the start, adding up to one.
    """

    before: int
    after: int
    effects: Array
    influence: Array
    weights: Array


def bounds(work: Work, bound: float, level: float) -> Effect:
    """The robust interval of the mean effect over the quarters that most Dongs have seen.

    Trends may break after the start by up to `bound` times the largest break between quarters
    before it. The effects are those of the headline, with its covariates, three months together.

    Raises
    ------
    RefusedError
        Too few Dongs for an error by Dong, months pooled, less than two quarters before the start,
        or bounds without end.
    """
    import diff_diff

    if not work.has_enough:
        raise RefusedError(work.lack, "bounds")
    shown = in_quarters(work)
    names = [*range(-1 - shown.before, -1), *range(shown.after)]
    target = np.concatenate([np.zeros(shown.before), shown.weights])
    error, degrees = by_cohort(shown.influence @ target, work.window.starts)
    spread = covariance(shown.influence, work.window.starts)
    nothing = (float("nan"), float("nan"))
    study = diff_diff.MultiPeriodDiDResults(
        period_effects={
            name: diff_diff.PeriodEffect(name, float(att), float(off), *nothing, nothing)
            for name, att, off in zip(names, shown.effects, np.sqrt(np.diag(spread)), strict=True)
        },
        avg_att=float(shown.effects @ target), avg_se=float(error), avg_t_stat=nothing[0],
        avg_p_value=nothing[0], avg_conf_int=nothing,
        n_obs=work.window.values.size, n_treated=int(work.window.treated.sum()),
        n_control=int((~work.window.treated).sum()),
        pre_periods=names[: shown.before], post_periods=names[shown.before :],
        vcov=spread, interaction_indices={name: at for at, name in enumerate(names)},
    )  # fmt: skip
    study.df_inference = float(degrees)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = diff_diff.compute_honest_did(
                study, method="relative_magnitude", M=bound, alpha=1 - level, l_vec=shown.weights
            )
        except (ValueError, np.linalg.LinAlgError) as problem:
            raise RefusedError("unsettled", f"bounds ({problem})") from problem
    low, high = float(found.ci_lb), float(found.ci_ub)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RefusedError("unsettled", "bounds")
    return Effect(
        float(found.original_estimate), ci_low=low, ci_high=high, interval_method="analytic_dong"
    )


def in_quarters(work: Work) -> Quarters:
    """The event study of the headline's cells, three months together, less the last before it.

    Each cohort is held against its own last quarter, so that a quarter which not all of them have
    seen differs from another by its effect alone. After the start as many quarters as at least half
    of the Dongs have seen whole.
    """
    if work.window.is_pooled:
        raise RefusedError("pooled_months", "bounds")
    together = QUARTER // work.window.span
    shown = average(_from_last_quarter(work.cells(), together), "dynamic", sizes="fixed")
    columns = {int(label): at for at, label in enumerate(shown.labels)}

    def mean(quarter: int) -> tuple[float, Array] | None:
        wanted = [quarter * together + month for month in range(together)]
        if any(month not in columns for month in wanted):
            return None
        at = [columns[month] for month in wanted]
        return float(shown.att[at].mean()), shown.influence[:, at].mean(axis=1)

    everybody = int(work.window.treated.sum())
    rows, months = {}, {}
    for side in (range(-2, -2 - BEFORE, -1), range(len(columns))):
        for quarter in side:
            found = mean(quarter)
            seen = [work.treated_at(quarter * together + month) for month in range(together)]
            if found is None or min(seen) < everybody / 2:
                break
            rows[quarter] = found
            months[quarter] = sum(seen)
    after = [quarter for quarter in rows if quarter >= 0]
    before = sorted(quarter for quarter in rows if quarter < 0)
    if not (before and after):
        raise RefusedError("one_pre_period", "bounds")
    weights = np.array([months[quarter] for quarter in after], float)
    order = [*before, *after]
    return Quarters(
        before=len(before),
        after=len(after),
        effects=np.array([rows[quarter][0] for quarter in order]),
        influence=np.column_stack([rows[quarter][1] for quarter in order]),
        weights=weights / weights.sum(),
    )


def _from_last_quarter(cells: Cells, together: int) -> Cells:
    """The cells less the mean of those of the same cohort in the last quarter before the start."""
    att, influence = cells.att.copy(), cells.influence.copy()
    for cohort in np.unique(cells.cohorts):
        own = cells.cohorts == cohort
        base = own & (cells.periods >= cohort - together) & (cells.periods < cohort)
        if base.sum() < together:
            raise RefusedError("one_pre_period", "bounds")
        att[own] -= cells.att[base].mean()
        influence[:, own] -= cells.influence[:, base].mean(axis=1, keepdims=True)
    return replace(cells, att=att, influence=influence)
