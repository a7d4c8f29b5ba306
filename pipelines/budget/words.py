"""Sentences about plans, in both languages: conditions that clash, and what a reader must know."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pipelines.budget import conditions as c
from pipelines.budget.plan import Clash, Sentence
from pipelines.budget.problem import Problem
from pipelines.budget.request import PlanRequest
from pipelines.budget.sources import BudgetYear


def clash_of(name: str, problem: Problem, names: Mapping[str, tuple[str, str]]) -> Clash:
    """A condition of a clash; `names` are the Dongs' (Korean, English), codes where they lack."""
    condition, _, code = name.partition(":")
    if condition == c.PIN:
        ko, en = names.get(code, (code, code))
        change = problem.pins[problem.places.index(code)]
        said = Sentence(
            f"{ko}의 예산은 {change:+,}원 바뀌도록 직접 정했습니다.",
            f"{en} is fixed by hand to change by KRW {change:+,}.",
        )
    else:
        said = (_amounts(problem.request) | _moves(problem.request))[condition]
    return Clash(condition, code, said)


def _amounts(asked: PlanRequest) -> dict[str, Sentence]:
    """Conditions on how much a Dong may have, by name."""
    loss, gain = f"{asked.max_loss_share:.0%}", f"{asked.max_gain_share or 0:.0%}"
    least = asked.least_krw_per_need or 0
    return {
        c.TOTALS: Sentence(
            "항목별 총액은 그대로 두어야 합니다.",
            "The total of each line stays as it is.",
        ),
        c.NONNEGATIVE: Sentence(
            "옮길 수 있는 항목의 예산보다 많이 줄일 수 없습니다.",
            "No Dong gives more than its lines hold that may be moved.",
        ),
        c.FLOOR: Sentence(
            f"어느 동도 예산의 {loss}보다 많이 줄지 않아야 합니다.",
            f"No Dong loses more than {loss} of its money.",
        ),
        c.CAP: Sentence(
            f"어느 동도 예산의 {gain}보다 많이 늘지 않아야 합니다.",
            f"No Dong gains more than {gain} of its money.",
        ),
        c.GUARANTEE: Sentence(
            f"모든 동이 위기가구당 {least:,}원 이상이어야 합니다.",
            f"Every Dong has KRW {least:,} per household at risk at least.",
        ),
    }


def _moves(asked: PlanRequest) -> dict[str, Sentence]:
    """Conditions on how many moves there may be, and of what size, by name."""
    moved = asked.max_moved_krw or 0
    return {
        c.MINIMUM: Sentence(
            f"바뀌는 동은 {asked.minimum_move_krw:,}원 이상 바뀌어야 합니다.",
            f"A Dong that changes does so by KRW {asked.minimum_move_krw:,} at least.",
        ),
        c.MOVES: Sentence(
            f"{asked.max_moves}개 동까지만 바뀔 수 있습니다.",
            f"At most {asked.max_moves} Dongs change.",
        ),
        c.MOVED: Sentence(
            f"모두 합해 {moved:,}원까지만 옮길 수 있습니다.",
            f"At most KRW {moved:,} are moved in all.",
        ),
    }


def notes_on(year: BudgetYear, problem: Problem, unknown: int) -> tuple[Sentence, ...]:
    """What a reader must know of a plan: what is left out, and why there is nothing to share."""
    return tuple(
        Sentence(ko, en)
        for is_so, ko, en in (*_left_out(year, problem, unknown), *_nothing_to_do(problem))
        if is_so
    )


def note_on_dust(lines: int) -> Sentence:
    """That some lines change by less than the smallest move, though no Dong does."""
    return Sentence(
        f"항목별로 나눈 이동 {lines}건은 최소 이동액보다 작습니다. 다르게 나눌 수 없기 때문이며, "
        f"동별 합계는 최소 이동액을 지킵니다.",
        f"{lines} moves of single lines are below the smallest change, since they cannot be shared "
        f"out otherwise; the sum of each Dong is not.",
    )


def _left_out(
    year: BudgetYear, problem: Problem, unknown: int
) -> tuple[tuple[bool, str, str], ...]:
    own = sum(won for gu, won in year.gu_level.items() if gu in set(problem.gus))
    city = year.city_level
    return (
        (
            unknown > 0,
            f"수요를 모르는 {unknown}개 동은 그 예산과 함께 계산에서 뺐습니다.",
            f"{unknown} Dongs of unknown need are left out, and their money with them.",
        ),
        (
            year.need.basis == "observed",
            f"{year.year}년은 추정값이 없어 기록에 나타난 위기가구를 수요로 보았습니다. "
            f"구간은 없습니다.",
            f"{year.year} has no estimate: need is the households at risk by the records, without "
            f"an interval.",
        ),
        (
            own + city > 0,
            f"동에 나누지 않은 구·군 예산 {own:,}원과 시 예산 {city:,}원은 옮기지 않습니다.",
            f"KRW {own:,} that the Gu keep and KRW {city:,} that the city keeps are in no Dong, "
            f"and stay there.",
        ),
    )


def _nothing_to_do(problem: Problem) -> tuple[tuple[bool, str, str], ...]:
    if not problem.places:
        return (
            (
                True,
                "수요를 아는 동이 없어 나눌 기준이 없습니다.",
                "The need of no Dong is known: there is nothing to share out by.",
            ),
        )
    asked = problem.request
    return (
        (
            not problem.base.any(),
            "나눌 예산이 없습니다.",
            "There is no money to share out.",
        ),
        (
            not problem.lines and bool(problem.base.any()),
            "옮길 수 있는 항목에 예산이 있는 동이 없습니다.",
            "No Dong has money in a line that may be moved.",
        ),
        (
            not problem.need.any(),
            "위기가구가 있는 동이 없어 나눌 기준이 없습니다.",
            "No Dong has a household at risk: there is nothing to share out by.",
        ),
        (
            len(set(problem.pool.tolist())) == len(problem.places),
            "돈을 주고받을 다른 동이 없습니다.",
            "There is no other Dong to give to or take from.",
        ),
        (
            asked.objective == "newly_reached" and math.isnan(problem.unreached_cost),
            "지금 만난 가구 수에 맞는 수확 체감 곡선이 없어 새로 만날 가구를 예상할 수 없습니다.",
            "No curve of diminishing returns fits who is reached now: the newly reached cannot be "
            "expected.",
        ),
    )
