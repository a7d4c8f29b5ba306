"""The planner's controls, all of them in the address: what is asked of a plan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import cast

import streamlit as st

from dashboard import blocks, filters, formats
from dashboard.budget.rows import Balance
from dashboard.i18n import Words
from pipelines import read

NO_LIMIT = math.inf
_MOST_GUS = 8  # whose codes an address still holds
LOSSES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
GAINS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, NO_LIMIT)
LEAST_MOVES = (0.0, 100_000.0, 200_000.0, 500_000.0, 1e6, 2e6, 5e6, 1e7)
MOST_MOVES = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 50.0, NO_LIMIT)
GUARANTEES = (0.0, 100_000.0, 200_000.0, 300_000.0, 500_000.0, 700_000.0, 1e6, 1.5e6, 2e6)
# what may move unless one line alone is chosen; the others are earmarked
MOVABLE = ("operations", "programme")
ALL_LINES, YES, NO = "all", "yes", "no"
STEPS = (1.0, 2.0, 3.0, 4.0)
# Dongs fixed by hand at most, and of each the won that a step of its field adds, and most won
_MOST_PINS, _PIN_STEP, _PIN_REACH = 8, 100_000, 10**11


def ask(balance: Balance, dongs: Mapping[str, str]) -> read.PlanRequest:
    """Draw the controls and return what is asked; each objective is explained in a sentence."""
    say = balance.say
    goals = read.values("plan_objective", say.language)
    objective = filters.choice("objective", say("budget.objective"), goals, is_list=True)
    st.caption(blocks.plain(goal_text(say, objective)))
    loss = _slider(say, "loss", say("budget.loss"), LOSSES, 0.1, say("budget.loss_help"))
    gain = _slider(say, "gain", say("budget.gain"), GAINS, NO_LIMIT, say("budget.gain_help"))
    least = _slider(
        say, "least", say("budget.least"), LEAST_MOVES, 500_000.0, say("budget.least_help")
    )
    most = _slider(
        say, "moves", say("budget.moves"), MOST_MOVES, NO_LIMIT, say("budget.moves_help")
    )
    more = st.expander(blocks.plain(say("budget.more_conditions")))
    with more:
        guarantee = _slider(
            say, "guarantee", say("budget.guarantee"), GUARANTEES, 0.0, say("budget.guarantee_help")
        )
        gus = _gus(balance)
        lines = _lines(say)
        pins = _pins(balance, dongs)
        crosses = _crosses(balance)
        advised = _yes("advised", say("budget.advised_only"), say)
        staff = _yes("staff", say("budget.moves_staff"), say)
        steps = _steps(say) if staff else 1
    return read.PlanRequest(
        deployment=balance.info.deployment,
        fiscal_year=balance.asked.year,
        gus=gus,
        crosses_gus=crosses,
        objective=cast("read.Objective", objective),
        money_scope=balance.asked.money,
        earmarked_lines=tuple(line for line in read.values("line", "en") if line not in lines),
        max_loss_share=loss,
        max_gain_share=None if gain == NO_LIMIT else gain,
        minimum_move_krw=int(least),
        max_moves=None if most == NO_LIMIT else int(most),
        least_krw_per_need=int(guarantee) or None,
        pins=pins,
        moves_staff=staff,
        travel_steps=steps,
        is_advised_only=advised,
    )


def goal_text(say: Words, objective: str) -> str:
    """What an objective means, in one sentence."""
    return {
        "share_distance": say("budget.goal_distance"),
        "worst_off": say("budget.goal_worst_off"),
        "newly_reached": say("budget.goal_reached"),
    }[objective]


def _slider(
    say: Words, name: str, label: str, values: Sequence[float], default: float, meaning: str
) -> float:
    """A slider; shares in per cent, won in won, moves in pieces."""

    def text(value: float) -> str:
        if value == NO_LIMIT:
            return say("budget.no_limit")
        if name in ("loss", "gain"):
            return formats.percent(value, say.language, decimals=0)
        if name == "moves":
            return say.number(value)
        return formats.won(value, say.language) if value else say("budget.none")

    return filters.number(name, label, values, default, help=meaning, format_func=text)


def _lines(say: Words) -> tuple[str, ...]:
    """The lines that may move: operations and programme, or one of them."""
    names = read.values("line", say.language)
    options = {ALL_LINES: say("budget.all_lines"), **{line: names[line] for line in MOVABLE}}
    chosen = filters.choice("line", say("budget.line"), options)
    return MOVABLE if chosen == ALL_LINES else (chosen,)


def _pins(balance: Balance, dongs: Mapping[str, str]) -> tuple[read.Pin, ...]:
    """Dongs fixed by hand, of those whose need is known; each with the won that it changes by."""
    say, gu = balance.say, balance.selection.gu
    known = set(balance.dongs.index[balance.dongs["expected_need_count"].notna()])
    inside = {code: name for code, name in dongs.items()
              if code in known and (gu is None or code.startswith(gu))}  # fmt: skip
    chosen = filters.several("pinned", say("budget.pinned"), inside,
                             nothing=say("budget.nobody"), most=_MOST_PINS)  # fmt: skip
    return tuple(read.Pin(code, _pin_won(say, code, inside[code])) for code in chosen)


def _pin_won(say: Words, code: str, name: str) -> int:
    return filters.amount(f"pin_{code}", say("budget.pin_won", dong=name), step=_PIN_STEP,
                          reach=_PIN_REACH, help=say("budget.pin_help"))  # fmt: skip


def _steps(say: Words) -> int:
    """How many neighbouring Dongs far a person who moves may go."""
    return int(
        filters.number("steps", say("budget.steps"), STEPS, 1.0, help=say("budget.steps_help"),
                       format_func=lambda value: say("budget.steps_far", n=say.number(value)))
    )  # fmt: skip


def _gus(balance: Balance) -> tuple[str, ...]:
    """The Gu that a plan is of: the chosen one, or some, or (none named) all of them."""
    if balance.selection.gu or len(balance.gu_names) < 2:
        return (balance.selection.gu,) if balance.selection.gu else ()
    say = balance.say
    return filters.several("gus", say("budget.gus_of_plan"), balance.gu_names,
                           nothing=say("controls.all_gus"), most=_MOST_GUS)  # fmt: skip


def _crosses(balance: Balance) -> bool:
    """Whether money may leave its Gu: a question only where there are several."""
    if balance.selection.gu or len(balance.gu_names) < 2:
        return False
    say = balance.say
    names = {"within": say("budget.within_gu"), "across": say("budget.across_gu")}
    return filters.choice("crosses", say("budget.crosses"), names) == "across"


def _yes(name: str, label: str, say: Words) -> bool:
    return filters.choice(name, label, {NO: say("takeaway.no"), YES: say("takeaway.yes")}) == YES
