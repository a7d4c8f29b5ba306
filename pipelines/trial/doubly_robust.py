"""The doubly robust effect of cohort and period with covariates, as R's `DRDID` works it out.

diff-diff divides the controls' part by the number of the treated, not by the sum of the controls'
own weights. Both tend to the same effect; where few controls are like the treated its error is up
to twice as large (`tests/trial/test_doubly_robust.py`). Source: Sant'Anna and Zhao (2020),
doi:10.1016/j.jeconom.2020.06.003, equations 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window

_TRIMMED = 0.995
"""Controls likelier than this to be treated are left out, as `DRDID` does."""
_STEPS = 50


@dataclass(frozen=True)
class Cell:
    """One cohort and period (first period 0): effect, error, and each of all n Dongs' influence."""

    cohort: int
    period: int
    att: float
    std_error: float
    influence: Array


def robust_cells(window: Window, covariates: Array, *, is_universal: bool) -> Iterator[Cell]:
    """Every cohort in every period, against those not yet treated.

    Parameters
    ----------
    covariates : (n, k) of before the start.
    is_universal : all periods are held against the last before the start; else those before it
        against the one before them. The period held against itself has no effect and no error.

    Raises RefusedError where the propensity does not settle: a covariate parts the groups.
    """
    count, periods = window.values.shape
    for cohort in np.unique(window.starts[window.treated]):
        for period in range(periods):
            is_held = is_universal or period >= cohort
            base = int(cohort) - 1 if is_held else period - 1
            mine = window.starts == cohort
            theirs = (window.starts > max(period, base)) & ~mine
            if base < 0 or not theirs.any():
                continue
            if base == period:
                yield Cell(int(cohort), period, 0.0, np.nan, np.zeros(count))
                continue
            change = window.values[:, period] - window.values[:, base]
            among = mine | theirs
            att, own = robust_effect(change[among], mine[among], covariates[among])
            influence = np.zeros(count)
            influence[among] = own * count / among.sum()
            error = float(np.sqrt((influence**2).mean() / count))
            yield Cell(int(cohort), period, att, error, influence)


def robust_effect(
    change: Array, treated: npt.NDArray[np.bool_], covariates: Array
) -> tuple[float, Array]:
    """The effect on the treated, and (n) the influence of each Dong on it.

    Parameters
    ----------
    change, treated, covariates : (n), (n), (n, k).
    """
    effects, influences = robust_effects(change[None], treated, covariates)
    return float(effects[0]), influences[0]


def robust_effects(
    changes: Array, treated: npt.NDArray[np.bool_], covariates: Array
) -> tuple[Array, Array]:
    """(K) effects of (K, n) changes of the same Dongs, and (K, n) influences; linear in both."""
    design = np.column_stack([np.ones(len(treated)), covariates])
    mine = treated.astype(float)
    chance, of_chance = _propensity(design, mine)
    weights = np.where(chance < _TRIMMED, chance / (1 - chance), 0.0) * (1 - mine)
    if not weights.sum() > 0:
        raise RefusedError("unsettled", "doubly robust (no control is like the treated)")
    bread = np.linalg.pinv((design * (1 - mine)[:, None]).T @ design)
    rest = changes - (((1 - mine) * changes) @ design @ bread) @ design.T
    pulled = design @ bread
    one, other = rest @ mine / mine.sum(), rest @ weights / weights.sum()
    own, against = mine * (rest - one[:, None]), weights * (rest - other[:, None])
    # how the slopes of the controls, and the chances, move each of the two means
    first = own - (1 - mine) * rest * (pulled @ (mine @ design))
    second = against + (against @ design) @ of_chance.T
    second -= (1 - mine) * rest * (pulled @ (weights @ design))
    return one - other, first / mine.mean() - second / weights.mean()


def _propensity(design: Array, mine: Array) -> tuple[Array, Array]:
    """(n) chances of being treated by maximum likelihood, and (n, k) how each Dong moves them."""
    slopes = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ slopes, -30, 30)))
        bread = np.linalg.pinv((design * (chance * (1 - chance))[:, None]).T @ design)
        step = bread @ (design.T @ (mine - chance))
        slopes = slopes + step
        if np.abs(step).max() < 1e-9:
            return chance, (mine - chance)[:, None] * (design @ bread)
    raise RefusedError("unsettled", "doubly robust (the propensity)")
