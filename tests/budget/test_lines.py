"""From changes of Dongs to lines: totals kept, nothing below zero, no dust where that can be."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.budget import PlanRequest
from pipelines.budget.dust import dust_of, without_dust
from pipelines.budget.lines import by_line
from pipelines.budget.problem import make_problem
from tests.budget.drawn import observed, year_of


def problem_of(programme: list[int], operations: list[int], least: int):
    places = tuple(f"26110{n:05d}" for n in range(len(programme)))
    year = year_of(observed(*[50] * len(places)), programme, places=places,
                   gus=("26110",) * len(places), operations=operations)  # fmt: skip
    return make_problem(year, PlanRequest("busan_dabokdong", 2018, minimum_move_krw=least, draws=0))


def test_no_line_of_a_plan_is_dust() -> None:
    # in order, the first gives 100 of the programme and 3 of operations; it can give 60 and 43 too
    problem = problem_of([100, 0, 500], [300, 0, 500], least=20)
    change = np.array([-303, 200, 103])
    lines = by_line(problem, change)
    assert dust_of(lines, 20) == 0
    assert lines.sum(axis=0).tolist() == change.tolist()
    assert lines.sum(axis=1).tolist() == [0, 0]


def test_where_dust_must_be_it_stays_and_the_totals_are_kept() -> None:
    # it has no more than 3 in one line and must give all it has
    problem = problem_of([100, 0], [3, 0], least=20)
    change = np.array([-103, 103])
    assert without_dust(problem.amounts, change, 20) is None
    lines = by_line(problem, change)
    assert dust_of(lines, 20) == 2
    assert lines.sum(axis=0).tolist() == change.tolist()
    assert lines.sum(axis=1).tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(20))
def test_lines_carry_any_change_to_the_won(seed) -> None:
    random = np.random.default_rng(seed)
    dongs, least = 8, 500_000
    programme, operations = random.integers(0, 9_000_000, (2, dongs)).tolist()
    problem = problem_of(programme, operations, least)
    held = problem.amounts.sum(axis=0)
    change = np.where(random.random(dongs) < 0.5, -(held * random.random(dongs)).astype(int), 0)
    change[np.abs(change) < least] = 0
    takers = np.flatnonzero(change == 0)
    change[takers] = -change.sum() // len(takers)
    change[takers[0]] -= change.sum()
    lines = by_line(problem, change)
    assert lines.sum(axis=0).tolist() == change.tolist()
    assert not lines.sum(axis=1).any()
    assert (problem.amounts + lines >= 0).all()
    assert not ((lines > 0).any(axis=0) & (lines < 0).any(axis=0)).any()
    # each giver here could leave the line that it needs least, or halve what it gives
    assert dust_of(lines, least) == 0
