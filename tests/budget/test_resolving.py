"""A programme kept between solutions comes to the same as one solved from nothing each time."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
from scipy.sparse import csr_array

from pipelines.budget.resolving import Again
from pipelines.budget.solving import Program, solve


def drawn(random: np.random.Generator) -> Program:
    """Twelve columns of which seven sums are bounded."""
    low = random.integers(-9, 1, 12).astype(float)
    high = low + random.integers(1, 15, 12)
    matrix = np.where(random.random((7, 12)) < 0.4, random.normal(size=(7, 12)), 0)
    middle = matrix @ ((low + high) / 2)
    return Program(
        cost=random.normal(size=12).round(2),
        low=low,
        high=high,
        is_whole=np.zeros(12, dtype=bool),
        matrix=csr_array(matrix),
        row_low=middle - 4,
        row_high=middle + 4,
    )


def other(program: Program, random: np.random.Generator) -> Program:
    """The same with a column fixed, as branching does, and a sum bounded otherwise."""
    low, high = program.low.copy(), program.high.copy()
    row_low, row_high = program.row_low.copy(), program.row_high.copy()
    at, row = random.integers(12), random.integers(7)
    low[at] = high[at] = random.choice([low[at], high[at], (low[at] + high[at]) / 2])
    row_low[row] += random.integers(-4, 12)
    row_high[row] = row_low[row] + random.integers(0, 4)
    return replace(program, low=low, high=high, row_low=row_low, row_high=row_high)


@pytest.mark.parametrize("seed", range(8))
def test_it_is_as_good_as_solved_from_nothing(seed) -> None:
    random = np.random.default_rng(seed)
    program = drawn(random)
    again, found = Again(program), 0
    for _ in range(30):
        changed = other(other(program, random), random)
        values, bare = again.solve(changed), solve(changed, time_limit_s=np.inf).values
        assert (values is None) == (bare is None)
        if values is None or bare is None:
            continue
        found += 1
        assert changed.cost @ values == pytest.approx(changed.cost @ bare, abs=1e-7)
        assert ((changed.low - 1e-7 <= values) & (values <= changed.high + 1e-7)).all()
        sums = changed.matrix @ values
        assert ((changed.row_low - 1e-6 <= sums) & (sums <= changed.row_high + 1e-6)).all()
    assert found


def test_both_ends_occur() -> None:
    random = np.random.default_rng(0)
    program = drawn(random)
    again = Again(program)
    ends = [again.solve(other(other(program, random), random)) is None for _ in range(60)]
    assert 0 < sum(ends) < 60


def test_bounds_that_cross_have_no_values() -> None:
    program = drawn(np.random.default_rng(1))
    again = Again(program)
    assert again.solve(replace(program, low=program.high + 1)) is None
    assert again.solve(replace(program, row_low=program.row_high + 1)) is None
    assert again.solve(program) is not None


def test_where_it_is_not_sure_the_programme_is_solved_from_nothing(monkeypatch) -> None:
    program = drawn(np.random.default_rng(2))
    again, bare = Again(program), solve(program, time_limit_s=np.inf).values
    with monkeypatch.context() as patch:
        unsure = highspy.HighsModelStatus.kUnknown
        patch.setattr(highspy.Highs, "getModelStatus", lambda self: unsure)
        assert again.solve(program) == pytest.approx(bare)
    assert program.cost @ again.solve(program) == pytest.approx(program.cost @ bare)
