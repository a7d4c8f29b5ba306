"""What an objective costs a Dong by the change of its money: straight pieces that bend upwards.

Least distance and most newly reached are sums over Dongs of such costs, so that a linear programme
finds the best; the worst-off Dong is a smallest number over all, which `model` adds as such.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.need import Floats
from pipelines.budget.problem import reached_by
from pipelines.budget.sources import Integers

PIECES = 16
"""Straight pieces that stand for the curve of diminishing returns, where it has more won."""
_HALF = PIECES // 2


@dataclass(frozen=True)
class Pieces:
    """The cost of changes, from none on, up and down: P pieces, nearer ones first.

    Attributes
    ----------
    dong : (P) whose.
    way : (P) 1: won gained, -1: won lost.
    width : (P) won, above 0.
    cost : (P) of each won, rising as a Dong goes further the same way; 1 is the steepest of all.
    counts : (P) whether it lifts its Dong in the eyes of the worst-off (see `lifting_pieces`).
    """

    dong: npt.NDArray[np.int64]
    way: npt.NDArray[np.int64]
    width: Integers
    cost: Floats
    counts: npt.NDArray[np.bool_]


def distance_pieces(low: Integers, high: Integers, gaps: Integers) -> Pieces:
    """Mean over S draws of |change - gap|, in won.

    Parameters
    ----------
    low, high : (D) of the change.
    gaps : (S, D) change by which a Dong would have its share.
    """
    draws = len(gaps)
    points = np.sort(np.concatenate([gaps, np.zeros((1, gaps.shape[1]), np.int64)]), axis=0).T
    points = _within(points, low, high)
    # the slope of a stretch: draws whose gap lies below it, less those above
    at = (points[:, :-1] + points[:, 1:]) / 2
    below = (gaps.T[:, :, None] < at[:, None, :]).sum(axis=1)
    return _pieces(points, (2 * below - draws) / draws)


def reaching_pieces(
    low: Integers, high: Integers, base: Integers, needs: Floats, cost: float
) -> Pieces:
    """Households not reached, mean over draws of need (S, D), by straight pieces of the curve.

    Between the ends of a piece the curve lies above it: what is counted on comes at least.
    """
    points = _bends(low, high)
    money = np.maximum(base[:, None] + points, 0)
    value = np.mean([reached_by(money, need[:, None], cost) for need in needs], axis=0)
    widths = np.diff(points, axis=1)
    slopes = -np.divide(np.diff(value, axis=1), widths, out=np.zeros(widths.shape),
                        where=widths > 0)  # fmt: skip
    # pieces of few won, that rounding would bend the wrong way, are kept rising
    slopes = np.maximum.accumulate(np.where(widths > 0, slopes, -np.inf), axis=1)
    return _pieces(points, np.where(widths > 0, slopes, 0.0))


def lifting_pieces(low: Integers, high: Integers, wanted: Integers) -> Pieces:
    """No cost; won gained count for the worst-off up to `wanted` (D), which more would not help."""
    enough = np.clip(wanted, 0, np.maximum(high, 0))
    zero = np.zeros_like(low)
    points = np.column_stack([np.minimum(low, 0), zero, enough, np.maximum(high, 0)])
    made = _pieces(points, np.zeros((len(low), 3)))
    first = np.concatenate([[True], made.dong[1:] != made.dong[:-1]])
    is_first_up = (made.way > 0) & (first | np.concatenate([[True], made.way[:-1] < 0]))
    counts = (made.way < 0) | (is_first_up & (enough[made.dong] > 0))
    return Pieces(made.dong, made.way, made.width, made.cost, counts)


def free_pieces(low: Integers, high: Integers) -> Pieces:
    """No cost, whatever the change."""
    points = np.column_stack([np.minimum(low, 0), np.zeros_like(low), np.maximum(high, 0)])
    return _pieces(points, np.zeros((len(low), 2)))


def _within(points: Integers, low: Integers, high: Integers) -> Integers:
    """The points from the lowest change to the highest, nothing beyond them, 0 among them."""
    least, most = np.minimum(low, 0), np.maximum(high, 0)
    inner = np.clip(points, least[:, None], most[:, None])
    return np.asarray(np.column_stack([least, inner, most]))


def _bends(low: Integers, high: Integers) -> Integers:
    """(D, PIECES + 1) where the pieces meet: every won of a short way, else closer near today."""
    steps = np.arange(_HALF + 1) / _HALF
    below, above = np.minimum(low, 0), np.maximum(high, 0)
    wide = np.column_stack([below[:, None] * steps[:0:-1], above[:, None] * steps**3])
    each = below[:, None] + np.arange(PIECES + 1)
    is_short = (above - below <= PIECES)[:, None]
    points = np.where(is_short, np.minimum(each, above[:, None]), np.rint(wide).astype(np.int64))
    return np.asarray(points)


def _pieces(points: Integers, slopes: Floats) -> Pieces:
    """Of each Dong's rising points (D, K + 1) with the slopes between (D, K); 0 is a point."""
    width = np.diff(points, axis=1)
    dong, at = np.nonzero(width > 0)
    way = np.where(points[dong, at] >= 0, 1, -1)
    steepest = np.abs(slopes[dong, at]).max(initial=0.0) or 1.0
    return Pieces(
        dong=dong,
        way=way,
        width=width[dong, at],
        cost=way * slopes[dong, at] / steepest,
        counts=np.ones(len(dong), dtype=bool),
    )
