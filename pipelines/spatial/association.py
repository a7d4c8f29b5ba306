"""Which places differ from, or resemble, their neighbours more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import InputError
from pipelines.spatial.rates import Floats

QUADRANTS = ("high_among_high", "high_among_low", "low_among_high", "low_among_low")
# fewer places than this have no spread of permutations worth the name
_FEWEST = 4
# all places get so many permutations; those that may be significant get the rest of them
_FIRST = 999
# sums of the same numbers in another order differ by this much, and are alike
_ALIKE = 1e-9


@dataclass(frozen=True)
class LocalAssociation:
    """Local Moran's I of each place, each Series with the index of the values.

    `statistic` is I as esda has it (spdep's times (n - 1) / n); `p_value` two-sided; `q_value` the
    same with the false discovery rate controlled (Benjamini and Hochberg), held against `level`.
    These are NaN where a place cannot be tested: no value, no neighbour with one, or all values
    alike. `quadrant` is high_among_high, high_among_low, low_among_high or low_among_low ("" where
    not tested): the place, and its neighbours' mean, against the mean of all. `is_significant` is
    bool.
    """

    statistic: pd.Series
    p_value: pd.Series
    q_value: pd.Series
    quadrant: pd.Series
    is_significant: pd.Series
    level: float
    permutations: int

    @property
    def outliers(self) -> list[str]:
        """The places significantly high among low neighbours: poor among the rich."""
        return [
            str(code)
            for code in self.quadrant.index[
                self.is_significant & self.quadrant.eq("high_among_low")
            ]
        ]


def local_moran(
    values: pd.Series,
    neighbours: pd.DataFrame,
    *,
    permutations: int = 9_999,
    level: float = 0.05,
    seed: int = 1,
) -> LocalAssociation:
    """Local Moran's I (Anselin 1995, Geographical Analysis 27:93-115), with chances by permutation.

    Weights are row-standardised contiguity. Each place keeps its value while the others change
    places; the p-value is two-sided and counts ties on both sides. The false discovery rate is
    controlled over all places tested (Benjamini and Hochberg 1995, JRSS B 57:289-300; for local
    Moran: Caldas de Castro and Singer 2006, Geographical Analysis 38:180-208). A place alone among
    n can only be found where 2 / (permutations + 1) is at most level / n: 9,999 permutations do
    for 250 places.

    The statistic and the quadrants are those of `esda.Moran_Local`, and the tests hold them
    together. It is not called, because it draws from numpy's one global generator, which two
    readers of a page share; its p-value looks at one tail after choosing it; a place at the mean
    exactly comes out significant; and importing it takes seconds, its permutations three times as
    long as a change of month may.

    Parameters
    ----------
    values
        A number for each place, unique codes; high is the bad end. Missing: no value.
    neighbours
        `dong_code`, `neighbour_code`, both ways round; other places in it are left out.
    permutations
        How many; places whose first 999 leave no doubt get no more.
    level
        Share of false discoveries among those found.
    seed
        The same seed, the same answer.

    Returns
    -------
    LocalAssociation
        By place, in the order of `values`.

    Raises
    ------
    InputError
        Codes that occur twice, or no permutations.
    """
    if not values.index.is_unique or permutations < 1:
        raise InputError("Association needs each place once, and at least one permutation.")
    known = values.astype("float64")
    known = known[np.isfinite(known)]
    near = _positions(known.index, neighbours)
    if len(known) < _FEWEST or not any(map(len, near)) or np.isclose(known.std(), 0.0):
        return _untested(values.index, level, permutations)
    # the standard deviation of n - 1, as in esda's I
    score = np.asarray((known - known.mean()) / known.std(), np.float64)
    tested = np.array([place for place, beside in enumerate(near) if len(beside)])
    lag = np.array([score[near[place]].mean() for place in tested])
    chance = _chances(score, [near[place] for place in tested], tested, permutations, level, seed)
    own, around = score[tested] > 0, lag > 0
    found = pd.DataFrame(
        {
            "statistic": score[tested] * lag,
            "p_value": chance,
            "q_value": _adjusted(chance),
            "quadrant": np.array(QUADRANTS)[2 * ~own + ~around],
        },
        known.index[tested],
    ).reindex(values.index)
    return LocalAssociation(
        statistic=found["statistic"],
        p_value=found["p_value"],
        q_value=found["q_value"],
        quadrant=found["quadrant"].fillna("").astype("str"),
        is_significant=found["q_value"] <= level,
        level=level,
        permutations=permutations,
    )


def _positions(index: pd.Index, neighbours: pd.DataFrame) -> list[npt.NDArray[np.intp]]:
    """The positions of each place's neighbours, in the order of the index."""
    at = index.get_indexer(pd.Index(neighbours["dong_code"]))
    near = index.get_indexer(pd.Index(neighbours["neighbour_code"]))
    inside = (at >= 0) & (near >= 0)
    order = np.argsort(at[inside], kind="stable")
    ends = np.searchsorted(at[inside][order], np.arange(1, len(index)))
    return np.split(near[inside][order], ends) if len(index) else []


def _chances(
    score: Floats,
    near: list[npt.NDArray[np.intp]],
    tested: npt.NDArray[np.intp],
    permutations: int,
    level: float,
    seed: int,
) -> Floats:
    """The two-sided p-value of each tested place.

    All places share the drawn orders, as in GeoDa and esda. What a place needs to be found is a
    p-value below `level`; one whose first permutations give four times that keeps them.
    """
    orders = _orders(len(score) - 1, max(map(len, near)), permutations, seed)
    chance = np.array(
        [
            _chance(score, place, beside, orders[:_FIRST])
            for place, beside in zip(tested, near, strict=True)
        ]
    )
    if permutations > _FIRST:
        for each in np.flatnonzero(chance <= 4 * level):
            chance[each] = _chance(score, tested[each], near[each], orders)
    return chance


def _chance(
    score: Floats, place: np.intp, beside: npt.NDArray[np.intp], orders: npt.NDArray[np.int32]
) -> float:
    """Twice the smaller share of permutations that are at least as far out as what is observed."""
    others = np.delete(score, place)
    drawn = score[place] * others[orders[:, : len(beside)]].sum(axis=1)
    observed = score[place] * score[beside].sum()
    above = (drawn >= observed - _ALIKE).sum()
    below = (drawn <= observed + _ALIKE).sum()
    return float(min(2 * (min(above, below) + 1) / (len(orders) + 1), 1.0))


@lru_cache(maxsize=8)
def _orders(count: int, length: int, permutations: int, seed: int) -> npt.NDArray[np.int32]:
    """The first `length` of `count` places in random order, one permutation a row.

    Kept, for they are the same in every month.
    """
    generator = np.random.default_rng(seed)
    orders = np.tile(np.arange(count, dtype=np.int32), (permutations, 1))
    rows = np.arange(permutations)
    for step in range(length):  # Fisher and Yates, all rows at once
        pick = generator.integers(step, count, permutations)
        orders[rows, pick], orders[rows, step] = orders[rows, step], orders[rows, pick]
    drawn = orders[:, :length].copy()
    drawn.setflags(write=False)
    return drawn


def _adjusted(p_values: Floats) -> Floats:
    """P-values times how many there are over their place among them, never falling (step-up)."""
    order = np.argsort(p_values)[::-1]
    places = np.arange(len(p_values), 0, -1)
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum.accumulate(p_values[order] * len(p_values) / places)
    return np.minimum(adjusted, 1.0)


def _untested(index: pd.Index, level: float, permutations: int) -> LocalAssociation:
    nothing = pd.Series(np.nan, index)
    return LocalAssociation(
        statistic=nothing,
        p_value=nothing,
        q_value=nothing,
        quadrant=pd.Series("", index, dtype="str"),
        is_significant=pd.Series(False, index),
        level=level,
        permutations=permutations,
    )
