"""Many pools with few moves: shared out by dynamic programming, as good as solved in one piece."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.budget import PlanRequest
from pipelines.budget.conditions import limit, names_of
from pipelines.budget.costs import distance_pieces, reaching_pieces
from pipelines.budget.counted import Chosen, choose
from pipelines.budget.problem import Problem, make_problem
from pipelines.budget.solving import never
from tests.budget.drawn import estimated, observed, year_of


def draw_problem(seed: int, *, gus: int = 3, each: int = 4, **asked: object) -> Problem:
    random = np.random.default_rng(seed)
    dongs = gus * each
    places = tuple(f"26{110 + 10 * (n // each)}{n:05d}" for n in range(dongs))
    need = observed(*random.integers(20, 200, dongs))
    money = (random.lognormal(0, 0.6, dongs) * 1e6).astype(int).tolist()
    year = year_of(need, money, places=places, gus=tuple(code[:5] for code in places))
    request = PlanRequest("busan_dabokdong", 2018, draws=0, **asked)
    return make_problem(year, request)


def chosen(problem: Problem, small: int) -> Chosen:
    limits = limit(problem, frozenset(names_of(problem)))
    if problem.request.objective == "newly_reached":
        pieces = reaching_pieces(limits.low, limits.high, problem.base, problem.need[None],
                                 problem.unreached_cost)  # fmt: skip
    else:
        gaps = problem.targets(problem.need[None]) - problem.base
        pieces = distance_pieces(limits.low, limits.high, gaps)
    return choose(limits, problem.pool, pieces, time_limit_s=20, should_stop=never, small=small)


@pytest.mark.parametrize("seed", range(12))
def test_pool_by_pool_is_as_good_as_in_one_piece(seed) -> None:
    asked = {
        "max_moves": int(3 + seed % 4),
        "max_loss_share": 0.3,
        "minimum_move_krw": 30_000 * (seed % 3 == 0),
        "objective": "newly_reached" if seed % 2 else "share_distance",
        "crosses_gus": seed % 4 == 2,
    }
    problem = draw_problem(seed, **asked)
    whole, parts = chosen(problem, small=99), chosen(problem, small=0)
    assert whole.state == "optimal"
    assert parts.bound <= whole.value + 1e-6 * abs(whole.value) + 1e-9
    assert parts.value >= whole.value - 1e-6 * abs(whole.value) - 1e-9
    assert (parts.ways != 0).sum() <= asked["max_moves"]
    if parts.state == "optimal":
        assert parts.value == pytest.approx(whole.value, rel=1e-5)
    else:
        assert parts.value - whole.value <= parts.gap * abs(parts.bound) + 1e-9
    if not asked["crosses_gus"]:
        assert parts.state == "optimal"  # every pool of four is solved whole where it is asked


def test_a_plan_without_the_time_to_prove_it_states_its_gap() -> None:
    asked = {"max_moves": 12, "max_loss_share": 0.4, "minimum_move_krw": 10_000}
    problem = draw_problem(5, gus=6, each=8, **asked)
    limits = limit(problem, frozenset(names_of(problem)))
    pieces = distance_pieces(limits.low, limits.high,
                             problem.targets(problem.need[None]) - problem.base)  # fmt: skip
    hurried = choose(limits, problem.pool, pieces, time_limit_s=0.0, should_stop=never)
    assert hurried.state in ("gap", "optimal")
    best = chosen(problem, small=0)
    assert hurried.bound <= best.value + 1e-9
    assert best.value <= hurried.value + 1e-9
    assert best.gap <= hurried.gap <= 1


def test_draws_are_solved_over_the_same_dongs() -> None:
    places = tuple(f"26110{n:05d}" for n in range(6))
    year = year_of(estimated([50, 60, 70, 80, 90, 100]), [900, 800, 300, 200, 100, 50],
                   places=places, gus=("26110",) * 6)  # fmt: skip
    problem = make_problem(year, PlanRequest("busan_dabokdong", 2018, draws=7))
    assert problem.draws.shape == (7, 6)
    again = make_problem(year, PlanRequest("busan_dabokdong", 2018, draws=7))
    assert np.array_equal(problem.draws, again.draws)
