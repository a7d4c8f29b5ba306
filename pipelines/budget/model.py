"""The programme of a plan: columns, rows, and the way back from HiGHS to whole won.

Columns: won in each piece of each Dong's way up or down; the least won per household of each draw;
where there is a smallest move or a limit on moves, a yes or no for each Dong going up or down. A
piece may hold its width only if its Dong's yes is set, piece by piece, which makes the fractions
of yes that the relaxed programme can profit from as few as can be (the perspective formulation:
Gunluk, O. and Linderoth, J. (2010), Perspective reformulations of mixed integer nonlinear programs
with indicator variables, Mathematical Programming 124).

Without yes and no, and without a limit on all won moved, the rows are those of a network: a
column stands in at most two rows, once with +1 and once with -1. Such programmes have whole
answers at their corners (Hoffman, A. J. and Kruskal, J. B. (1956), Integral boundary points of
convex polyhedra), which is where the simplex method ends. So a mixed programme is solved once more
with its yes and no fixed, and where rows of another kind leave fractions of a won, once more
within the won around each amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.need import Floats
from pipelines.budget.solving import Program
from pipelines.budget.sources import Integers

Columns = tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]
_STILL = 1e-5
"""Cost of moving a won for nothing, of the steepest slope: it keeps money where it is well."""


@dataclass(frozen=True)
class Model:
    """A programme, and where its columns stand; amounts are in units of `unit` won.

    Columns: P pieces, then `draws` least amounts, then D yes of going up and D of going down.
    """

    program: Program
    pieces: Pieces
    dongs: int
    draws: int
    unit: float

    def change(self, values: Floats) -> Floats:
        """(D) won that each Dong gains or loses."""
        held = values[: len(self.pieces.dong)] * self.pieces.way
        return np.asarray(
            np.bincount(self.pieces.dong, held, minlength=self.dongs) * self.unit, dtype=float
        )


class _Rows:
    """Rows being collected, as triplets of a sparse matrix."""

    def __init__(self) -> None:
        self.triplets: list[tuple[Any, Any, Any]] = []
        self.low: list[Floats] = [np.zeros(0)]
        self.high: list[Floats] = [np.zeros(0)]
        self.count = 0

    def add(self, terms: list[tuple[Any, Any, Any]], low: Any, high: Any, count: int) -> None:
        """`count` rows from low to high; each term: (row within these, column, coefficient)."""
        for row, column, value in terms:
            at = np.broadcast_arrays(np.asarray(row) + self.count, column, np.asarray(value, float))
            self.triplets.append((at[0].ravel(), at[1].ravel(), at[2].ravel()))
        self.low.append(np.broadcast_to(np.asarray(low, float), count))
        self.high.append(np.broadcast_to(np.asarray(high, float), count))
        self.count += count

    def matrix(self, width: int) -> Any:
        """The rows as one sparse matrix."""
        from scipy.sparse import csr_array

        rows, columns, values = (np.concatenate(part) for part in zip(*self.triplets, strict=True))
        return csr_array((values, (rows, columns)), shape=(self.count, width))


def build(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    pieces: Pieces,
    *,
    base: Integers | None = None,
    worst: Floats | None = None,
    tops: Floats | None = None,
    unit: float = 1.0,
    is_counted: bool = False,
    counts_givers: bool = False,
    in_turn: npt.NDArray[np.int64] | None = None,
) -> Model:
    """The programme that has the least cost within the limits.

    Parameters
    ----------
    pool : (D) frame whose totals stay.
    base : (D) money of each Dong before; for `worst` alone.
    worst : (S, D) needs whose mean least won per household is to be as high as can be; None: the
        cost of the pieces alone counts. A Dong of need 0 is not looked at.
    tops : (S) won per household that the least of each draw is known not to be above.
    unit : won of one unit.
    is_counted : whether moves are counted: yes and no columns.
    counts_givers : the last two rows are then the number of moves and the number of givers.
    in_turn : Dongs of which one gives only if the one of its pool before it changes; with
        `is_counted`.
    """
    draws = 0 if worst is None else len(worst)
    size = len(pieces.dong) + draws
    rows = _Rows()
    _balance(rows, limits, pool, pieces, unit)
    low, high = np.zeros(size), np.concatenate([pieces.width / unit, np.zeros(draws)])
    if worst is not None and base is not None:
        most = _least(rows, limits, pieces, base, worst, unit)
        roof = most if tops is None else np.minimum(most, tops / unit)
        high[len(pieces.dong) :] = np.where(np.isfinite(roof), roof, 0.0)
    columns = (low, high, _cost(pieces, worst), np.zeros(size, bool))
    if is_counted:
        if in_turn is not None:
            _take_turns(rows, pool, in_turn, size)
        columns = _with_yes(columns, limits, _count(rows, limits, pieces, size, unit))
        if counts_givers:
            giving = size + len(pool) + np.arange(len(pool))
            rows.add([(0, giving, 1)], 0, len(pool), 1)
    low, high, cost, is_whole = columns
    program = Program(cost, low, high, is_whole, rows.matrix(len(cost)),
                      np.concatenate(rows.low), np.concatenate(rows.high))  # fmt: skip
    return Model(program, pieces, len(pool), draws, unit)


def _take_turns(
    rows: _Rows, pool: npt.NDArray[np.int64], in_turn: npt.NDArray[np.int64], start: int
) -> None:
    """One of a pool gives only if the one before it changes."""
    same = pool[in_turn[:-1]] == pool[in_turn[1:]]
    first, then, turn = in_turn[:-1][same], in_turn[1:][same], np.arange(same.sum())
    down = start + len(pool)
    rows.add([(turn, down + then, 1), (turn, start + first, -1), (turn, down + first, -1)],
             -np.inf, 0, len(turn))  # fmt: skip


def _with_yes(columns: Columns, limits: Limits, may: Floats) -> Columns:
    """(low, high, cost, is_whole) of all columns, yes and no last; who must change does."""
    low, high, cost, is_whole = columns
    must = np.concatenate([limits.low > 0, limits.high < 0]).astype(float)
    return (np.concatenate([low, must]), np.concatenate([high, may]),
            np.concatenate([cost, np.zeros(len(may))]),
            np.concatenate([is_whole, np.ones(len(may), bool)]))  # fmt: skip


def _balance(
    rows: _Rows, limits: Limits, pool: npt.NDArray[np.int64], pieces: Pieces, unit: float
) -> None:
    """Totals of pools stay; what must change does; no more is moved than may be."""
    column = np.arange(len(pieces.dong))
    if limits.keeps_totals:
        rows.add([(pool[pieces.dong], column, pieces.way)], 0, 0, int(pool.max(initial=0)) + 1)
    forced = np.flatnonzero((limits.low > 0) | (limits.high < 0))
    if len(forced):
        row = np.full(len(pool), -1)
        row[forced] = np.arange(len(forced))
        mine = row[pieces.dong] >= 0
        terms = [(row[pieces.dong[mine]], column[mine], pieces.way[mine])]
        rows.add(terms, limits.low[forced] / unit, limits.high[forced] / unit, len(forced))
    if limits.moved is not None:
        up = pieces.way > 0
        rows.add([(0, column[up], 1)], -np.inf, limits.moved / unit, 1)
    if not rows.triplets:
        rows.add([(0, column[:1], 0)], -np.inf, np.inf, 1)


def _least(
    rows: _Rows, limits: Limits, pieces: Pieces, base: Integers, worst: Floats, unit: float
) -> Floats:
    """Money of each Dong >= least won per household x its need, in every draw; bounds of these.

    A draw in which nobody is looked at has none.
    """
    column, most = np.arange(len(pieces.dong)), np.full(len(worst), np.inf)
    for draw, need in enumerate(worst):
        use = need > 0
        if not use.any():
            continue
        row = np.cumsum(use) - 1
        mine = use[pieces.dong] & pieces.counts
        terms = [
            (row[pieces.dong[mine]], column[mine], pieces.way[mine]),
            (np.arange(use.sum()), len(column) + draw, -need[use]),
        ]
        rows.add(terms, -base[use] / unit, np.inf, int(use.sum()))
        # the least is no more than what one Dong has with all that it may gain
        most[draw] = ((base + limits.high)[use] / need[use]).min() / unit
    return most


def _count(rows: _Rows, limits: Limits, pieces: Pieces, start: int, unit: float) -> Floats:
    """A Dong changes only if its yes is set, one way, by the smallest move at least."""
    dongs = len(limits.low)
    column = np.arange(len(pieces.dong))
    yes = start + np.where(pieces.way > 0, 0, dongs) + pieces.dong
    rows.add([(column, column, 1), (column, yes, -pieces.width / unit)], -np.inf, 0, len(column))
    both = np.arange(2 * dongs)
    if limits.minimum:
        terms = [(yes - start, column, 1), (both, start + both, -limits.minimum / unit)]
        rows.add(terms, 0, np.inf, len(both))
    dong = np.arange(dongs)
    rows.add([(dong, start + dong, 1), (dong, start + dongs + dong, 1)], -np.inf, 1, dongs)
    if limits.moves is not None:
        rows.add([(0, start + both, 1)], -np.inf, limits.moves, 1)
    may = np.concatenate([limits.high > 0, limits.low < 0])
    return may.astype(float)


def costs_of(pieces: Pieces) -> Floats:
    """(P) cost of a won of each piece: of the objective, and a little for every won moved."""
    return np.asarray(pieces.cost + np.where(pieces.way > 0, _STILL, 0.0))


def _cost(pieces: Pieces, worst: Floats | None) -> Floats:
    """Of the pieces, and of the least won per household of each draw."""
    if worst is None:
        return costs_of(pieces)
    # to lift all by a won a household costs at most all need together
    lift = np.full(len(worst), -worst.mean(axis=0).sum() / len(worst))
    return np.concatenate([np.where(pieces.way > 0, _STILL, 0.0), lift])
