"""Need by Dong with its uncertainty: quantiles as published, and draws that agree with them.

The estimate of the unreached is published as quantiles of each Dong, and of the city. Dongs share
one audit and one model, so that they err together: the interval of the city is wider than that of
independent Dongs. The draws keep both: each Dong has its own quantiles, and all hang on one common
factor, as strong as makes the city's interval come out at its published width (a one-factor
Gaussian copula; Li, D. X. (2000), On default correlation, Journal of Fixed Income 9).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Basis = Literal["estimated", "observed"]

LEVELS = np.array([0.05, 0.25, 0.50, 0.75, 0.95])
"""Of which quantiles of the unreached are published."""
_TAIL = 0.5  # how far the tails reach beyond the outer quantiles, in widths of the outer stretch
_CALIBRATION = 300  # draws, by which the common factor is found
_STEPS = 8


@dataclass(frozen=True)
class Need:
    """Households at risk of D Dongs in a month.

    Attributes
    ----------
    basis : `estimated`; `observed` where the year has no estimate, and no interval either.
    month : of which it is taken.
    reached : (D) households at risk and reached, or for `observed` all at risk; NaN: not known.
    unreached : (D, 5) quantiles of the estimated unreached at `LEVELS`; zeros for `observed`.
    low, high : (D) ends of the 90 % interval of need as published; NaN where there is none.
    common : 0 to 1, how far all Dongs hang together; None before it is found.
    city_width : of the 90 % interval of the city's unreached; None where not known.
    """

    basis: Basis
    month: date
    reached: Floats
    unreached: Floats
    low: Floats
    high: Floats
    city_width: float | None = None
    common: float | None = None

    @property
    def middle(self) -> Floats:
        """(D) need, estimated; NaN where it is not known."""
        return np.asarray(self.reached + self.unreached[:, 2])

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """(D) whether there is a need to reckon with."""
        return np.isfinite(self.middle)


def draw_need(need: Need, draws: int, seed: int) -> Floats:
    """(S, D) needs that agree with the published quantiles of each Dong and of the city.

    Parameters
    ----------
    need : of all Dongs of the deployment, in order of code: a subset would draw other numbers.
    draws : S; the same seed gives the same numbers.

    Returns
    -------
    ndarray
        NaN in the columns of Dongs of unknown need; the middle, S times, where need is observed.
    """
    if need.basis == "observed":
        return np.repeat(need.middle[None, :], draws, axis=0)
    common = find_common(need) if need.common is None else need.common
    shared, own = _normals(draws, len(need.reached), seed)
    return np.asarray(need.reached + _unreached(need, shared, own, common))


def with_common(need: Need) -> Need:
    """The same need, its common factor found once."""
    return need if need.basis == "observed" else replace(need, common=find_common(need))


def find_common(need: Need) -> float:
    """The common factor (0: independent, 1: as one) that gives the city its published width."""
    if need.city_width is None or not need.is_known.any():
        return 0.0
    shared, own = _normals(_CALIBRATION, len(need.reached), seed=0)
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        total = np.nansum(_unreached(need, shared, own, middle), axis=1)
        ends = np.quantile(total, [0.05, 0.95])
        low, high = (middle, high) if ends[1] - ends[0] < need.city_width else (low, middle)
    return (low + high) / 2


def _normals(draws: int, dongs: int, seed: int) -> tuple[Floats, Floats]:
    """(S) and (S, D) standard normals; the first evenly spaced, as it decides the width of sums."""
    from scipy.special import ndtri

    random = np.random.default_rng([seed, 20_160_201])
    shared = ndtri((np.arange(draws) + random.random(draws)) / draws)
    return np.asarray(shared), random.standard_normal((draws, dongs))


def _unreached(need: Need, shared: Floats, own: Floats, common: float) -> Floats:
    """(S, D) unreached at the quantiles that the normals stand for."""
    from scipy.special import ndtr

    level = ndtr(np.sqrt(common) * shared[:, None] + np.sqrt(1 - common) * own)
    outer = need.unreached
    bottom = np.maximum(outer[:, 0] - _TAIL * (outer[:, 1] - outer[:, 0]), 0)
    top = outer[:, 4] + _TAIL * (outer[:, 4] - outer[:, 3])
    knots = np.column_stack([bottom, outer, top])
    at = np.concatenate([[0.0], LEVELS, [1.0]])
    stretch = np.clip(np.searchsorted(at, level, side="right") - 1, 0, len(at) - 2)
    part = (level - at[stretch]) / (at[stretch + 1] - at[stretch])
    dong = np.arange(level.shape[1])
    lower = knots[dong, stretch]
    return np.asarray(lower + part * (knots[dong, stretch + 1] - lower))
