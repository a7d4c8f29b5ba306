"""The worst-off with few moves, by counting: as high as a mixed-integer programme finds."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.budget.conditions import Limits, limit, names_of
from pipelines.budget.costs import free_pieces
from pipelines.budget.counted import choose_whole
from pipelines.budget.lifting import NotCountable, highest_level
from pipelines.budget.optimum import find_optimum
from pipelines.budget.pools import unit_of
from pipelines.budget.solving import never
from tests.budget.drawn import observed, year_of
from tests.budget.test_counted import draw_problem
from tests.budget.test_plans import changes, plan_of

GU = {"places": tuple(f"26110{n}0000" for n in range(1, 5)), "gus": ("26110",) * 4}


def test_the_fewest_givers_lift_the_worst_off() -> None:
    # with two moves one gives: the third could give most, 700 of its 900 above 200 a household
    year = year_of(observed(1, 1, 1, 1), [100, 800, 900, 300], **GU)
    plan = plan_of(year, objective="worst_off", max_moves=2, max_loss_share=1.0)
    assert plan.state == "optimal"
    # to 300, where the fourth would have to gain too
    assert changes(plan) == {GU["places"][2]: -200, GU["places"][0]: 200}
    assert plan.after.least_krw_per_need == 300


def test_where_two_givers_must_give_more_than_is_needed_it_is_searched_for() -> None:
    # the first lacks 15 of 25; who gives, gives 10 at least, and nobody more than 12
    limits = Limits(np.array([0, -12, -12]), np.array([17, 0, 0]), True, 10, 3, None)
    with pytest.raises(NotCountable):
        highest_level(limits, np.zeros(3, np.int64), lambda level: np.array([15, -12, -12]), 1.0)


@pytest.mark.parametrize("seed", range(16))
def test_it_is_as_high_as_a_mixed_programme_finds(seed) -> None:
    asked = {
        "max_moves": 3 + seed % 5,
        "max_loss_share": (0.1, 0.3, 1.0)[seed % 3],
        "max_gain_share": (None, 0.4)[seed % 2],
        "minimum_move_krw": 50_000 * (seed % 4 == 0),
        "max_moved_krw": 1_500_000 if seed % 5 == 0 else None,
        "crosses_gus": seed % 3 == 1,
        "objective": "worst_off",
    }
    problem = draw_problem(seed, **asked)
    found = find_optimum(problem)
    limits = limit(problem, frozenset(names_of(problem)))
    use = np.where(limits.high > 0, problem.need, 0.0)[None]
    searched = choose_whole(limits, problem.pool, free_pieces(limits.low, limits.high),
                            base=problem.base, worst=use, time_limit_s=30,
                            should_stop=never)  # fmt: skip
    assert (found.state, searched.state) == ("optimal", "optimal")
    mine = (problem.base + found.change)[use[0] > 0] / problem.need[use[0] > 0]
    # the programme's level, by its cost, but for the cost of moving
    unit = unit_of(limits)
    level = -searched.value / use.sum() * unit
    assert mine.min() >= level * (1 - 1e-4)
    assert mine.min() <= level * (1 + 1e-4) + 1e-4 * unit
