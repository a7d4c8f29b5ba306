"""From an estimate and its error to an interval, a p value and what could have been found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.trial.panel import Array
from pipelines.trial.window import Window

_POWER = 0.8416212335729143  # normal quantile of 80 %


@dataclass(frozen=True)
class Effect:
    """An effect with what is known of its error; None where nothing honest can be said.

    Attributes
    ----------
    att : in the unit of the outcome.
    std_error, ci_low, ci_high, p_value, mde : 90 % interval, two-sided p, and the smallest effect
        found eight times in ten at 5 %.
    interval_method : code of the vocabulary.
    controls : Dongs compared with, where not all of the window.
    """

    att: float
    std_error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    mde: float | None = None
    interval_method: str | None = None
    controls: int | None = None


def freedom(window: Window) -> int:
    """Degrees of freedom of a comparison clustered by Dong: the smaller group less one.

    With 140 treated and 13 controls the error is known from 13 Dongs, not from 153 (the rule of
    thumb of Welch's approximation, which tends to it as one group grows).
    """
    treated = int(window.treated.sum())
    return max(min(treated, len(window.treated) - treated) - 1, 1)


def by_cohort(influence: Array, starts: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Standard errors, clustered by Dong, and their degrees of freedom.

    Each cohort and the controls vary for themselves, by n - 1, and the degrees of freedom follow
    from how much each adds (Satterthwaite 1946, doi:10.2307/3002019). So the cohorts' sizes are
    taken as given, and a dozen controls weigh in the degrees as much as they do in the error.

    Parameters
    ----------
    influence : (..., n) of each Dong on the effect; the mean square over n is n times the variance.
    starts : (n) first treated period of each Dong.

    Returns
    -------
    (...), (...)
    """
    total, spread = np.zeros(influence.shape[:-1]), np.zeros(influence.shape[:-1])
    for start in np.unique(starts):
        own = influence[..., starts == start] / len(starts)
        size = own.shape[-1]
        # one Dong alone does not say how such Dongs vary: how far it lies from none has to do
        away = own - own.mean(axis=-1, keepdims=True) if size > 1 else own
        degrees = max(size - 1, 1)
        variance = (away**2).sum(axis=-1) * size / degrees
        total += variance
        spread += variance**2 / degrees
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(total), np.where(spread > 0, total**2 / spread, 1.0)


def covariance(influence: Array, starts: npt.NDArray[np.int64]) -> Array:
    """(L, L) covariance of effects of (n, L) influences; on its diagonal the errors of `by_cohort`.

    Each cohort and the controls vary for themselves, by n - 1.
    """
    total = np.zeros((influence.shape[1],) * 2)
    for start in np.unique(starts):
        own = influence[starts == start] / len(starts)
        size = len(own)
        away = own - own.mean(axis=0) if size > 1 else own
        total += away.T @ away * size / max(size - 1, 1)
    return total


def analytic(att: float, error: float, degrees: float, *, level: float = 0.9) -> Effect:
    """An effect with an error clustered by Dong and a t of so many degrees of freedom."""
    from scipy import special  # its quantiles take a hundredth of the time of scipy.stats

    if not error > 0:
        return Effect(att)
    width = float(special.stdtrit(degrees, (1 + level) / 2)) * error
    return Effect(
        att=att,
        std_error=error,
        ci_low=att - width,
        ci_high=att + width,
        p_value=float(2 * special.stdtr(degrees, -abs(att / error))),
        mde=(float(special.stdtrit(degrees, 0.975)) + _POWER) * error,
        interval_method="analytic_dong",
    )


def holm(values: Sequence[float]) -> Array:
    """p values corrected for their number (Holm 1979), in the order given.

    Examples
    --------
    >>> [float(p) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(values, float)
    order = np.argsort(given, kind="stable")
    stepped = given[order] * np.arange(len(given), 0, -1)
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return corrected
