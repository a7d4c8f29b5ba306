"""One pool with few moves, by a price on the won: as good as HiGHS finds, and it says so."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.budget import Pin, PlanRequest
from pipelines.budget.conditions import Limits, limit, names_of
from pipelines.budget.costs import Pieces, distance_pieces, reaching_pieces
from pipelines.budget.counted import choose, choose_whole
from pipelines.budget.model import build, costs_of
from pipelines.budget.pools import as_chosen
from pipelines.budget.pricing import branch
from pipelines.budget.problem import Problem, make_problem
from pipelines.budget.solving import never, solve
from tests.budget.drawn import estimated, year_of


def one_gu(seed: int, dongs: int, **asked: object) -> Problem:
    """A Gu of made-up Dongs, of needs with an interval, whose money lies anyhow."""
    random = np.random.default_rng(seed)
    places = tuple(f"26110{n:05d}" for n in range(dongs))
    need = estimated(random.integers(20, 400, dongs).tolist(), spread=0.3, width=90.0)
    money = (need.middle * random.lognormal(9, 0.5, dongs)).astype(int).tolist()
    year = year_of(need, money, places=places, gus=("26110",) * dongs)
    return make_problem(year, PlanRequest("busan_dabokdong", 2018, **{"draws": 6, **asked}))


def pieces_of(problem: Problem, limits: Limits) -> Pieces:
    if problem.request.objective == "newly_reached":
        return reaching_pieces(limits.low, limits.high, problem.base, problem.draws,
                               problem.unreached_cost)  # fmt: skip
    gaps = problem.targets(problem.draws) - problem.base
    return distance_pieces(limits.low, limits.high, gaps)


def limits_of(problem: Problem) -> Limits:
    return limit(problem, frozenset(names_of(problem)))


def cost_of(problem: Problem, limits: Limits, ways: np.ndarray) -> float:
    """The least cost if each Dong goes its way, by a linear programme of its own."""
    inner = as_chosen(limits, ways)
    pieces = pieces_of(problem, inner)
    scale = np.abs(pieces_of(problem, limits).cost).max() / np.abs(pieces.cost).max()
    model = build(inner, problem.pool, pieces)
    found = solve(model.program, time_limit_s=9)
    return float(model.program.cost @ found.values) * scale


@pytest.mark.parametrize("seed", range(36))
def test_it_is_as_good_as_highs_finds(seed) -> None:
    places = [f"26110{n:05d}" for n in range(3)]
    asked = {
        "objective": "newly_reached" if seed % 2 else "share_distance",
        "max_moves": (None, 2, 3, 5)[seed % 4],
        "minimum_move_krw": (0, 40_000, 300_000)[seed % 3],
        "max_loss_share": (0.1, 0.4, 1.0)[seed // 3 % 3],
        "max_gain_share": (None, 0.2)[seed // 2 % 2],
        "max_moved_krw": (None, 250_000, 1_500_000)[seed // 4 % 3],
        "pins": (Pin(places[0], -20_000), Pin(places[1], 90_000)) if seed % 5 == 0 else (),
    }
    problem = one_gu(seed, 4 + seed % 9, **asked)
    limits = limits_of(problem)
    pieces = pieces_of(problem, limits)
    mine = choose(limits, problem.pool, pieces, time_limit_s=9, should_stop=never)
    highs = choose_whole(limits, problem.pool, pieces, time_limit_s=9, should_stop=never)
    assert mine.state == highs.state, asked
    if mine.ways is None:
        return
    assert mine.value == pytest.approx(highs.value, rel=1e-6, abs=1e-6)
    assert mine.bound == mine.value
    moves = np.count_nonzero(mine.ways)
    assert moves <= (asked["max_moves"] or moves)


def test_its_value_is_what_its_ways_cost() -> None:
    problem = one_gu(3, 12, max_moves=4, max_loss_share=0.4)
    limits = limits_of(problem)
    found = branch(limits, pieces_of(problem, limits), time_limit_s=9, should_stop=never)
    assert np.count_nonzero(found.ways) == 4
    assert found.value == pytest.approx(cost_of(problem, limits, found.ways), rel=1e-3)


def test_the_cheapest_of_two_dongs_is_worked_out_by_hand() -> None:
    # the first may give 10 at a cost of 0.2 each; to the second a won is worth 1, to the third 0.5,
    # of which each has room for 10; with two moves the better one gets all
    limits = Limits(np.array([-10, 0, 0]), np.array([0, 10, 10]), True, 0, 2, None)
    pieces = Pieces(np.arange(3), np.array([-1, 1, 1]), np.array([10, 10, 10]),
                    np.array([0.2, -1.0, -0.5]), np.ones(3, bool))  # fmt: skip
    found = branch(limits, pieces, time_limit_s=9, should_stop=never)
    assert found.ways.tolist() == [-1, 1, 0]
    assert found.value == pytest.approx(10 * 0.2 - 10 * 1.0 + 10 * (costs_of(pieces)[1] + 1.0))


def test_what_cannot_be_is_not_found_and_what_is_stopped_has_a_gap() -> None:
    # two must gain, nobody may give enough of it
    limits = Limits(np.array([-5, 4, 4]), np.array([0, 9, 9]), True, 0, None, None)
    pieces = Pieces(np.arange(3), np.array([-1, 1, 1]), np.array([5, 9, 9]),
                    np.array([0.1, 1.0, 1.0]), np.ones(3, bool))  # fmt: skip
    found = branch(limits, pieces, time_limit_s=9, should_stop=never)
    assert found.ways is None
    assert found.bound == np.inf
    problem = one_gu(5, 14, max_moves=5, max_loss_share=0.4)
    bounds = limits_of(problem)
    halted = branch(bounds, pieces_of(problem, bounds), time_limit_s=9, should_stop=lambda: True)
    whole = branch(bounds, pieces_of(problem, bounds), time_limit_s=9, should_stop=never)
    assert halted.ways is None
    assert -np.inf < halted.bound <= whole.value < halted.value
