"""Whole persons, moved between Dongs within their way, as near to the shares of need as can be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.budget.need import Floats
from pipelines.budget.plan import StaffMove
from pipelines.budget.problem import Problem
from pipelines.budget.solving import Program, Stop, never, solve
from pipelines.budget.sources import BudgetYear

_STILL = 1e-3
"""Cost of a person who moves for nothing, of one person in the wrong place."""


def within_way(
    places: tuple[str, ...], pairs: Iterable[tuple[str, str]], steps: int
) -> npt.NDArray[np.bool_]:
    """(D, D) whether a Dong can be reached from another by so many borders; none from itself.

    `pairs` are Dongs that touch, both ways round.
    """
    at = {code: number for number, code in enumerate(places)}
    touches = np.eye(len(places), dtype=bool)
    for one, other in pairs:
        if one in at and other in at:
            touches[at[one], at[other]] = True
    near = np.eye(len(places), dtype=bool)
    for _ in range(steps):
        near = (near.astype(int) @ touches.astype(int)) > 0
    return near & ~np.eye(len(places), dtype=bool)


def plan_staff(
    year: BudgetYear,
    problem: Problem,
    near: npt.NDArray[np.bool_],
    *,
    should_stop: Stop = never,
) -> tuple[StaffMove, ...]:
    """Who moves: persons of the roles asked for, role by role, from a Dong to one near it.

    Parameters
    ----------
    year : whose people stand where.
    problem : the Dongs that take part, their pools and needs.
    near : (D, D) of `within_way`, for the Dongs of the problem.

    Returns
    -------
    tuple of StaffMove
        In order of role and codes. Each pool keeps its people of each role, each Dong at least
        `least_staff` of a role, if it had as many, and a Dong fixed by hand all of them. Least
        sum of |staff - need share x staff of the pool|, mean over the draws of need; nothing where
        the time is up before a plan is found.
    """
    asked = problem.request
    rows = [year.roles.index(role) for role in asked.staff_roles]
    people = year.headcounts[rows][:, problem.index]
    held = np.array([at in problem.pins for at in range(len(problem.places))], dtype=bool)
    spare = np.where(held, 0, np.maximum(people - asked.least_staff, 0))
    may = near & (problem.pool[:, None] == problem.pool) & ~held
    source, target = np.nonzero(may)
    if not len(source) or not spare.any():
        return ()
    program, size = _program(problem, people, spare, source, target)
    found = solve(program, time_limit_s=asked.time_limit_s, should_stop=should_stop)
    if found.values is None:
        return ()
    count = np.rint(found.values[:size]).astype(np.int64).reshape(len(rows), len(source))
    return tuple(
        StaffMove(asked.staff_roles[role], problem.places[source[arc]],
                  problem.places[target[arc]], int(count[role, arc]))
        for role, arc in zip(*np.nonzero(count), strict=True)
    )  # fmt: skip


def _program(
    problem: Problem,
    people: npt.NDArray[np.int64],
    spare: npt.NDArray[np.int64],
    source: npt.NDArray[np.int64],
    target: npt.NDArray[np.int64],
) -> tuple[Program, int]:
    """Columns: persons of each role on each way; then each Dong's persons one by one."""
    dongs, size = len(problem.places), len(people) * len(source)
    before = people.sum(axis=0)
    low = before - spare.sum(axis=0)
    room = np.array([spare[:, source[target == dong]].sum() for dong in range(dongs)], int)
    costs, owner = _steps(problem, before, low, before + room)
    role, way = np.divmod(np.arange(size), len(source))
    matrix = _rows(role, source[way], target[way], owner, spare.shape)
    row_low = np.concatenate([before - low, np.zeros(spare.size + 1)]).astype(float)
    most = problem.request.max_staff_moves
    last = np.inf if most is None else most
    row_high = np.concatenate([before - low, spare.ravel(), [last]]).astype(float)
    return Program(
        cost=np.concatenate([np.full(size, _STILL), costs]),
        low=np.zeros(matrix.shape[1]),
        high=np.concatenate([spare[role, source[way]], np.ones(len(costs))]).astype(float),
        is_whole=np.ones(matrix.shape[1], dtype=bool),
        matrix=matrix,
        row_low=row_low,
        row_high=row_high,
    ), size


def _rows(
    role: npt.NDArray[np.int64],
    source: npt.NDArray[np.int64],
    target: npt.NDArray[np.int64],
    owner: npt.NDArray[np.int64],
    shape: tuple[int, ...],
) -> Any:
    """Rows: each Dong's persons; who leaves it, role by role; all who move.

    A Dong's persons are those before, less those who go, and those who come, counted from its
    lowest number. `role`, `source` and `target` go by column, `owner` by the columns after them.
    """
    from scipy.sparse import csr_array

    roles, dongs = shape
    ways, steps = np.arange(len(role)), len(role) + np.arange(len(owner))
    one = np.ones(len(role))
    parts = (
        (target, ways, -one),
        (source, ways, one),
        (owner, steps, np.ones(len(owner))),
        (dongs + role * dongs + source, ways, one),
        (np.full(len(role), dongs + roles * dongs), ways, one),
    )
    rows, columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    height = dongs + roles * dongs + 1
    return csr_array((values, (rows, columns)), shape=(height, len(role) + len(owner)))


def _steps(
    problem: Problem,
    before: npt.NDArray[np.int64],
    low: npt.NDArray[np.int64],
    high: npt.NDArray[np.int64],
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """(cost, Dong) of each person above a Dong's lowest number; they rise, and fill in turn."""
    needs = problem.draws if problem.draws.size else problem.need[None, :]
    pools = np.eye(int(problem.pool.max(initial=0)) + 1)[problem.pool]
    whole = (needs @ pools) @ pools.T
    share = np.divide(needs, whole, out=np.zeros(needs.shape), where=whole > 0)
    target = np.where(whole > 0, share * ((before @ pools) @ pools.T), before)
    costs, owner = [], []
    for dong in range(len(before)):
        points = np.arange(low[dong], high[dong] + 1)
        distance = np.abs(points[:, None] - target[:, dong]).mean(axis=1)
        costs.append(np.diff(distance))
        owner.append(np.full(len(points) - 1, dong))
    return np.concatenate(costs), np.concatenate(owner)
