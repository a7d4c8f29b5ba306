"""One linear programme solved again and again with other bounds, each time from where it was.

Branching changes a bound or two and asks again. SciPy hands HiGHS the whole programme every time,
to be solved from nothing; its own interface, highspy, keeps the programme and the last basis, from
which the dual simplex method has a few steps to go.

Reference: Huangfu, Q. and Hall, J. A. J. (2018), Parallelizing the dual revised simplex method,
Mathematical Programming Computation 10.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipelines.budget.need import Floats
from pipelines.budget.solving import Program, solve


class Again:
    """A linear programme that HiGHS keeps.

    Parameters
    ----------
    program : its cost, matrix and number of rows stay; nothing of it need be whole.
    """

    def __init__(self, program: Program) -> None:
        self._row_low, self._row_high = program.row_low, program.row_high
        self._columns = np.arange(len(program.cost), dtype=np.int32)
        self._highs = _kept(program)

    def solve(self, program: Program) -> Floats | None:
        """(N) best values of the same programme with other bounds; None where there are none."""
        import highspy

        if np.any(program.low > program.high) or np.any(program.row_low > program.row_high):
            return None
        highs = self._highs
        highs.changeColsBounds(len(self._columns), self._columns, program.low, program.high)
        low, high = program.row_low, program.row_high
        for row in np.flatnonzero((low != self._row_low) | (high != self._row_high)):
            highs.changeRowBounds(int(row), float(low[row]), float(high[row]))
        self._row_low, self._row_high = low, high
        highs.run()
        status, known = highs.getModelStatus(), highspy.HighsModelStatus
        if status not in (known.kOptimal, known.kInfeasible):
            # from the last basis it came to no end that it is sure of, and might not the next time
            highs.clearSolver()
            return solve(program, time_limit_s=np.inf).values
        if status == known.kInfeasible:
            return None
        return np.asarray(highs.getSolution().col_value)


def _kept(program: Program) -> Any:
    import highspy

    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("presolve", "off"), ("solver", "simplex"),
                        ("parallel", "off"), ("threads", 1)):  # fmt: skip
        highs.setOptionValue(name, value)
    matrix, model = program.matrix.tocsr(), highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost, program.low, program.high
    model.row_lower_, model.row_upper_ = program.row_low, program.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    highs.passModel(model)
    return highs
