"""Changes of rates from one time to another, and which of them are more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.spatial.rates import Floats, counted


@dataclass(frozen=True)
class RateChanges:
    """The change of a rate by place, with an interval that holds for all places together.

    All are Series with the index of the counts. `rate` and `earlier_rate` are between 0 and 1,
    `change` is their difference, `low` and `high` its interval; NaN where a part is missing.
    `is_beyond_chance` (bool): the interval leaves zero out. `level` is that of each interval: so
    high that, of the places beyond chance, the expected share of false ones is at most
    `false_share`. `compared` is the number of places that have a change.
    """

    rate: pd.Series
    earlier_rate: pd.Series
    change: pd.Series
    low: pd.Series
    high: pd.Series
    is_beyond_chance: pd.Series
    level: float
    false_share: float
    compared: int


def rate_changes(
    counts: pd.Series,
    totals: pd.Series,
    earlier_counts: pd.Series,
    earlier_totals: pd.Series,
    *,
    false_share: float = 0.1,
    noise_sd: float = 0.0,
) -> RateChanges:
    """How each place's rate changed, and where chance alone does not explain it.

    The interval of a difference of two rates is Newcombe's (1998, Statistics in Medicine
    17:873-890, method 10): from the Wilson intervals of the two, so it holds for few households and
    near 0 and 1. Of many places some change by chance: the level of all intervals is raised until
    at most `false_share` of the places whose interval leaves zero out are expected to be there by
    chance (Benjamini and Hochberg 1995; the intervals as in Benjamini and Yekutieli 2005, JASA
    100:71-81). Both times are taken as independent; where the same households are in both, as in
    two months of one year, the intervals are rather too wide than too narrow.

    Parameters
    ----------
    counts, totals, earlier_counts, earlier_totals
        Events and households at either time, by place, one index; missing where hidden or unknown.
    false_share
        The expected share of false ones among the places beyond chance, between 0 and 1.
    noise_sd
        Standard deviation of the noise that a protected release added to each count.

    Returns
    -------
    RateChanges
        By place, in the order of `counts`.

    Raises
    ------
    InputError
        Different indexes, or a share outside of 0 to 1.

    Examples
    --------
    >>> now, before = pd.Series({"a": 60, "b": 52}), pd.Series({"a": 30, "b": 50})
    >>> all_of_them = pd.Series({"a": 100, "b": 100})
    >>> found = rate_changes(now, all_of_them, before, all_of_them)
    >>> [bool(beyond) for beyond in found.is_beyond_chance]
    [True, False]
    """
    if not 0 < false_share < 1:
        raise InputError(f"A share of {false_share} is none; choose one between 0 and 1.")
    if not counts.index.equals(earlier_counts.index):
        raise InputError("Both times need the same index, each place once; align them before.")
    now, before = counted(counts, totals), counted(earlier_counts, earlier_totals)
    rate, earlier = now[0] / now[1], before[0] / before[1]
    change = rate - earlier
    compared = int(np.isfinite(change).sum())
    level, low, high = _together(now, before, false_share / max(compared, 1), compared, noise_sd)
    by_place = {
        name: pd.Series(values, counts.index)
        for name, values in (
            ("rate", rate), ("earlier_rate", earlier), ("change", change), ("low", low),
            ("high", high), ("is_beyond_chance", _leaves_zero_out(low, high)),
        )
    }  # fmt: skip
    return RateChanges(**by_place, level=level, false_share=false_share, compared=compared)


def _together(
    now: tuple[Floats, Floats],
    before: tuple[Floats, Floats],
    share_each: float,
    compared: int,
    noise_sd: float,
) -> tuple[float, Floats, Floats]:
    """(level, low, high) at the level for the most places that leave zero out at their own level.

    All are allowed first, then as many as leave zero out at the level for so many, down to one.
    """
    allowed = max(compared, 1)
    while True:
        level = 1 - share_each * allowed
        low, high = _interval(now, before, level, noise_sd)
        beyond = int(_leaves_zero_out(low, high).sum())
        if beyond >= allowed or allowed == 1:
            return level, low, high
        allowed = max(beyond, 1)


def _interval(
    now: tuple[Floats, Floats], before: tuple[Floats, Floats], level: float, noise_sd: float
) -> tuple[Floats, Floats]:
    """(low, high) of the difference of two rates, each given as (counts, totals)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate, low, high = _wilson(*now, z)
    earlier, earlier_low, earlier_high = _wilson(*before, z)
    noise = z**2 * (_noise(rate, now[1], noise_sd) + _noise(earlier, before[1], noise_sd))
    change = rate - earlier
    return (
        change - np.sqrt((rate - low) ** 2 + (earlier_high - earlier) ** 2 + noise),
        change + np.sqrt((high - rate) ** 2 + (earlier - earlier_low) ** 2 + noise),
    )


def _wilson(count: Floats, total: Floats, z: float) -> tuple[Floats, Floats, Floats]:
    """(rate, low, high) by Wilson's score interval."""
    rate = count / total
    middle = (rate + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * np.sqrt(rate * (1 - rate) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    return rate, middle - half, middle + half


def _noise(rate: Floats, total: Floats, noise_sd: float) -> Floats:
    """Variance of a rate whose count and total carry noise of that standard deviation."""
    return np.asarray((noise_sd / total) ** 2 * (1 + rate**2))


def _leaves_zero_out(low: Floats, high: Floats) -> np.ndarray:
    return np.asarray((low > 0) | (high < 0))
