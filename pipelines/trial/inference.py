"""From an estimate and its error to an interval, a p value and what could have been found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.trial.panel import NEVER, Array
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

    A Dong that joined alone is its own mean, and says nothing of its spread: such Dongs are taken
    to vary as the other treated do, whose part is enlarged by their number. Where every treated
    Dong joined alone there is no error (nan).

    Parameters
    ----------
    influence : (..., n) of each Dong on the effect; the mean square over n is n times the variance.
    starts : (n) first treated period of each Dong.

    Returns
    -------
    (...), (...)
    """
    total, spread = np.zeros(influence.shape[:-1]), np.zeros(influence.shape[:-1])
    for among, factor in _groups(starts):
        away = _away(influence[..., among])
        variance = factor * (away**2).sum(axis=-1)
        total += variance
        spread += variance**2 / max(away.shape[-1] - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(total), np.where(spread > 0, total**2 / spread, 1.0)


def covariance(influence: Array, starts: npt.NDArray[np.int64]) -> Array:
    """(L, L) covariance of effects of (n, L) influences; the errors of `by_cohort`, squared."""
    total = np.zeros((influence.shape[1],) * 2)
    for among, factor in _groups(starts):
        away = _away(influence[among].T)
        total += factor * away @ away.T
    return total


def _groups(starts: npt.NDArray[np.int64]) -> Iterator[tuple[npt.NDArray[np.bool_], float]]:
    """Each cohort and the controls, and by what its sum of squares is a part of the variance."""
    cohorts, sizes = np.unique(starts, return_counts=True)
    treated = int(sizes[cohorts < NEVER].sum())
    alone = int(((cohorts < NEVER) & (sizes == 1)).sum())
    for start, size in zip(cohorts, sizes, strict=True):
        factor = float(size / max(size - 1, 1) / len(starts) ** 2)
        if start < NEVER and treated == alone:
            factor = float("nan")
        elif start < NEVER and size > 1:
            factor *= treated / (treated - alone)
        yield starts == start, factor


def _away(own: Array) -> Array:
    """(..., n) from the mean of the group; a Dong alone from none, as a control of earlier ones."""
    return own - own.mean(axis=-1, keepdims=True) if own.shape[-1] > 1 else own


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
