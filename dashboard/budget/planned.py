"""A plan in words: what it comes to, who loses and why, what clashes, how sure each move is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard import formats
from dashboard.budget.asking import goal_text
from dashboard.budget.rows import Balance
from dashboard.budget.solving import Solved
from dashboard.i18n import Words
from pipelines import read

_SAID = 3  # losers that are told in sentences; all stand in the table


@dataclass(frozen=True)
class Planned:
    """A plan with its frontier, the names of Dongs, and the balance it starts from."""

    balance: Balance
    solved: Solved
    names: dict[str, str]

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.balance.say

    @property
    def plan(self) -> read.Plan:
        """The plan."""
        return self.solved.plan

    @property
    def has_moves(self) -> bool:
        """Whether any won changes its Dong."""
        return bool(self.plan.moves)

    @property
    def scope_name(self) -> str:
        """The place that the plan is of: the page's, or some Gu of it."""
        gus = self.plan.request.gus
        if self.balance.selection.gu or not gus:
            return self.balance.scope_name
        return ", ".join(self.balance.gu_names.get(gu, gu) for gu in gus)

    def name(self, code: str) -> str:
        """A Dong's name, with its Gu's where the plan is of several."""
        own = self.names.get(code, code)
        if self.balance.selection.gu or len(self.balance.gu_names) < 2:
            return own
        return f"{self.balance.gu_names.get(code[:5], code[:5])} {own}"

    def sentence(self, said: read.Sentence) -> str:
        """A sentence of the planner in the page's language."""
        return said.ko if self.say.language == "ko" else said.en


def answer(planned: Planned) -> str:
    """What the plan comes to, in a few sentences."""
    say, plan = planned.say, planned.plan
    states = {
        "infeasible": say("budget.plan_infeasible"),
        "stopped": say("budget.plan_stopped"),
        "nothing": say("budget.plan_nothing"),
    }
    if plan.state in states:
        return states[plan.state]
    if not plan.moves:
        return f"{say('budget.plan_none')} {_proof(planned)}"
    return " ".join([_effect(planned), _proof(planned), *_advice(planned)])


def _effect(planned: Planned) -> str:
    say, plan, language = planned.say, planned.plan, planned.say.language
    gainers = sum(place.change_krw > 0 for place in plan.places)
    about = {
        "losers": say.amount("dong", len(plan.losers)),
        "gainers": say.amount("dong", gainers),
        "won": formats.won(plan.moved_krw, language),
    }
    if plan.before is None or plan.after is None:
        return say("budget.plan_moves", **about)
    apart = {
        "before": formats.percent(plan.before.share_distance, language),
        "after": formats.percent(plan.after.share_distance, language),
    }
    if plan.request.objective == "share_distance":
        return say("budget.plan_effect", **apart, **about)
    effects = [*_own_effect(planned, plan.before, plan.after), say("budget.effect_apart", **apart)]
    return " ".join([say("budget.plan_moves", **about), *effects])


def _own_effect(
    planned: Planned, before: read.PlanMeasures, after: read.PlanMeasures
) -> Iterator[str]:
    """What the plan does for an objective of its own."""
    say, language = planned.say, planned.say.language
    if planned.plan.request.objective == "worst_off":
        if before.least_krw_per_need is not None and after.least_krw_per_need is not None:
            yield say("budget.effect_least",
                      before=formats.won(before.least_krw_per_need, language),
                      after=formats.won(after.least_krw_per_need, language))  # fmt: skip
    elif before.expected_reached_count is not None and after.expected_reached_count is not None:
        more = round(after.expected_reached_count - before.expected_reached_count, 1)
        yield say("budget.effect_reached", more=say.amount("household", more))


def _proof(planned: Planned) -> str:
    say, plan = planned.say, planned.plan
    if plan.state == "gap":
        return say("budget.plan_gap", gap=formats.percent(plan.gap, say.language))
    return say("budget.plan_proven")


def _advice(planned: Planned) -> Iterator[str]:
    say, plan = planned.say, planned.plan
    doubtful = sum(not move.is_advised for move in plan.moves)
    share = formats.percent(plan.request.agreement_share, say.language, decimals=0)
    draws = say.number(plan.request.draws)
    if not any(move.agreement_share is not None for move in plan.moves):
        yield say("budget.plan_no_draws")
    elif doubtful:
        yield say("budget.plan_doubtful", n=say.number(doubtful), share=share,
                  moves=say.number(len(plan.moves)), draws=draws)  # fmt: skip
    else:
        yield say("budget.plan_sure", share=share, draws=draws)


def regrets(planned: Planned) -> list[str]:
    """How far the plan stays behind the best of each draw of need; nothing without draws."""
    say, regret, language = planned.say, planned.plan.regret, planned.say.language
    if regret is None or not planned.plan.moves:
        return []
    ends = (regret.mean_before, regret.mean_after, regret.worst_after)
    draws = say.number(planned.plan.request.draws)
    objective = planned.plan.request.objective
    if objective == "worst_off":
        before, after, worst = (formats.won(max(end, 0.0), language) for end in ends)
        said = say("budget.regret_least", before=before, after=after, worst=worst, draws=draws)
    elif objective == "newly_reached":
        before, after, worst = (say.amount("household", round(end, 1)) for end in ends)
        said = say("budget.regret_reached", before=before, after=after, worst=worst, draws=draws)
    else:
        before, after, worst = (formats.percent(end, language) for end in ends)
        said = say("budget.regret_distance", before=before, after=after, worst=worst, draws=draws)
    return [said]


def losses(planned: Planned) -> list[str]:
    """Who loses most, by how much and why, one sentence each; or that nobody does."""
    say = planned.say
    losers = planned.plan.losers
    if not losers:
        return [say("budget.nobody_loses")]
    return [loss_text(planned, place) for place in losers[:_SAID]]


def loss_text(planned: Planned, place: read.PlanPlace) -> str:
    """One Dong's loss: won, share of its money, why, and how surely."""
    say, language = planned.say, planned.say.language
    share = -place.change_krw / place.before_krw if place.before_krw else 0.0
    about = {
        "dong": planned.name(place.dong_code),
        "won": formats.won(-place.change_krw, language),
        "share": formats.percent(share, language),
        "reason": reason_text(planned, place),
    }
    if place.agreement_share is None:
        return say("budget.loses", **about)
    return say(
        "budget.loses_sure",
        agreement=formats.percent(place.agreement_share, language, decimals=0),
        **about,
    )


def reason_text(planned: Planned, place: read.PlanPlace | read.PlanMove) -> str:
    """Why a Dong changes, in words."""
    return read.values("move_reason", planned.say.language).get(place.reason, "")


def clashes(planned: Planned) -> list[str]:
    """The conditions that cannot hold together, one sentence each."""
    return [planned.sentence(clash.sentence) for clash in planned.plan.clashes]


def notes(planned: Planned) -> list[str]:
    """What a reader must know of the plan."""
    return [planned.sentence(note) for note in planned.plan.notes]


def conditions(planned: Planned) -> list[tuple[str, str]]:
    """(what, text) of all that was asked, for files and the memo."""
    say, request, language = planned.say, planned.plan.request, planned.say.language
    lines = read.values("line", language)
    nothing, free = say("budget.none"), say("budget.no_limit")
    goals = read.values("plan_objective", language)
    pinned = ", ".join(_pin_text(planned, pin) for pin in request.pins)
    far = say("budget.steps_far", n=say.number(request.travel_steps))
    return [
        (say("budget.objective"),
         f"{goals[request.objective]} ({goal_text(say, request.objective)})"),
        (say("budget.loss"), formats.percent(request.max_loss_share, language, decimals=0)),
        (say("budget.gain"), free if request.max_gain_share is None
         else formats.percent(request.max_gain_share, language, decimals=0)),
        (say("budget.least"), formats.won(request.minimum_move_krw, language)
         if request.minimum_move_krw else nothing),
        (say("budget.moves"), free if request.max_moves is None
         else say.number(request.max_moves)),
        (say("budget.guarantee"), formats.won(request.least_krw_per_need, language)
         if request.least_krw_per_need else nothing),
        (say("budget.earmarked"), ", ".join(lines[line] for line in request.earmarked_lines)),
        (say("budget.pinned"), pinned or nothing),
        (say("budget.steps"), far if request.moves_staff else say("budget.staff_stay")),
    ]  # fmt: skip


def _pin_text(planned: Planned, pin: read.Pin) -> str:
    """A Dong fixed by hand, and by how much."""
    won = formats.won(abs(pin.change_krw), planned.say.language)
    change = f"{'+' if pin.change_krw > 0 else '-'}{won}" if pin.change_krw else "±0"
    return f"{planned.name(pin.dong_code)} {change}"
