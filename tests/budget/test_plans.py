"""What must hold of every plan, whatever is asked; and what a plan says of itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.budget import Pin, Plan, PlanRequest
from pipelines.budget.need import Need, draw_need
from pipelines.budget.planning import Setting, make_frontier, make_plan
from pipelines.budget.saving import compare_plans, plan_from_json, plan_to_json
from pipelines.budget.sources import BudgetYear
from pipelines.errors import InputError
from tests.budget.drawn import GUS, PLACES, estimated, observed, year_of

NAN = float("nan")
PAIRS = ((PLACES[0], PLACES[1]), (PLACES[1], PLACES[0]), (PLACES[2], PLACES[3]))


def setting_of(year: BudgetYear) -> Setting:
    return Setting(year, PAIRS, {PLACES[0]: ("중앙동", "Jungang-dong")}, "build", "internal")


def plan_of(year: BudgetYear, **asked: object) -> Plan:
    asked = {"draws": 0, **asked}
    return make_plan(setting_of(year), PlanRequest("busan_dabokdong", 2018, **asked))


def changes(plan: Plan) -> dict[str, int]:
    return {place.dong_code: place.change_krw for place in plan.places if place.change_krw}


amounts = st.lists(st.integers(0, 10**9), min_size=4, max_size=4)
needs = st.lists(st.integers(1, 500), min_size=4, max_size=4)
asks = st.fixed_dictionaries(
    {
        "objective": st.sampled_from(["share_distance", "worst_off", "newly_reached"]),
        "max_loss_share": st.sampled_from([0.0, 0.1, 0.5, 1.0]),
        "max_gain_share": st.sampled_from([None, 0.2, 1.0]),
        "crosses_gus": st.booleans(),
        "max_moves": st.sampled_from([None, 2, 3]),
        "minimum_move_krw": st.sampled_from([0, 1_000_000]),
        "max_moved_krw": st.sampled_from([None, 12_345_678]),
        "draws": st.sampled_from([0, 5]),
    }
)


@settings(deadline=None, max_examples=60)
@given(amounts, amounts, amounts, needs, asks)
def test_every_plan_keeps_what_was_asked(programme, operations, emergency, need, asked) -> None:
    year = year_of(estimated(need), programme, operations=operations, emergency=emergency)
    plan = plan_of(year, **asked)
    assert plan.state in ("optimal", "gap", "nothing")
    gu_of = dict(zip(PLACES, GUS, strict=True))
    before = dict(zip(PLACES, year.total("public").tolist(), strict=True))
    # the total of each line, by Gu unless money crosses them, to the won
    for line in {move.line for move in plan.moves}:
        for gu in set(GUS):
            mine = [m.change_krw for m in plan.moves if m.line == line and m.gu_code == gu]
            assert asked["crosses_gus"] or sum(mine) == 0
        assert sum(m.change_krw for m in plan.moves if m.line == line) == 0
        assert line in ("programme", "operations")  # the others are earmarked
    for move in plan.moves:
        assert move.after_krw >= 0
        assert move.before_krw in (programme[PLACES.index(move.dong_code)],
                                   operations[PLACES.index(move.dong_code)])  # fmt: skip
    for place in plan.places:
        assert place.before_krw == before[place.dong_code]
        assert place.change_krw >= -asked["max_loss_share"] * place.before_krw
        if asked["max_gain_share"] is not None:
            assert place.change_krw <= asked["max_gain_share"] * place.before_krw
        assert place.change_krw == 0 or abs(place.change_krw) >= asked["minimum_move_krw"]
        lines = [m.change_krw for m in plan.moves if m.dong_code == place.dong_code]
        assert sum(lines) == place.change_krw
        assert min(lines, default=0) * max(lines, default=0) >= 0  # one way
    assert asked["max_moves"] is None or len(changes(plan)) <= asked["max_moves"]
    assert asked["max_moved_krw"] is None or plan.moved_krw <= asked["max_moved_krw"]
    # transfers carry the moves out, within Gu unless they may cross
    carried = {(m.line, m.dong_code): 0 for m in plan.moves}
    for transfer in plan.transfers:
        assert transfer.amount_krw > 0
        carried[transfer.line, transfer.from_dong_code] -= transfer.amount_krw
        carried[transfer.line, transfer.to_dong_code] += transfer.amount_krw
        gus = {gu_of[transfer.from_dong_code], gu_of[transfer.to_dong_code]}
        assert asked["crosses_gus"] or len(gus) == 1
    assert carried == {(m.line, m.dong_code): m.change_krw for m in plan.moves}
    assert plan_from_json(plan_to_json(plan)) == plan
    # same input, same plan
    assert plan_of(year, **asked) == plan


def _cost(year: BudgetYear, **asked: object) -> float:
    plan = plan_of(year, **asked)
    assert plan.after is not None
    if asked["objective"] == "share_distance":
        return plan.after.share_distance
    reached = plan.after.expected_reached_count
    return 0.0 if reached is None else -reached


@settings(deadline=None, max_examples=40)
@given(amounts.filter(any), needs, st.data(), st.sampled_from(["share_distance", "newly_reached"]))
def test_more_freedom_is_never_worse(programme, need, data, objective) -> None:
    year = year_of(observed(*need), programme)
    tight = {
        "max_loss_share": data.draw(st.sampled_from([0.05, 0.3])),
        "max_gain_share": 0.2,
        "max_moves": 2,
        "minimum_move_krw": 5_000_000,
        "max_moved_krw": 50_000_000,
        "crosses_gus": False,
        "objective": objective,
    }
    free = {"max_loss_share": 0.6, "max_gain_share": None, "max_moves": 3,
            "minimum_move_krw": 0, "max_moved_krw": None}  # fmt: skip
    name = data.draw(st.sampled_from(sorted(free)))
    freer = {**tight, name: free[name]}
    # in won: a plan is of whole won, a limit on all of them leaves parts of one
    slack = 4 / (2 * sum(programme))
    if objective == "newly_reached":  # and the curve by sixteen straight pieces
        slack = 0.01 * sum(need)
    assert _cost(year, **freer) <= _cost(year, **tight) + slack + 1e-9


@settings(deadline=None, max_examples=40)
@given(amounts, needs, asks, st.permutations(range(4)))
def test_the_order_of_the_dongs_changes_nothing(programme, need, asked, order) -> None:
    """The sources are sorted by code, so a plan depends on who has what alone."""
    from pipelines.budget.sources import budget_year
    from tests.budget.drawn_sources import sources_of

    straight = budget_year(sources_of(programme, need, range(4)), 2018)
    shuffled = budget_year(sources_of(programme, need, order), 2018)
    assert plan_of(straight, **asked) == plan_of(shuffled, **asked)


def test_who_loses_stands_first_with_the_reason() -> None:
    # 100 won a household: 600 won of 10 + 50 households, 400 of 40 + 20
    year = year_of(observed(10, 50, 40, 20), [600, 0, 100, 300])
    plan = plan_of(year, max_loss_share=1.0)
    assert changes(plan) == {
        PLACES[0]: -500, PLACES[3]: -167, PLACES[1]: 500, PLACES[2]: 167,
    }  # fmt: skip
    assert [place.dong_code for place in plan.losers] == [PLACES[0], PLACES[3]]
    assert [place.reason for place in plan.places] == ["above_need"] * 2 + ["below_need"] * 2
    assert plan.moved_krw == 667
    assert plan.after is not None
    assert plan.after.share_distance < 0.001 < plan.before.share_distance
    assert plan.after.theil_within < 1e-5 < plan.before.theil_within


def test_hold_harmless_pins_caps_and_the_worst_off() -> None:
    year = year_of(observed(10, 50, 40, 20), [600, 0, 100, 300])
    assert changes(plan_of(year, max_loss_share=0.0)) == {}
    assert changes(plan_of(year)) == {
        PLACES[0]: -60, PLACES[3]: -30, PLACES[1]: 60, PLACES[2]: 30,
    }  # fmt: skip
    pinned = plan_of(year, pins=(Pin(PLACES[0]), Pin(PLACES[2], 7)))
    assert changes(pinned) == {PLACES[2]: 7, PLACES[3]: -7}
    assert {p.reason for p in pinned.places if p.change_krw > 0} == {"pinned"}
    worst = plan_of(year, objective="worst_off", crosses_gus=True, max_loss_share=1.0)
    # all 1000 won by 120 households: 8 a household at least for all, and no won more is needed
    assert worst.after.least_krw_per_need == pytest.approx(1000 / 120, abs=0.1)


def test_a_clash_is_an_irreducible_set_in_words() -> None:
    year = year_of(observed(10, 50, 40, 20), [600, 0, 100, 300])
    plan = plan_of(year, gus=("26110",), pins=(Pin(PLACES[1], 61),), max_moves=3,
                   max_gain_share=None)  # fmt: skip
    assert plan.state == "infeasible"
    assert [clash.condition for clash in plan.clashes] == ["pin", "floor", "totals"]
    assert plan.clashes[1].sentence.ko == "어느 동도 예산의 10%보다 많이 줄지 않아야 합니다."
    named = plan_of(year, gus=("26110",), pins=(Pin(PLACES[0], -61),))
    assert [(c.condition, c.dong_code) for c in named.clashes] == [
        ("pin", PLACES[0]),
        ("floor", ""),
    ]
    assert named.clashes[0].sentence.en == "Jungang-dong is fixed by hand to change by KRW -61."
    few = plan_of(year, pins=(Pin(PLACES[0], -5), Pin(PLACES[2], 5)), max_moves=2)
    assert {c.condition for c in few.clashes} == {"pin", "max_moves", "totals"}
    dust = plan_of(year, pins=(Pin(PLACES[0], -5),), minimum_move_krw=6)
    assert [c.condition for c in dust.clashes] == ["pin", "minimum_move"]
    least = plan_of(year, least_krw_per_need=9, crosses_gus=True, max_loss_share=1.0)
    assert [c.condition for c in least.clashes] == ["guarantee", "totals"]
    assert (
        plan_of(year, least_krw_per_need=8, crosses_gus=True, max_loss_share=1.0).state == "optimal"
    )


@pytest.mark.parametrize(
    ("need", "programme", "says"),
    [
        (observed(0, 0, 0, 0), [1, 2, 3, 4], "No Dong has a household at risk"),
        (observed(1, 2, 3, 4), [0, 0, 0, 0], "There is no money to share out."),
        (observed(NAN, NAN, NAN, NAN), [1, 2, 3, 4], "The need of no Dong is known"),
        (observed(NAN, 2, 3, 4), [1, 2, 3, 4], "1 Dongs of unknown need are left out"),
        (observed(1, 2, 3, 4), [1, 2, 3, 4], "2018 has no estimate"),
        (observed(1, 2, 3, 4), [1, 2, 3, 4], "KRW 500 that the Gu keep"),
    ],
)
def test_what_there_is_to_know_is_a_sentence(need: Need, programme, says) -> None:
    plan = plan_of(year_of(need, programme), max_loss_share=1.0)
    assert any(note.en.startswith(says) for note in plan.notes), plan.notes
    assert all(note.ko for note in plan.notes)
    if not np.nansum(need.middle) or not any(programme):
        assert (plan.state, changes(plan)) == ("nothing", {})


def test_one_dong_and_all_equal_change_nothing() -> None:
    alone = year_of(observed(5), [70], places=PLACES[:1], gus=GUS[:1])
    plan = plan_of(alone)
    assert changes(plan) == {}
    assert any("no other Dong" in note.en for note in plan.notes)
    assert changes(plan_of(year_of(observed(5, 5, 5, 5), [7, 7, 7, 7]), max_loss_share=1.0)) == {}
    only_emergency = year_of(observed(1, 2, 3, 4), [0] * 4, emergency=[5, 5, 5, 5])
    assert any("may be moved" in note.en for note in plan_of(only_emergency).notes)
    unknown = plan_of(year_of(observed(NAN, 2, 3, 4), [9, 9, 9, 9]), max_loss_share=1.0)
    assert unknown.places[-1].dong_code == PLACES[0]
    assert (unknown.places[-1].need, unknown.places[-1].change_krw) == (None, 0)
    no_curve = replace(year_of(observed(1, 2, 3, 4), [1, 2, 3, 4]), reached=np.zeros(4))
    assert any("curve" in n.en for n in plan_of(no_curve, objective="newly_reached").notes)


def test_a_move_that_turns_within_the_interval_is_not_advised() -> None:
    # the first Gu is clear; in the second need is even at the middle, and wide
    middle = [100.0, 300.0, 200.0, 200.0]
    wide = estimated(middle, spread=0.9)
    narrow = estimated(middle, spread=0.01)
    unreached = np.vstack([narrow.unreached[:2], wide.unreached[2:]])
    need = replace(narrow, unreached=unreached)
    year = year_of(need, [300_000, 300_000, 210_000, 200_000])
    asked = {"draws": 60, "max_loss_share": 1.0}
    plan = plan_of(year, **asked)
    sure = {p.dong_code: (p.agreement_share, p.is_advised) for p in plan.places}
    assert sure[PLACES[0]] == sure[PLACES[1]] == (1.0, True)
    assert sure[PLACES[2]][0] < 0.8
    assert not sure[PLACES[2]][1]
    advised = plan_of(year, is_advised_only=True, **asked)
    assert set(changes(advised)) == set(PLACES[:2])
    assert all(place.is_advised for place in advised.places)
    assert plan.regret.mean_after <= plan.regret.mean_before
    assert plan.regret.mean_after <= advised.regret.mean_after + 1e-12


def test_the_plan_over_draws_regrets_least() -> None:
    """No other plan has less mean distance over the draws than the one solved over them."""
    year = year_of(estimated([100, 300, 250, 150], spread=0.6), [400_000, 300_000, 90_000, 50_000])
    over = plan_of(year, draws=30, max_loss_share=1.0, crosses_gus=True)
    at_middle = plan_of(year, draws=0, max_loss_share=1.0, crosses_gus=True)
    from pipelines.budget.problem import make_problem
    from pipelines.budget.stability import best_by_draw, regret_of

    problem = make_problem(year, over.request)
    stability = best_by_draw(problem)
    other = np.array([changes(at_middle).get(code, 0) for code in PLACES])
    assert over.regret.mean_after <= regret_of(problem, stability, other).mean_after + 1e-6
    assert over.regret.mean_after > 0


def test_a_guarantee_holds_at_the_middle_of_need_and_does_not_stop_the_draws() -> None:
    """In draws of more need the same won stand for it: else none of them would have a plan."""
    year = year_of(estimated([100, 100, 100, 100], spread=0.5), [40_000, 16_000, 30_000, 30_000])
    plan = plan_of(year, draws=30, max_loss_share=1.0, least_krw_per_need=270)
    assert plan.state == "optimal"
    assert all(place.after_krw >= 27_000 for place in plan.places)
    assert all(place.agreement_share is not None for place in plan.places)


@pytest.mark.parametrize("objective", ["share_distance", "worst_off", "newly_reached"])
def test_regret_is_what_the_best_plan_of_each_draw_does_better(objective) -> None:
    need = estimated([100, 300, 250, 150], spread=0.6)
    year = year_of(need, [400_000, 300_000, 90_000, 50_000])
    plan = plan_of(year, draws=16, max_loss_share=1.0, crosses_gus=True, objective=objective)
    drawn = draw_need(need, 16, plan.request.seed)
    before = year.total("public")
    codes = {place.dong_code: place.change_krw for place in plan.places}
    change = np.array([codes[code] for code in PLACES])
    lost = []
    for each in drawn:  # a plan for this need alone, as if it were known
        known = replace(year, need=observed(*each), reached=year.reached)
        best = plan_of(known, max_loss_share=1.0, crosses_gus=True, objective=objective)
        if objective == "worst_off":
            lost.append(best.after.least_krw_per_need - ((before + change) / each).min())
        elif objective == "share_distance":
            fair = each / each.sum() * before.sum()
            apart = np.abs(before + change - fair).sum() / (2 * before.sum())
            lost.append(apart - best.after.share_distance)
    if objective == "newly_reached":  # its curve is fitted to the middle of need, once
        assert 0 <= plan.regret.mean_after <= plan.regret.mean_before
        assert plan.regret.worst_after >= plan.regret.mean_after > 0
    else:
        assert plan.regret.mean_after == pytest.approx(np.mean(lost), rel=1e-3, abs=1e-6)
        assert plan.regret.worst_after == pytest.approx(max(lost), rel=1e-3, abs=1e-6)
        assert plan.regret.mean_after < plan.regret.mean_before


def test_the_frontier_rises_from_nothing_to_the_plan() -> None:
    year = year_of(observed(10, 50, 40, 20), [60_000, 0, 10_000, 30_000])
    request = PlanRequest("busan_dabokdong", 2018, max_loss_share=1.0, draws=0)
    points = make_frontier(setting_of(year), request, points=5)
    assert next(point.max_moved_krw for point in points) == 0
    distances = [point.measures.share_distance for point in points]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > distances[-1]
    assert all(point.moved_krw <= point.max_moved_krw for point in points)
    plan = make_plan(setting_of(year), request)
    assert points[-1].moved_krw == plan.moved_krw
    assert make_frontier(setting_of(year), request, points=5, plan=plan) == points
    # a plan of something else is not taken for it
    other = make_plan(setting_of(year), replace(request, max_loss_share=0.1))
    assert make_frontier(setting_of(year), request, points=5, plan=other) == points


def test_the_frontier_of_a_city_has_all_its_points() -> None:
    """Limits on moves and on all won together: of the Dongs of the whole plan, and said so."""
    random = np.random.default_rng(4)
    places = tuple(f"26{110 + 10 * (n // 8)}{n:05d}" for n in range(48))
    need = estimated(random.integers(50, 400, 48).tolist())
    money = (need.middle * random.lognormal(11, 0.4, 48)).astype(int).tolist()
    year = year_of(need, money, places=places, gus=tuple(code[:5] for code in places))
    asked = {"max_moves": 14, "minimum_move_krw": 100_000, "draws": 8}
    request = PlanRequest("busan_dabokdong", 2018, **asked)
    points = make_frontier(setting_of(year), request, points=5)
    assert len(points) == 5
    assert {point.state for point in points[1:-1]} == {"gap"}
    whole = make_plan(setting_of(year), request)
    assert points[-1].moved_krw == whole.moved_krw
    distances = [point.measures.share_distance for point in points]
    assert distances == sorted(distances, reverse=True)
    # nearly as good as a mixed line between nothing and all: what is moved first mends most
    for point in points[1:-1]:
        part = point.max_moved_krw / whole.moved_krw
        assert point.moved_krw <= point.max_moved_krw
        assert point.move_count <= 14
        line = distances[0] + part * (distances[-1] - distances[0])
        assert point.measures.share_distance <= line + 0.1 * (distances[0] - distances[-1])


def test_a_plan_can_be_stopped_and_says_so() -> None:
    year = year_of(observed(10, 50, 40, 20), [600, 0, 100, 300])
    request = PlanRequest("busan_dabokdong", 2018, draws=0)
    plan = make_plan(setting_of(year), request, should_stop=lambda: True)
    assert (plan.state, plan.moves, plan.gap) == ("stopped", (), 1.0)
    assert make_frontier(setting_of(year), request, should_stop=lambda: True) == ()


def test_plans_are_compared_dong_by_dong() -> None:
    year = year_of(observed(10, 50, 40, 20), [600, 0, 100, 300])
    table = compare_plans({"a": plan_of(year), "b": plan_of(year, gus=("26110",))})
    assert table["a"].tolist() == [-60, 60, 30, -30]
    assert table["b"].tolist()[:2] == [-60, 60]
    assert table["b"].isna().tolist() == [False, False, True, True]
    assert table["difference_krw"].tolist() == [0, 0, 30, 30]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"version": 2, "plan": {}}', '{"version": 1, "plan": {}}']
)
def test_what_is_no_plan_is_refused(text) -> None:
    with pytest.raises(InputError):
        plan_from_json(text)


def test_a_damaged_plan_is_refused() -> None:
    text = plan_to_json(plan_of(year_of(observed(1, 2, 3, 4), [4, 3, 2, 1])))
    with pytest.raises(InputError, match="no saved plan"):
        plan_from_json(text.replace('"moved_krw": 0', '"moved_krw": "0"').replace(
            '"moved_krw": 1', '"moved_krw": "1"'))  # fmt: skip


def test_who_is_not_there_is_refused() -> None:
    year = year_of(observed(1, 2, 3, 4), [4, 3, 2, 1])
    for asked, says in (
        ({"gus": ("99999",)}, "no Gu '99999'"),
        ({"pins": (Pin("1234567890"),)}, "no Dong '1234567890'"),
        ({"gus": ("26110",), "pins": (Pin(PLACES[3]),)}, "takes no part"),
    ):
        with pytest.raises(InputError, match=says):
            plan_of(year, **asked)
