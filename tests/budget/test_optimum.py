"""On small cases the plan is the best of all there are; what must hold of every plan."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.budget import Pin, PlanRequest
from pipelines.budget.clashes import find_clash, is_feasible
from pipelines.budget.conditions import limit, names_of
from pipelines.budget.optimum import find_optimum
from pipelines.budget.problem import Problem, make_problem
from tests.budget.brute import all_plans, values_of
from tests.budget.drawn import observed, year_of

CASES = 200
OBJECTIVES = ("share_distance", "worst_off", "newly_reached")


def draw_case(seed: int, scale: int = 1) -> Problem:
    """Three or four Dongs in one or two Gu, one or two lines of few won, some conditions.

    All amounts times `scale`.
    """
    random = np.random.default_rng(seed)
    two_lines = bool(random.random() < 0.5)
    dongs = 3 if two_lines else 4
    places = tuple(f"26110{n}0000" for n in range(1, dongs + 1))
    split = bool(random.random() < 0.4)
    gus = ("26110",) * (dongs - 1) + ("26140" if split else "26110",)
    most = 4 if two_lines else 5
    lines = {"emergency": random.integers(0, 3, dongs).tolist()}
    if two_lines:
        lines["operations"] = random.integers(0, most, dongs).tolist()
    asked: dict[str, object] = {
        "max_loss_share": float(random.choice([0.25, 0.5, 1.0])),
        "max_gain_share": random.choice([None, 1.0, 2.0]),
        "minimum_move_krw": scale * int(random.choice([0, 0, 2])),
        "max_moves": random.choice([None, None, 2, 3]),
        "max_moved_krw": _times(random.choice([None, None, 2]), scale),
        "crosses_gus": bool(random.random() < 0.5),
        "least_krw_per_need": _times(random.choice([None, None, None, 1]), scale),
        "pins": (Pin(places[0], scale * int(random.choice([0, 0, 1]))),)
        if random.random() < 0.3
        else (),
        "objective": str(random.choice(OBJECTIVES)),
        "draws": 0,
    }
    need = observed(*random.integers(1, 7, dongs).tolist())
    programme = (scale * random.integers(0, most, dongs)).tolist()
    lines = {line: (scale * np.array(won)).tolist() for line, won in lines.items()}
    year = year_of(need, programme, places=places, gus=gus, **lines)
    return make_problem(year, PlanRequest("busan_dabokdong", 2018, **asked))


def _times(amount: int | None, scale: int) -> int | None:
    return None if amount is None else scale * amount


@pytest.mark.parametrize("block", range(4))
def test_the_optimum_is_that_of_brute_force(block) -> None:
    feasible = 0
    for seed in range(block * CASES // 4, (block + 1) * CASES // 4):
        problem = draw_case(seed)
        if problem.request.objective == "newly_reached" and np.isnan(problem.unreached_cost):
            continue
        plans = all_plans(problem)
        found = find_optimum(problem)
        if not len(plans):
            assert found.state == "infeasible", seed
            continue
        feasible += 1
        assert found.state == "optimal", seed
        assert (plans == found.change).all(axis=1).any(), seed
        values = values_of(problem, plans)
        (mine,) = values_of(problem, found.change[None])
        asked = problem.request
        # the worst-off to a won a household where all won are limited, as `find_optimum` says
        if asked.objective == "worst_off" and asked.max_moved_krw is not None:
            limits = limit(problem, frozenset(names_of(problem)))
            assert mine <= values.min() + 1 / problem.need.min() + 1e-9, (seed, limits)
        else:
            assert mine == pytest.approx(values.min(), abs=1e-4), seed
    assert feasible > 25


def test_a_clash_is_the_same_in_won_and_in_millions() -> None:
    """What clashes hangs on the conditions, and not on how large a won is beside the solver."""
    found = 0
    for seed in range(CASES):
        small, large = draw_case(seed, 4), draw_case(seed, 4_000_000)
        clash = find_clash(small)
        assert clash == find_clash(large), seed
        if clash:
            found += 1
            active = frozenset(clash)
            assert not is_feasible(small, active)
            assert all(is_feasible(small, active - {name}) for name in clash), seed
    assert found > 5
