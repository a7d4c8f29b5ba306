"""Rates of small places drawn towards what many places say, as far as chance explains them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.spatial.pools import pool_of, pool_weight
from pipelines.spatial.rates import Floats, counted

# an interval rests on half a household at least, so that 0 of 3 is not taken for certain
_JEFFREYS = 0.5


@dataclass(frozen=True)
class SmoothedRates:
    """Rates by place, raw and smoothed, each Series with the index of the counts.

    `raw`, `rate`, `low`, `high` and `pool_rate` lie between 0 and 1, NaN where there is no rate;
    `low` <= `rate` <= `high` hold the middle `level` of the posterior. `pool_rate` is what a rate
    was drawn towards, `pool_weight` with the weight of how many households.
    """

    raw: pd.Series
    rate: pd.Series
    low: pd.Series
    high: pd.Series
    pool_rate: pd.Series
    pool_weight: pd.Series
    level: float


def smooth_rates(
    counts: pd.Series,
    totals: pd.Series,
    *,
    groups: pd.Series | None = None,
    neighbours: pd.DataFrame | None = None,
    level: float = 0.9,
    noise_sd: float = 0.0,
) -> SmoothedRates:
    """Empirical Bayes rates: few households borrow much from the others, many borrow little.

    The true rates of a pool of places are taken to follow a beta distribution, whose mean and
    variance are Marshall's (1991, Applied Statistics 40:283-294) estimates by moments, with the
    binomial in the place of the Poisson variance, for coverage is not rare: where rates are rare
    the result is that of `esda.smoothing.Empirical_Bayes` and `Spatial_Empirical_Bayes`. (Those
    let the estimated variance of the global pool fall below zero, give no interval, and divide by
    zero where nobody is at risk, and so are not called.) The posterior of each place is a beta too
    and gives the interval. The pool weighs no more than the households that it was learned from;
    and since places that seem alike may yet differ by what chance hides, intervals go by the
    variance to be expected, were every variance as likely beforehand (the mean of the estimate's
    normal distribution above 0; a flat prior, as in Morris 1983, JASA 78:47-55).

    Parameters
    ----------
    counts, totals
        Events and households, by place, the same index; missing where hidden or unknown.
    groups
        Smooth each group for itself, such as the places of each month; the same index. None: one.
    neighbours
        `dong_code`, `neighbour_code`, both ways round: draw each place towards itself and its
        neighbours. None: towards all places of its group.
    level
        Share of the posterior that an interval holds, between 0 and 1.
    noise_sd
        Standard deviation, in households, of what a release added to each count and each total to
        protect them: places differ by it without differing in truth, and a rate is surer the
        larger its total. 0: as counted.

    Returns
    -------
    SmoothedRates
        By place, in the order of `counts`.

    Raises
    ------
    InputError
        Different indexes, a level outside 0 to 1, or both groups and neighbours.

    Examples
    --------
    >>> found = pd.Series({"a": 100, "b": 600, "c": 0})
    >>> households = pd.Series({"a": 1000, "b": 1000, "c": 4})
    >>> smooth_rates(found, households).rate.round(3).to_dict()
    {'a': 0.101, 'b': 0.599, 'c': 0.139}
    """
    if not 0 < level < 1:
        raise InputError(f"A level of {level} gives no interval; choose one between 0 and 1.")
    if groups is not None and neighbours is not None:
        raise InputError("Neighbours are of one month; smooth each group's by itself.")
    count, total = counted(counts, totals, is_clipped=not noise_sd)
    pool = pool_of(count, total, counts.index, groups, neighbours, noise_sd)
    weight = pool_weight(pool, pool.variance)
    raw = count / total
    own = _own_weight(pool.mean * (1 - pool.mean) - pool.variance,
                      1 + pool.mean**2 + pool.variance, total, noise_sd)  # fmt: skip
    rate = np.clip((pool.mean * weight + raw * own) / (weight + own), 0.0, 1.0)
    # the noise of a rate near 0 or 1 is not that of the mean: the interval goes by the rate itself
    chance = np.maximum(rate * (1 - rate), _JEFFREYS / total)
    size = pool_weight(pool, pool.likely) + _own_weight(chance, 1 + rate**2, total, noise_sd)
    low, high = _interval(rate * size, (1 - rate) * size, level)
    entries = {
        "raw": np.clip(raw, 0.0, 1.0),
        "rate": rate,
        "low": np.fmin(low, rate),
        "high": np.fmax(high, rate),
        "pool_rate": pool.mean,
        "pool_weight": weight,
    }
    known = np.isfinite(total)
    series = {
        name: pd.Series(np.where(known, entry, np.nan), counts.index)
        for name, entry in entries.items()
    }
    return SmoothedRates(level=level, **series)


def standardise_rates(counts: pd.Series, totals: pd.Series, *, noise_sd: float = 0.0) -> pd.Series:
    """How many standard deviations each rate lies above the mean, given how few households it has.

    Without this a test of association finds small places, not unlike ones. By Assunção and Reis
    (1999, Statistics in Medicine 18:2147-2162), with the moments of `smooth_rates`.

    Parameters
    ----------
    counts, totals, noise_sd
        As for `smooth_rates`.

    Returns
    -------
    Series
        The index of `counts`; NaN where there is no rate, 0 everywhere if all are alike.

    Raises
    ------
    InputError
        Different indexes.
    """
    count, total = counted(counts, totals, is_clipped=not noise_sd)
    pool = pool_of(count, total, counts.index, None, None, noise_sd)
    chance = pool.mean * (1 - pool.mean) - pool.variance
    noise = noise_sd**2 * (1 + pool.mean**2 + pool.variance)
    spread = np.sqrt(pool.variance + chance / total + noise / total**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        scores = np.where(spread > 0, (count / total - pool.mean) / spread, 0.0)
    return pd.Series(np.where(np.isfinite(total), scores, np.nan), counts.index)


def _own_weight(chance: Floats, spread: Floats, total: Floats, noise_sd: float) -> Floats:
    """The households that a rate counts for: as many without noise as vary as much as it does.

    It varies by `chance` / total and by `noise_sd`^2 `spread` / total^2.
    """
    if not noise_sd:
        return total
    return total * chance / (chance + noise_sd**2 * spread / total)


def _interval(above: Floats, below: Floats, level: float) -> tuple[Floats, Floats]:
    """The middle of a beta distribution."""
    from scipy import special  # half a second that pages without an interval need not wait for

    a, b = np.maximum(above, _JEFFREYS), np.maximum(below, _JEFFREYS)
    low = np.asarray(special.betaincinv(a, b, (1 - level) / 2), "float64")
    return low, np.asarray(special.betaincinv(a, b, (1 + level) / 2), "float64")
