"""Ranks of rates, each with the interval of ranks that the counts leave open."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import InputError
from pipelines.spatial.rates import Floats, counted

# the prior of a rate of which nothing is known (Jeffreys): half a household on either side
_JEFFREYS = 0.5
Ranks = npt.NDArray[np.int32]


@dataclass(frozen=True)
class RankIntervals:
    """Places in order of a rate, with what chance alone could make of the order.

    All are Series with the index of the counts. `rate` is between 0 and 1 (NaN: no rate). `rank`,
    `low` and `high` are Int64, missing where there is no rate: 1 is the lowest rate (or the
    highest, as was asked), places alike share the smaller number, and `low` <= `rank` <= `high`.
    `level` is the share of draws between `low` and `high`.
    """

    rate: pd.Series
    rank: pd.Series
    low: pd.Series
    high: pd.Series
    level: float


def rank_intervals(
    counts: pd.Series,
    totals: pd.Series,
    *,
    is_lowest_first: bool = True,
    level: float = 0.9,
    draws: int = 4_000,
    seed: int = 1,
    noise_sd: float = 0.0,
) -> RankIntervals:
    """The rank of each place's rate among all, with its interval by posterior simulation.

    Each rate is drawn from Beta(count + 1/2, total - count + 1/2), each draw of all places is
    ranked, and the interval holds the middle `level` of a place's ranks (Goldstein and
    Spiegelhalter 1996, JRSS A 159:385-443; Marshall and Spiegelhalter 1998, BMJ 316:1701-1704).
    Nothing is borrowed from other places, so it works for two of them.

    Parameters
    ----------
    counts, totals
        Events and households, by place, the same index; missing where hidden or unknown.
    is_lowest_first
        Whether rank 1 is the lowest rate.
    level
        Share of the draws that an interval holds, between 0 and 1.
    draws
        How many; an end of an interval is good to about a rank from 2,000 on.
    seed
        The same seed, the same answer.
    noise_sd
        Standard deviation of noise on each count and total, such as disclosure control adds; it
        is drawn afresh each time, so the interval holds it too.

    Returns
    -------
    RankIntervals
        By place, in the order of `counts`.

    Raises
    ------
    InputError
        Different indexes, a level outside 0 to 1, or no draws.

    Examples
    --------
    >>> found = pd.Series({"a": 10, "b": 90, "c": 11})
    >>> ranks = rank_intervals(found, pd.Series({"a": 100, "b": 100, "c": 100}))
    >>> [f"{ranks.low[gu]}-{ranks.high[gu]}" for gu in found.index]
    ['1-2', '3-3', '1-2']
    """
    if not 0 < level < 1 or draws < 1 or noise_sd < 0:
        raise InputError(
            f"A level of {level} and {draws} draws give no interval; choose a level between 0 and "
            "1, at least one draw, and noise of no less than 0."
        )
    count, total = counted(counts, totals)
    known = np.isfinite(total)
    rate = count / total
    sign = 1.0 if is_lowest_first else -1.0
    observed = pd.Series(sign * rate[known]).rank(method="min").to_numpy("float64")
    drawn = _drawn_ranks(count[known], total[known], sign, draws, seed, noise_sd)
    # the draws at both ends of the middle, as an inverted distribution function has them
    first, last = (max(math.ceil(draws * (1 + side * level) / 2), 1) - 1 for side in (-1, 1))
    low, high = drawn[first], drawn[last]
    return RankIntervals(
        rate=pd.Series(rate, counts.index),
        rank=_placed(observed, known, counts.index),
        # where many are alike, the shared rank may lie outside of the middle draws
        low=_placed(np.minimum(low, observed), known, counts.index),
        high=_placed(np.maximum(high, observed), known, counts.index),
        level=level,
    )


def _drawn_ranks(
    count: Floats, total: Floats, sign: float, draws: int, seed: int, noise_sd: float
) -> Ranks:
    """Ranks of shape (draws, places), each place's in order."""
    generator = np.random.default_rng(seed)
    size = (draws, len(count))
    if noise_sd:
        total = np.maximum(total + generator.normal(0, noise_sd, size), 0)
        count = np.clip(count + generator.normal(0, noise_sd, size), 0, total)
    rates = generator.beta(count + _JEFFREYS, total - count + _JEFFREYS, size)
    ranks = np.empty(size, np.int32)
    places = np.arange(1, size[1] + 1, dtype=np.int32)
    np.put_along_axis(ranks, np.argsort(sign * rates, axis=1), places[None, :], axis=1)
    return np.sort(ranks, axis=0)


def _placed(ranks: npt.ArrayLike, known: npt.NDArray[np.bool_], index: pd.Index) -> pd.Series:
    """The ranks at their places, missing elsewhere."""
    placed = pd.Series(pd.NA, index=index, dtype="Int64")
    placed[known] = np.asarray(ranks, "int64")
    return placed
