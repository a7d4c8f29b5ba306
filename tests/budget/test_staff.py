"""Staff are whole, go no further than they may, and stand as near to need as that allows."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from pipelines.budget import PlanRequest
from pipelines.budget.problem import make_problem
from pipelines.budget.staff import plan_staff, within_way
from tests.budget.drawn import observed, year_of

CHAIN = tuple(f"26110{n}0000" for n in range(1, 5))
PAIRS = tuple(pair for a, b in pairwise(CHAIN) for pair in ((a, b), (b, a)))  # four Dongs in a row


def moved(need: list[int], people: list[int], **asked: object) -> tuple[list[int], list[object]]:
    """(people afterwards, moves) of officials in four Dongs in a row."""
    year = year_of(observed(*need), [1] * 4, places=CHAIN, gus=("26110",) * 4, headcounts=people)
    asked = {"draws": 0, "moves_staff": True, "staff_roles": ("official",), **asked}
    problem = make_problem(year, PlanRequest("busan_dabokdong", 2018, **asked))
    near = within_way(problem.places, PAIRS, problem.request.travel_steps)
    moves = plan_staff(year, problem, near)
    after = list(people)
    for move in moves:
        assert move.headcount > 0
        assert isinstance(move.headcount, int)
        source, target = CHAIN.index(move.from_dong_code), CHAIN.index(move.to_dong_code)
        assert abs(source - target) <= problem.request.travel_steps
        after[source] -= move.headcount
        after[target] += move.headcount
    return after, list(moves)


def test_people_follow_need_from_neighbour_to_neighbour() -> None:
    # 12 people by 12 households each: 2, 4, 4, 2
    after, moves = moved([24, 48, 48, 24], [6, 2, 2, 2], least_staff=0)
    assert after == [2, 4, 4, 2]
    # nobody goes two borders far: two of the second's own people make room
    assert [move.headcount for move in moves] == [4, 2]
    # one of them stays where one at least must: the third gets one alone
    assert moved([24, 48, 48, 24], [6, 2, 2, 2])[0] == [3, 4, 3, 2]


def test_a_far_neighbour_is_reached_with_more_steps() -> None:
    assert moved([1, 0, 0, 9], [10, 0, 0, 0], least_staff=0)[0] == [10, 0, 0, 0]
    _, moves = moved([1, 0, 0, 9], [10, 0, 0, 0], least_staff=0, travel_steps=3)
    assert [(m.from_dong_code, m.to_dong_code, m.headcount) for m in moves] == [
        (CHAIN[0], CHAIN[3], 9)
    ]
    assert moved([1, 0, 0, 9], [10, 0, 0, 0], travel_steps=0)[1] == []


def test_the_least_stay_and_no_more_move_than_may() -> None:
    after, moves = moved([1, 9, 0, 0], [10, 0, 0, 0], least_staff=4)
    assert after[0] == 4
    assert sum(move.headcount for move in moves) == 6
    assert sum(m.headcount for m in moved([1, 9, 0, 0], [10, 0, 0, 0], max_staff_moves=2)[1]) == 2


@pytest.mark.parametrize("seed", range(15))
def test_the_best_of_all_ways_to_stand(seed) -> None:
    random = np.random.default_rng(seed)
    need = random.integers(1, 9, 4)
    people = random.integers(0, 4, 4)
    after, _ = moved(need.tolist(), people.tolist(), least_staff=0, travel_steps=3)
    target = need / need.sum() * people.sum()
    best = min(
        np.abs(np.array(way) - target).sum()
        for way in product(range(int(people.sum()) + 1), repeat=4)
        if sum(way) == people.sum()
    )
    assert sum(after) == people.sum()
    assert np.abs(np.array(after) - target).sum() == pytest.approx(best, abs=1e-9)
