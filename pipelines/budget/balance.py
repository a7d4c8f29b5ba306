"""The balance of one year and money scope: shares, won per household at risk, over and short.

Intervals come from draws of need: every share, ratio and shortfall is worked out once a draw, and
its 5th and 95th per cent taken, so that what hangs together in need stays together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.inequality import Theil, gini, share_distance, theil
from pipelines.budget.need import Floats, Need, draw_need
from pipelines.budget.sources import BudgetYear, Integers

DRAWS, SEED = 200, 1
_ENDS = (0.05, 0.95)


@dataclass(frozen=True)
class Spread:
    """Numbers with the ends of their 90 % intervals, NaN where there is none; all of one shape."""

    middle: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class PlaceBalance:
    """Need against budget of P places; NaN where need is not known.

    Attributes
    ----------
    codes : (P); `budget` : (P) won.
    need, need_share, per_need, imbalance : (P) households, shares of those of known need, won per
        household at risk, won over (positive) or short (negative).
    budget_share : (P) of the money of the places of known need.
    state : (P) code of the vocabulary `imbalance_state`, by the interval of the imbalance.
    """

    codes: tuple[str, ...]
    budget: Integers
    need: Spread
    need_share: Spread
    budget_share: Floats
    per_need: Spread
    imbalance: Spread
    state: tuple[str, ...]


@dataclass(frozen=True)
class YearBalance:
    """A year in one money scope.

    `dongs` and `within` have one entry a Dong: against the whole deployment, and within its own Gu.
    `theil`, `gini`, `distance` are at the middle of need, the spreads beside them over its draws.
    """

    dongs: PlaceBalance
    within: PlaceBalance
    gus: PlaceBalance
    theil: Theil
    spreads: dict[str, Spread]


def sample_need(need: Need, *, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """(1 + S, D) the middle of need, and S draws of it; see `draw_need`."""
    return np.vstack([need.middle, draw_need(need, draws, seed)])


def balance(year: BudgetYear, scope: str, sample: Floats) -> YearBalance:
    """The balance of a year.

    Parameters
    ----------
    year : of all Dongs of the deployment.
    scope : which money is counted (vocabulary `money_scope`).
    sample : (1 + S, D) of `sample_need`.

    Returns
    -------
    YearBalance
        budget_imbalance = budget - need share x total; sums to zero over the places of known need.
    """
    money = year.total(scope)
    known = year.need.is_known
    has_interval = year.need.basis == "estimated"
    gus = np.asarray(year.gus)
    names = tuple(sorted(set(year.gus)))
    member = (gus[:, None] == np.asarray(names)).astype(float)
    usable = np.where(known, sample, 0.0)
    whole = np.ones(len(gus))
    dongs = _places(year.places, money, sample, whole, has_interval)
    within = _places(year.places, money, sample, member, has_interval)
    gu_money = (np.where(known, money, 0) @ member).astype(np.int64)
    gu_known = np.where(known @ member > 0, usable @ member, np.nan)
    of_gus = _places(names, gu_money, gu_known, np.ones(len(names)), has_interval)
    parts = theil(money[known], usable[:, known], gus[known])
    measured = {
        "theil": parts.total,
        "theil_between": parts.between,
        "theil_within": parts.within,
        "gini": gini(money[known], usable[:, known]),
        "share_distance": share_distance(money[known], usable[:, known]),
    }
    spreads = {name: _spread(values, has_interval) for name, values in measured.items()}
    return YearBalance(dongs, within, of_gus, _first(parts), spreads)


def _places(
    codes: tuple[str, ...], money: Integers, sample: Floats, frame: Floats, has_interval: bool
) -> PlaceBalance:
    """The balance of places against the frame that each belongs to.

    `sample` (1 + S, P) has the middle of need first; `frame` (P) or (P, G) says what sums up.
    """
    known = np.isfinite(sample[0])
    groups = frame.reshape(len(codes), -1)
    need = np.where(known, sample, 0.0)
    all_need = (need @ groups) @ groups.T
    all_money = (np.where(known, money, 0) @ groups) @ groups.T
    share = _over(need, all_need, known)
    imbalance = money - share * all_money
    spread = _spread(imbalance, has_interval)
    return PlaceBalance(
        codes=codes,
        budget=money,
        need=_spread(np.where(known, sample, np.nan), has_interval),
        need_share=_spread(share, has_interval),
        budget_share=_over(money.astype(float), all_money, known),
        per_need=_spread(_over(money.astype(float), need, known), has_interval),
        imbalance=spread,
        state=tuple(_state(*ends) for ends in zip(spread.middle, spread.low, spread.high,
                                                  strict=True)),
    )  # fmt: skip


def _over(part: Floats, whole: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """Quotients; NaN where need is not known or there is nothing to divide by."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    return np.divide(part, whole, out=np.full(shape, np.nan), where=known & (whole > 0))


def _spread(values: Floats, has_interval: bool) -> Spread:
    """Of (1 + S, ...) values, the middle of need first, with the quantiles of the rest.

    A place whose need may be zero has no finite won per household there; it counts as beyond all.
    """
    middle = np.asarray(values[0])
    if not has_interval:
        nothing = np.full(middle.shape, np.nan)
        return Spread(middle, nothing, nothing)
    rest = np.where(np.isnan(values[1:]), np.inf, values[1:])
    # of the order and not between two of its values: infinities have no middle
    low, high = (np.quantile(rest, end, axis=0, method="nearest") for end in _ENDS)
    low, high = (np.where(np.isfinite(end), end, np.nan) for end in (low, high))
    return Spread(middle, np.where(np.isnan(middle), np.nan, np.minimum(low, middle)),
                  np.where(np.isnan(middle), np.nan, np.maximum(high, middle)))  # fmt: skip


def _state(middle: float, low: float, high: float) -> str:
    if np.isnan(middle):
        return "unknown"
    if np.isnan(low):  # observed need has no interval to doubt it by
        return "short" if middle < 0 else "over" if middle > 0 else "unclear"
    return "short" if high < 0 else "over" if low > 0 else "unclear"


def _first(parts: Theil) -> Theil:
    """At the middle of need alone."""
    return Theil(parts.total[0], parts.between[0], parts.within[0], parts.by_group[0], parts.groups)
