"""From a request to a plan: the best one, how sure it is, who loses and why, or what clashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipelines.budget.clashes import find_clash
from pipelines.budget.dust import dust_of
from pipelines.budget.lines import by_line, transfers_of
from pipelines.budget.measuring import measure
from pipelines.budget.optimum import Optimum, find_optimum
from pipelines.budget.plan import FrontierPoint, Plan, StaffMove
from pipelines.budget.pools import SMALL
from pipelines.budget.problem import Problem, make_problem
from pipelines.budget.reporting import describe_moves, describe_places, outside_of, unknown_of
from pipelines.budget.request import PlanRequest
from pipelines.budget.solving import Stop, Tell, never, nobody
from pipelines.budget.sources import BudgetYear
from pipelines.budget.stability import Stability, best_by_draw, regret_of
from pipelines.budget.staff import plan_staff, within_way
from pipelines.budget.words import clash_of, note_on_dust, notes_on

_ROUNDS = 6  # of leaving out what is not advised


@dataclass(frozen=True)
class Setting:
    """What a plan is made of besides the request.

    Attributes
    ----------
    year : money, people and need of all Dongs of the deployment.
    pairs : Dongs that touch, both ways round.
    names : (Korean, English) of Dongs by code.
    build_id, release : of the publication.
    """

    year: BudgetYear
    pairs: Iterable[tuple[str, str]]
    names: Mapping[str, tuple[str, str]]
    build_id: str
    release: str


def make_plan(
    setting: Setting, request: PlanRequest, *, should_stop: Stop = never, tell: Tell = nobody
) -> Plan:
    """The plan that a request asks for.

    Parameters
    ----------
    setting : what it is made of; published aggregates alone.
    request : what is asked.
    should_stop : asked between programmes; when it says yes, the plan comes back as `stopped`.
    tell : told of the plan itself and of the draws of need what is done.

    Raises
    ------
    InputError
        A Gu or Dong that is none of the deployment's, or a pinned Dong that takes no part.
    """
    year = setting.year
    problem = make_problem(year, request)
    unknown = unknown_of(year, request)
    plan = Plan(request, setting.build_id, setting.release, "nothing", 0.0, year.need.basis,
                notes=notes_on(year, problem, len(unknown)))  # fmt: skip
    outside = tuple(outside_of(year, request, at) for at in unknown)
    if _is_idle(problem):
        still = np.zeros(len(problem.places), np.int64)
        return replace(plan, places=(*describe_places(problem, year, still, None), *outside))
    found, problem, stability = _advised(problem, should_stop, tell)
    if found.state == "infeasible":
        clash = find_clash(make_problem(year, request), should_stop=should_stop)
        clashes = tuple(clash_of(name, problem, setting.names) for name in clash)
        return replace(plan, state="infeasible", clashes=clashes)
    if found.state == "stopped":
        return replace(plan, state="stopped", gap=1.0)
    made = _carried_out(setting, problem, plan, found, stability)
    staff = _staff(setting, problem, should_stop)
    return replace(made, places=(*made.places, *outside), staff_moves=staff)


def _carried_out(
    setting: Setting, problem: Problem, plan: Plan, found: Optimum, stability: Stability | None
) -> Plan:
    """The plan with who changes by how much, in which lines, and what that comes to."""
    lines = by_line(problem, found.change)
    places = describe_places(problem, setting.year, found.change, stability)
    dust = dust_of(lines, plan.request.minimum_move_krw)
    return replace(
        plan,
        state=found.state,
        gap=found.gap,
        places=places,
        moves=describe_moves(problem, lines, places),
        transfers=transfers_of(problem, lines),
        moved_krw=int(np.maximum(found.change, 0).sum()),
        before=measure(problem, np.zeros_like(found.change)),
        after=measure(problem, found.change),
        regret=regret_of(problem, stability, found.change) if stability else None,
        notes=(*plan.notes, note_on_dust(dust)) if dust else plan.notes,
    )


def _staff(setting: Setting, problem: Problem, should_stop: Stop) -> tuple[StaffMove, ...]:
    """Who moves, where that was asked."""
    request = problem.request
    if not request.moves_staff:
        return ()
    near = within_way(problem.places, setting.pairs, request.travel_steps)
    return plan_staff(setting.year, problem, near, should_stop=should_stop)


def make_frontier(
    setting: Setting,
    request: PlanRequest,
    *,
    points: int = 9,
    plan: Plan | None = None,
    should_stop: Stop = never,
    tell: Tell = nobody,
) -> tuple[FrontierPoint, ...]:
    """Equity gained against won moved: the plan with more and more won allowed to move.

    From nothing to all that the plan without a limit would move, in even steps; each point is the
    best for its limit. In a city whose moves are counted, those between the ends are of the Dongs
    that the whole plan changes, and say `gap`. `plan` is that of the same request, if it was made.
    Shorter where it is stopped, empty where there is no plan. Advice by draws is not repeated for
    every point. Raises as `make_plan` does.
    """
    problem = make_problem(setting.year, replace(request, max_moved_krw=None))
    if _is_idle(problem):
        return ()
    whole = _as_planned(problem, request, plan) or find_optimum(problem, should_stop=should_stop)
    if whole.state not in ("optimal", "gap"):
        return ()
    most = int(np.maximum(whole.change, 0).sum())
    made = []
    for done, limit in enumerate(np.rint(np.linspace(0, most, points)).astype(np.int64)):
        tell("frontier", done, points)
        limited = replace(request, max_moved_krw=int(limit))
        found = _within(problem, limited, whole, most, should_stop)
        if found.state == "stopped" and should_stop():
            break
        measures = measure(problem, found.change)
        if found.state not in ("optimal", "gap") or measures is None:
            continue
        moved = int(np.maximum(found.change, 0).sum())
        count = int((found.change != 0).sum())
        made.append(FrontierPoint(int(limit), moved, count, measures, found.state))
    return tuple(made)


def _as_planned(problem: Problem, request: PlanRequest, plan: Plan | None) -> Optimum | None:
    """What a plan of the request found; None where it is none, or is not without a limit."""
    if plan is None or plan.request != request or plan.state not in ("optimal", "gap"):
        return None
    if request.max_moved_krw is not None or request.is_advised_only:
        return None
    changes = {place.dong_code: place.change_krw for place in plan.places}
    change = np.array([changes[code] for code in problem.places], dtype=np.int64)
    return Optimum(plan.state, change, plan.gap)


def _within(
    problem: Problem, limited: PlanRequest, whole: Optimum, most: int, should_stop: Stop
) -> Optimum:
    """The best plan within so many won moved, where all of the whole plan are `most`."""
    if limited.max_moved_krw == most:
        return whole
    if limited.max_moved_krw == 0 and not problem.pins and not problem.guaranteed.any():
        return Optimum("optimal", np.zeros_like(whole.change), 0.0)
    narrow = _narrowed(problem, whole)
    found = find_optimum(replace(narrow, request=limited), should_stop=should_stop)
    # of the Dongs of the whole plan alone: the best of all may be better still
    is_part = narrow is not problem and found.state == "optimal"
    return replace(found, state="gap", gap=1.0) if is_part else found


def _narrowed(problem: Problem, whole: Optimum) -> Problem:
    """The same with the Dongs that the whole plan leaves alone fixed, where there are many.

    A limit on all won ties the Gu together, so that a city's moves can no longer be counted Gu by
    Gu; of those that the whole plan changes there are few. The worst-off is looked for among all.
    """
    asked = problem.request
    is_counted = asked.minimum_move_krw > 0 or asked.max_moves is not None
    if len(problem.places) <= SMALL or not is_counted or asked.objective == "worst_off":
        return problem
    still = {int(at): 0 for at in np.flatnonzero(whole.change == 0)}
    return replace(problem, pins={**still, **problem.pins})


def _is_idle(problem: Problem) -> bool:
    """Whether there is nothing to share out, or nothing to share it out by."""
    no_curve = problem.request.objective == "newly_reached" and np.isnan(problem.unreached_cost)
    return not (problem.places and problem.lines and problem.need.any()) or bool(no_curve)


def _advised(
    problem: Problem, should_stop: Stop, tell: Tell
) -> tuple[Optimum, Problem, Stability | None]:
    """The best plan and that of each draw; without what is not advised, where that was asked."""
    tell("plan", 0, 1)
    found = find_optimum(problem, should_stop=should_stop)
    if found.state in ("infeasible", "stopped"):
        return found, problem, None
    tell("draws", 0, len(problem.draws))
    stability = best_by_draw(problem, should_stop=should_stop, tell=tell)
    if stability is None and problem.draws.size:
        return Optimum("stopped", np.zeros_like(found.change), np.inf), problem, None
    if not problem.request.is_advised_only or stability is None:
        return found, problem, stability
    held = problem
    for _ in range(_ROUNDS):
        doubtful = stability.agreement(found.change) < problem.request.agreement_share
        out = {int(at): 0 for at in np.flatnonzero(doubtful) if at not in held.pins}
        held = replace(held, pins={**held.pins, **out})
        again = find_optimum(held, should_stop=should_stop) if out else found
        if again.state in ("infeasible", "stopped") or not out:
            break
        found = again
    return found, problem, stability
