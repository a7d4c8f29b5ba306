"""HiGHS through SciPy: one linear or mixed-integer programme in, its proven best or a gap out.

Reference: Huangfu, Q. and Hall, J. A. J. (2018), Parallelizing the dual revised simplex method,
Mathematical Programming Computation 10. HiGHS gives the same answer to the same question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from pipelines.budget.need import Floats

Stop = Callable[[], bool]
Tell = Callable[[str, int, int], None]
"""Told of each part of the work what is done of how much: `plan`, `draws` of need, `frontier`."""
SolvedState = Literal["optimal", "gap", "infeasible", "stopped"]

_FIRST_SLICE_S = 0.5
_LITTLE = 200  # columns


@dataclass(frozen=True)
class Program:
    """Minimise cost @ x, with bounds on x and on matrix @ x; whole numbers where `is_whole`.

    Attributes
    ----------
    cost, low, high, is_whole : (N).
    matrix : (R, N), sparse.
    row_low, row_high : (R).
    """

    cost: Floats
    low: Floats
    high: Floats
    is_whole: npt.NDArray[np.bool_]
    matrix: Any
    row_low: Floats
    row_high: Floats


@dataclass(frozen=True)
class Solved:
    """What came out.

    Attributes
    ----------
    state : `optimal`: proven; `gap`: the time was up; `infeasible`; `stopped`: by the caller, or
        the time was up with nothing found.
    values : (N), or None where there are none.
    gap : relative to the best that may exist; 0 for `optimal`.
    """

    state: SolvedState
    values: Floats | None
    gap: float


def never() -> bool:
    """Nobody wants to stop."""
    return False


def nobody(part: str, done: int, of: int) -> None:
    """Nobody wants to be told."""


def solve(program: Program, *, time_limit_s: float, should_stop: Stop = never) -> Solved:
    """The best of a programme within the time.

    SciPy cannot be interrupted while HiGHS works, so that a mixed-integer programme is given
    slices of time that double, and the caller is asked between them; that costs at most as much
    time again, and nothing where the first slice is enough.
    """
    if np.any(program.low > program.high):
        return Solved("infeasible", None, 0.0)
    if not program.cost.size:  # nothing may change; HiGHS wants a column
        is_well = np.all(program.row_low <= 0) and np.all(program.row_high >= 0)
        return Solved("optimal" if is_well else "infeasible", np.zeros(0), 0.0)
    spent, part = 0.0, _FIRST_SLICE_S
    if not program.is_whole.any() or should_stop is never:
        part = time_limit_s
    while not should_stop():
        part = min(part, max(time_limit_s - spent, 0.01))
        found = _once(program, part)
        spent += part
        if found.state not in ("gap", "stopped") or spent >= time_limit_s:
            return found
        part *= 2
    return Solved("stopped", None, np.inf)


def _once(program: Program, time_limit_s: float) -> Solved:
    from scipy.optimize import Bounds, LinearConstraint, milp

    is_mixed = bool(program.is_whole.any())
    # of a small linear programme, what presolve saves costs as much as solving
    options: dict[str, Any] = {"presolve": is_mixed or len(program.cost) > _LITTLE}
    if is_mixed:
        options["mip_rel_gap"] = 0.0
    if np.isfinite(time_limit_s):
        options["time_limit"] = time_limit_s
    result = milp(
        program.cost,
        integrality=program.is_whole.astype(np.uint8),
        bounds=Bounds(program.low, program.high),
        constraints=LinearConstraint(program.matrix, program.row_low, program.row_high),
        options=options,
    )
    values = None if result.x is None else np.asarray(result.x)
    if result.status == 0:
        return Solved("optimal", values, 0.0)
    if result.status == 2 or result.status == 4:
        # 4: presolve saw that it is infeasible or unbounded; every variable here has bounds
        return Solved("infeasible", None, 0.0)
    if values is None:
        return Solved("stopped", None, np.inf)
    gap = result.mip_gap if result.mip_gap is not None else np.inf
    return Solved("gap", values, float(gap))
