"""What the draws of the unseen say of each Dong, Gu and the city: middle, intervals, ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.risk.histories import CaptureCounts, seen_histories

TOP = 20
# fewer households than this, and a rate says nothing: the estimate is refused
FEWEST_HOUSEHOLDS = 30


@dataclass(frozen=True)
class Summary:
    """One row a place, in the order of the places.

    Attributes
    ----------
    counts : DataFrame with `place`, `expected` (median), `low_50`, `high_50`, `low_90`, `high_90`,
        whole households on no list.
    rates : the same columns per 1,000 households.
    ranks : `rank` (median; 1 = the highest rate), `rank_low`, `rank_high` (90 %), and
        `top_probability`, that the place is among the TOP with the highest rate.
    """

    counts: pd.DataFrame
    rates: pd.DataFrame
    ranks: pd.DataFrame


def summarise(draws: np.ndarray, households: np.ndarray, places: Sequence[str]) -> Summary:
    """Summarise (draws, D) unseen households of D places with (D,) households each."""
    rates = draws / households * 1000
    return Summary(
        counts=quantiles(draws, places, is_whole=True),
        rates=quantiles(rates, places, is_whole=False),
        ranks=rank(rates, places),
    )


def rank(rates: np.ndarray, places: Sequence[str]) -> pd.DataFrame:
    """The ranks of `Summary` from (draws, D) rates."""
    # 1 = highest; ties (a rate of zero) share the middle of their places
    ranks = pd.DataFrame(-rates).rank(axis=1).to_numpy()
    low, middle, high = np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
    return pd.DataFrame(
        {
            "place": list(places),
            "rank": np.rint(middle).astype(int),
            "rank_low": np.floor(low).astype(int),
            "rank_high": np.ceil(high).astype(int),
            "top_probability": (ranks <= TOP).mean(axis=0),
        }
    )


def add_up(draws: np.ndarray, groups: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """(draws of each group, the groups in order): sums of Dongs, draw by draw.

    Sums of draws are draws of the sum; sums of medians or of interval ends are not.
    """
    names = sorted(set(groups))
    if names == list(groups):  # each by itself
        return draws, names
    place = pd.Index(names).get_indexer(pd.Index(groups))
    member = np.zeros((len(groups), len(names)))
    member[np.arange(len(groups)), place] = 1
    return draws @ member, names


def refusals(
    counts: CaptureCounts, households: np.ndarray, groups: Sequence[str]
) -> list[str | None]:
    """Why a Dong's own number is not given, or None, one entry a Dong.

    Reasons: `too_few_households`; `no_lists` (nobody in it is on a list); `no_overlap` (neither
    in it nor in the rest of its group, such as the Gu, is a household on two lists): then the model
    would speak from other places alone.
    """
    histories = seen_histories(len(counts.lists))
    twice = counts.counts[:, histories.sum(axis=1) >= 2].sum(axis=1)
    by_group = pd.Series(twice).groupby(list(groups)).transform("sum").to_numpy()
    found: list[str | None] = []
    for size, known, overlap in zip(households, counts.known, by_group, strict=True):
        if size < FEWEST_HOUSEHOLDS:
            found.append("too_few_households")
        elif not known:
            found.append("no_lists")
        else:
            found.append(None if overlap else "no_overlap")
    return found


def quantiles(draws: np.ndarray, places: Sequence[str], *, is_whole: bool) -> pd.DataFrame:
    """`place`, `expected` (median), `low_50`, `high_50`, `low_90`, `high_90` of (draws, D) draws.

    Whole numbers are rounded outwards, so that no interval becomes narrower.
    """
    low_90, low_50, middle, high_50, high_90 = np.quantile(
        draws, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0
    )
    if is_whole:  # outwards, so that whole numbers do not narrow an interval
        low_90, low_50, high_50, high_90 = (
            np.floor(low_90), np.floor(low_50), np.ceil(high_50), np.ceil(high_90)
        )  # fmt: skip
        middle = np.rint(middle)
    return pd.DataFrame(
        {
            "place": list(places),
            "expected": middle,
            "low_50": low_50,
            "high_50": high_50,
            "low_90": low_90,
            "high_90": high_90,
        }
    )
