"""Which Dongs change, where it is counted how many: yes and no for each, with a bound on the best.

One Gu is settled by branching (`pricing`), a few dozen Dongs of several by HiGHS itself. A city is
not in good time: very many sets of Dongs are nearly as good as the best. But pools share nothing
but the number of moves.
Bounds on the cost of each pool by its number of moves are shared out by dynamic programming; where
the best sharing stands on a bound, that pool is solved for that number; and so on until the best
sharing stands on solved ones alone, which proves it. In one pool the relaxed programme is loose
mostly in how many give and how many receive; its value is convex in that, so that the two whole
numbers around the relaxed one bound all others. What remains open is stated as a gap.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.branching import Branched
from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.model import build
from pipelines.budget.need import Floats
from pipelines.budget.pools import (
    SMALL,
    Table,
    Ways,
    part_of,
    unit_of,
    ways_of,
    without_yes,
    yes_of,
)
from pipelines.budget.pricing import branch
from pipelines.budget.solving import Stop, solve


@dataclass(frozen=True)
class Chosen:
    """Which Dongs change.

    Attributes
    ----------
    ways : (D) 1: gains, -1: loses, 0: stays; None where nothing was found.
    state : of the solver, `optimal`, `gap`, `infeasible` or `stopped`.
    bound : no plan costs less than this; value : what this one costs, both above changing nothing.
    """

    ways: Ways | None
    state: str
    bound: float
    value: float

    @property
    def gap(self) -> float:
        """How much of the best improvement may be missing, 0 to 1; 0 where it is proven."""
        if self.ways is None or self.state == "optimal":
            return 0.0 if self.state in ("optimal", "infeasible") else np.inf
        if not np.isfinite(self.bound):
            return 1.0
        return float(min(max(self.value - self.bound, 0.0) / max(abs(self.bound), 1e-12), 1.0))


def choose(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    pieces: Pieces,
    *,
    time_limit_s: float,
    should_stop: Stop,
    small: int = SMALL,
) -> Chosen:
    """Which Dongs change for the least cost of `pieces` within the limits.

    Parameters as those of `model.build`; `small` is the number of Dongs up to which the programme
    is solved as a whole.
    """
    if len(pool) <= small and not pool.any() and limits.keeps_totals:
        found = branch(limits, pieces, time_limit_s=time_limit_s, should_stop=should_stop)
        return chosen_of(found, unit_of(limits))
    if len(pool) <= small or limits.moved is not None:
        return choose_whole(limits, pool, pieces, time_limit_s=time_limit_s,
                            should_stop=should_stop)  # fmt: skip
    wanted = limits.moves if limits.moves is not None else len(pool)
    relaxed = build(limits, pool, pieces, unit=unit_of(limits), is_counted=True)
    root = solve(without_yes(relaxed), time_limit_s=np.inf, should_stop=should_stop)
    if root.values is None:
        return Chosen(None, root.state, -np.inf, np.inf)
    let_go = yes_of(relaxed, root.values).sum(axis=0)
    tables = []
    for number in range(int(pool.max()) + 1):
        part = part_of(limits, pool, pieces, number)
        tables.append(Table(part, float(let_go[part.members].sum()), wanted))
    return _shared_out(tables, wanted, len(pool), time_limit_s, should_stop)


def choose_whole(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    pieces: Pieces,
    *,
    base: npt.NDArray[np.int64] | None = None,
    worst: Floats | None = None,
    tops: Floats | None = None,
    time_limit_s: float,
    should_stop: Stop,
) -> Chosen:
    """The same by one mixed-integer programme; the worst-off are looked for in `worst`.

    `tops` are levels above which no draw can be lifted.
    """
    model = build(limits, pool, pieces, base=base, worst=worst, tops=tops, unit=unit_of(limits),
                  is_counted=True)  # fmt: skip
    found = solve(model.program, time_limit_s=time_limit_s, should_stop=should_stop)
    if found.values is None:
        return Chosen(None, found.state, -np.inf, np.inf)
    value = float(model.program.cost @ found.values)
    bound = value if found.state == "optimal" else value - abs(value) * found.gap
    return Chosen(ways_of(model, found), found.state, bound, value)


def chosen_of(found: Branched, unit: float = 1.0) -> Chosen:
    """What branching found, in units of so many won."""
    is_proven, bound, value = found.bound == found.value, found.bound / unit, found.value / unit
    if found.ways is None:
        return Chosen(None, "infeasible" if is_proven else "stopped", bound, np.inf)
    return Chosen(found.ways, "optimal" if is_proven else "gap", bound, value)


def _shared_out(
    tables: list[Table], wanted: int, dongs: int, time_limit_s: float, should_stop: Stop
) -> Chosen:
    """The numbers of moves of all pools that cost least together, and the bound on any."""
    end = time.monotonic() + time_limit_s
    while True:
        bound, numbers = _knapsack([table.bounds for table in tables], wanted)
        unsure = [(t, n) for t, n in zip(tables, numbers, strict=True) if t.is_open(n)]
        left = end - time.monotonic()
        if not unsure or left <= 0 or should_stop():
            break
        for table, number in unsure:
            table.refine(number, max(end - time.monotonic(), 0.01))
    value, numbers = _knapsack([table.values for table in tables], wanted)
    if not np.isfinite(value):
        return Chosen(None, "stopped" if np.isfinite(bound) else "infeasible", bound, value)
    ways = np.zeros(dongs, np.int64)
    for table, number in zip(tables, numbers, strict=True):
        found = table.ways[number]
        if found is not None:
            ways[table.part.members] = found
    is_proven = value - bound <= 1e-6 * max(abs(value), 1.0)
    return Chosen(ways, "optimal" if is_proven else "gap", bound, value)


def _knapsack(costs: list[Floats], most: int) -> tuple[float, list[int]]:
    """(least sum, the number taken of each), all numbers together being `most` at the highest."""
    best = np.zeros(most + 1)
    taken = []
    for cost in costs:
        options = np.full((len(cost), most + 1), np.inf)
        for number, each in enumerate(cost):
            options[number, number:] = best[: most + 1 - number] + each
        taken.append(options.argmin(axis=0))
        best = options.min(axis=0)
    left, numbers = most, []
    for choice in reversed(taken):
        numbers.append(int(choice[left]))
        left -= numbers[-1]
    return float(best[most]), numbers[::-1]
