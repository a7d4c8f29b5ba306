"""Equally good plans: the one in proportion to what is over or short, whoever stands where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.budget.conditions import Limits, limit, names_of
from pipelines.budget.costs import distance_pieces
from pipelines.budget.optimum import find_optimum
from pipelines.budget.problem import make_problem
from pipelines.budget.request import PlanRequest
from pipelines.budget.ties import room_of_costs, shared_out
from tests.budget.drawn import estimated, observed, year_of
from tests.budget.test_plans import changes, plan_of

PLACES = tuple(f"26110{n}0000" for n in range(1, 6))
ONE_GU = {"places": PLACES[:4], "gus": ("26110",) * 4}


def test_who_is_short_gets_an_equal_part_of_what_it_lacks() -> None:
    # 400 won by four alike: 100 each. The first may give 50 of its 200, the others lack 60, 30, 10
    year = year_of(observed(1, 1, 1, 1), [200, 40, 70, 90], **ONE_GU)
    plan = plan_of(year, max_loss_share=0.25)
    assert plan.state == "optimal"
    half = 50 / (60 + 30 + 10)
    assert list(changes(plan).values()) == [-50, 60 * half, 30 * half, 10 * half]


def test_who_is_over_gives_an_equal_part_of_what_it_has_over() -> None:
    # one may gain 40 of the 100 it lacks; the others have 50, 30 and 20 over
    year = year_of(observed(1, 1, 1, 1), [400, 550, 530, 520], **ONE_GU)
    plan = plan_of(year, max_loss_share=1.0, max_gain_share=0.1)
    part = 40 / (50 + 30 + 20)
    assert changes(plan) == {
        PLACES[0]: 40, PLACES[1]: -50 * part, PLACES[2]: -30 * part, PLACES[3]: -20 * part,
    }  # fmt: skip


def test_the_worst_off_is_lifted_by_all_who_are_over_alike() -> None:
    # the last two may gain nothing that is needed; 100 won for the first come of 200 and 50 over
    year = year_of(observed(1, 1, 1, 1), [50, 500, 350, 300], **ONE_GU)
    plan = plan_of(year, objective="worst_off", max_loss_share=1.0, max_gain_share=2.0)
    assert plan.after.least_krw_per_need == 150
    assert changes(plan) == {PLACES[0]: 100, PLACES[1]: -80, PLACES[2]: -20}


def test_won_that_do_not_divide_go_to_the_largest_fractions() -> None:
    # 10 won by lacks of 6, 5 and 4: 4, 3.33 and 2.67
    year = year_of(observed(1, 1, 1, 1), [25, 4, 5, 6], **ONE_GU)
    assert list(changes(plan_of(year, max_loss_share=0.4)).values()) == [-10, 4, 3, 3]


def test_the_last_won_go_where_the_worst_off_has_the_most_of_them() -> None:
    # four won to share out: one each, though the fourth of ten households has the largest part
    for order in ((0, 1, 2, 3, 4), (0, 1, 2, 4, 3)):
        need, money = (np.array(each)[list(order)] for each in ((1, 1, 1, 10, 1), (0, 0, 0, 0, 40)))
        gus = ("26110",) * 5
        plan = plan_of(year_of(observed(*need.tolist()), money.tolist(), places=PLACES, gus=gus),
                       objective="worst_off")  # fmt: skip
        assert plan.after.least_krw_per_need == pytest.approx(0.1)
        assert sorted(changes(plan).values()) == [-4, 1, 1, 1, 1]


def test_a_move_that_every_draw_wants_is_sure_though_little_can_be_given() -> None:
    """Three short in every draw share what one may give; none of them looks like chance."""
    need = estimated([100, 100, 100, 100], spread=0.1)
    year = year_of(need, [900_000, 300_000, 310_000, 290_000], **ONE_GU)
    plan = plan_of(year, draws=40, max_loss_share=0.1)
    assert [place.agreement_share for place in plan.places] == [1.0] * 4
    assert {place.dong_code for place in plan.places if place.change_krw > 0} == set(PLACES[1:4])


amounts = st.lists(st.integers(0, 10**9), min_size=5, max_size=5)
needs = st.lists(st.integers(1, 500), min_size=5, max_size=5)


@settings(max_examples=60)
@given(
    amounts, needs, st.permutations(range(5)), st.sampled_from([0.1, 0.4, 1.0]),
    st.sampled_from([None, 0.3]), st.sampled_from(["share_distance", "worst_off", "newly_reached"]),
)  # fmt: skip
def test_dongs_that_change_places_change_their_moves(
    money, need, order, loss, gain, objective
) -> None:
    """A plan depends on who has what and not on its code: to the won that does not divide."""
    asked = {"max_loss_share": loss, "max_gain_share": gain, "objective": objective}
    gus = ("26110",) * 5
    straight = plan_of(year_of(observed(*need), money, places=PLACES, gus=gus), **asked)
    moved = plan_of(
        year_of(observed(*[need[at] for at in order]), [money[at] for at in order],
                places=PLACES, gus=gus), **asked,
    )  # fmt: skip
    first, second = ({p.dong_code: p.change_krw for p in plan.places} for plan in (straight, moved))
    assert straight.state == moved.state
    if objective == "newly_reached":  # of straight pieces, whose bends HiGHS takes for alike
        ends = [plan.after and plan.after.expected_reached_count for plan in (straight, moved)]
        assert ends[0] == ends[1] or ends[1] == pytest.approx(ends[0], rel=1e-4)
        return
    for place, at in enumerate(order):
        assert abs(second[PLACES[place]] - first[PLACES[at]]) <= 1


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_what_is_shared_out_costs_the_same_and_keeps_bounds_and_sums(seed) -> None:
    random = np.random.default_rng(seed)
    dongs = int(random.integers(2, 9))
    places = tuple(f"26{110 + 30 * int(n > dongs // 2)}{n:05d}" for n in range(dongs))
    year = year_of(
        estimated(random.integers(20, 200, dongs).tolist(), spread=0.4),
        random.integers(0, 10**6, dongs).tolist(), places=places,
        gus=tuple(code[:5] for code in places),
    )  # fmt: skip
    request = PlanRequest("busan_dabokdong", 2018, draws=int(random.choice([0, 5])),
                          max_loss_share=float(random.choice([0.1, 0.5, 1.0])))  # fmt: skip
    problem = make_problem(year, request)
    limits = limit(problem, frozenset(names_of(problem)))
    needs = problem.draws if problem.draws.size else problem.need[None]
    goals = problem.targets(needs) - problem.base
    change = find_optimum(problem).change

    def cost(each: np.ndarray) -> float:
        return float(np.abs(each - goals).mean(axis=0).sum())

    assert cost(change) == pytest.approx(_bare(limits, problem.pool, goals), abs=1e-3)
    assert ((limits.low <= change) & (change <= limits.high)).all()
    # once more changes nothing
    gaps = problem.targets(problem.need) - problem.base
    pieces = distance_pieces(limits.low, limits.high, goals)
    room = room_of_costs(limits, problem.pool, pieces, change, gaps)
    assert np.abs(shared_out(room, gaps) - change).max() <= 1


def _bare(limits: Limits, pool: np.ndarray, goals: np.ndarray) -> float:
    """Least mean distance by a programme of another form: a column for each draw's distance."""
    from scipy.optimize import linprog
    from scipy.sparse import block_array, csr_array, eye_array, vstack

    draws, dongs = goals.shape
    away = eye_array(draws * dongs)
    same = vstack([eye_array(dongs)] * draws)
    rows = block_array([[same, -away], [-same, -away]])
    pools = np.eye(pool.max() + 1)[pool].T
    found = linprog(
        np.concatenate([np.zeros(dongs), np.full(draws * dongs, 1 / draws)]),
        A_ub=rows, b_ub=np.concatenate([goals.ravel(), -goals.ravel()]),
        A_eq=csr_array(np.hstack([pools, np.zeros((len(pools), draws * dongs))])),
        b_eq=np.zeros(len(pools)),
        bounds=[*zip(limits.low, limits.high, strict=True), *[(0, None)] * (draws * dongs)],
    )  # fmt: skip
    assert found.status == 0
    return float(found.fun)
