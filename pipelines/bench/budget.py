"""The plans of moves on what is published: how long they take, how much of the planted they find.

The truth of the invented city (`raw/truth`) is read here, as in `bench.risk`, and by no pipeline.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipelines import read
from pipelines.budget.balance import balance, sample_need
from pipelines.budget.conditions import limit, names_of
from pipelines.budget.costs import distance_pieces
from pipelines.budget.model import build
from pipelines.budget.optimum import find_optimum
from pipelines.budget.problem import Problem, make_problem
from pipelines.budget.request import PlanRequest
from pipelines.budget.solving import solve
from pipelines.budget.sources import BudgetYear
from pipelines.read.budget import year_of
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings

DEPLOYMENT = "busan_dabokdong"
YEAR = 2018
COUNTRY = 3_500  # Dongs, about
LEAST_KRW = 500_000  # the smallest move where the page opens
_TOO_LITTLE, _TOO_MUCH = 0.7, 1.4  # of a Dong's line per household, beside the median of its Gu


def run_budget(settings: Settings, *, dongs: int = COUNTRY, runs: int = 3) -> Iterator[str]:
    """Lines of the report, from the publication of the invented city as it stands.

    `dongs` are those of the country that are made of the city's again and again; each plan is
    timed `runs` times.
    """
    year = year_of(DEPLOYMENT, YEAR, settings=settings)
    yield "plan | clock, s | processors, s | state, gap | bare HiGHS, clock, s"
    for name, problem in problems(year, dongs).items():
        yield f"{name} | {' | '.join(timed(problem, runs))}"
    yield from every_gu(year, runs)
    truth = settings.data / "raw" / "truth" / DEPLOYMENT / "budget_misallocations.parquet"
    if truth.exists():
        yield from planted(year, truth)
        yield from mended(truth, settings)


def every_gu(year: BudgetYear, runs: int) -> Iterator[str]:
    """For each objective, with and without a smallest move or few moves, the slowest Gu."""
    for objective in VOCABULARIES["plan_objective"].codes:
        for asked in ({}, {"minimum_move_krw": LEAST_KRW}, {"max_moves": 6},
                      {"minimum_move_krw": LEAST_KRW, "max_moves": 6}):  # fmt: skip
            found = []
            for gu in sorted(set(year.gus)):
                more: dict[str, Any] = {**asked, "objective": objective}
                request = PlanRequest(DEPLOYMENT, YEAR, gus=(gu,), **more)
                found.append((*timed(make_problem(year, request), runs), gu))
            clock, spent, state, _, gu = max(found, key=lambda each: float(each[0]))
            said = ", ".join(f"{name} {value:,}" for name, value in asked.items()) or "no limit"
            yield f"slowest Gu ({gu}), {objective}, {said} | {clock} | {spent} | {state} | -"


def problems(year: BudgetYear, dongs: int) -> dict[str, Problem]:
    """What is timed, by name: from one Gu to as many Dongs as the country has."""
    first = year.gus[0]
    largest = max(set(year.gus), key=lambda gu: (year.gus.count(gu), gu))
    asked: dict[str, dict[str, Any]] = {
        f"Gu {first}, draws": {"gus": (first,)},
        f"Gu {largest}, draws": {"gus": (largest,)},
        f"Gu {largest}, 6 moves, draws": {"gus": (largest,), "max_moves": 6},
        "city within Gu, 40 moves, draws": {"max_moves": 40},
        "city across Gu, 40 moves, draws": {"max_moves": 40, "crosses_gus": True},
        "city, worst-off first": {"objective": "worst_off", "draws": 0},
        "city, newly reached": {"objective": "newly_reached"},
    }
    found = {
        name: make_problem(year, PlanRequest(DEPLOYMENT, YEAR, **each))
        for name, each in asked.items()
    }
    country = repeated(year, dongs)
    for draws in (0, 40):
        request = PlanRequest(DEPLOYMENT, YEAR, draws=draws)
        found[f"{dongs} Dongs, {draws} draws"] = make_problem(country, request)
    request = PlanRequest(DEPLOYMENT, YEAR, draws=0, max_moves=dongs // 10)
    found[f"{dongs} Dongs, {dongs // 10} moves"] = make_problem(country, request)
    return found


def repeated(year: BudgetYear, dongs: int, *, seed: int = 7) -> BudgetYear:
    """As many Dongs as wanted: those of the year again and again, their money drawn anew."""
    times = -(-dongs // len(year.places))
    draws = np.random.default_rng(seed).lognormal(0, 0.3, (1, dongs))

    def more(values: Any) -> Any:
        return np.concatenate([np.asarray(values)] * times, axis=-1)[..., :dongs]

    number = np.repeat(np.arange(times), len(year.places))[:dongs]
    codes = [f"{n:02d}{code[2:]}" for n, code in zip(number, more(year.places), strict=True)]
    need = year.need
    wide = replace(need, reached=more(need.reached), low=more(need.low), high=more(need.high),
                   unreached=more(need.unreached.T).T)  # fmt: skip
    return replace(
        year,
        places=tuple(codes),
        gus=tuple(code[:5] for code in codes),
        money=np.rint(more(year.money) * draws).astype(np.int64),
        goods=more(year.goods),
        staff_fte=more(year.staff_fte),
        volunteer_fte=more(year.volunteer_fte),
        headcounts=more(year.headcounts),
        reached=more(year.reached),
        need=wide,
    )


def timed(problem: Problem, runs: int) -> tuple[str, str, str, str]:
    """(clock, processors, state and gap, clock of HiGHS alone) of a plan, the least of all."""
    clocks, spent = [], []
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        found = find_optimum(problem)
        clocks.append(time.perf_counter() - start)
        spent.append(time.process_time() - used)
    bare = bare_seconds(problem) if problem.request.objective == "share_distance" else None
    alone = "-" if bare is None else f"{bare:.3f}"
    return f"{min(clocks):.3f}", f"{min(spent):.3f}", f"{found.state}, {found.gap:.1e}", alone


def bare_seconds(problem: Problem) -> float:
    """Seconds that HiGHS takes for the same linear programme, without limits on moves, built."""
    limits = replace(limit(problem, frozenset(names_of(problem))), minimum=0, moves=None)
    needs = problem.draws if problem.draws.size else problem.need[None, :]
    gaps = problem.targets(needs) - problem.base
    program = build(limits, problem.pool, distance_pieces(limits.low, limits.high, gaps)).program
    start = time.perf_counter()
    solve(program, time_limit_s=60)
    return time.perf_counter() - start


def planted(year: BudgetYear, truth: Path) -> Iterator[str]:
    """Of the planted misallocations the share found: by their line, and by all public money."""
    factor = pd.read_parquet(truth).set_index("dong_code")["factor"]
    by_code = {str(code): float(each) for code, each in factor.items()}
    line = year.money[year.lines.index("programme")]
    per_need = pd.Series(line / np.maximum(year.need.middle, 0.5), index=list(year.places))
    beside = per_need / per_need.groupby(list(year.gus)).transform("median")
    is_wrong = (beside < _TOO_LITTLE) | (beside > _TOO_MUCH)
    is_right = is_wrong[factor.index] & ((beside[factor.index] < 1) == (factor < 1))
    others = is_wrong.drop(factor.index)
    yield (
        f"planted: {is_right.sum()} of {len(factor)} found by the programme line beside its Gu; "
        f"{others.sum()} of {len(others)} others look alike"
    )
    states = dict(zip(year.places, balance(year, "public", sample_need(year.need)).within.state,
                      strict=True))  # fmt: skip
    sure = sum(states[code] == ("short" if each < 1 else "over") for code, each in by_code.items())
    yield f"planted: {sure} of {len(factor)} surely short or over by all public money of their Gu"


def mended(truth: Path, settings: Settings) -> Iterator[str]:
    """What plans do about the planted misallocations, and Theil within Gu before and after."""
    factor = pd.read_parquet(truth).set_index("dong_code")["factor"]
    by_code = {str(code): float(each) for code, each in factor.items()}
    for loss in (0.1, 1.0):
        made = read.plan(PlanRequest(DEPLOYMENT, YEAR, max_loss_share=loss), settings=settings)
        change = {place.dong_code: place for place in made.places}
        right = sum(
            change[code].change_krw * (1 - each) > 0 and change[code].is_advised
            for code, each in by_code.items()
        )
        if made.before is not None and made.after is not None:
            yield (
                f"plan, no Dong loses more than {loss:.0%}: {right} of {len(factor)} planted "
                f"moved the right way and advised; Theil within Gu "
                f"{made.before.theil_within:.4f} -> {made.after.theil_within:.4f}, distance "
                f"{made.before.share_distance:.4f} -> {made.after.share_distance:.4f}"
            )
