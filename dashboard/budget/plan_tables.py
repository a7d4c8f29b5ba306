"""The tables of a plan: who loses first, the moves, what carries them out, plans side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from dashboard.budget.planned import Planned, reason_text
from dashboard.i18n import Words
from dashboard.takeaway import Sheet
from pipelines import read

_PLACES = ("before_krw", "after_krw", "change_krw")


def losers(planned: Planned) -> Sheet:
    """The Dongs that lose, the greatest loss first."""
    title = planned.say("budget.losers_title")
    return _sheet(planned, "losers", title, _place_rows(planned, planned.plan.losers))


def places(planned: Planned) -> Sheet:
    """Every Dong of the plan before and after, the losers first."""
    title = planned.say("budget.places_title", place=planned.scope_name)
    return _sheet(planned, "plan", title, _place_rows(planned, planned.plan.places))


def moves(planned: Planned, *, is_advised: bool) -> Sheet:
    """The moves that are advised, or those that are not: too few draws of need bear them out."""
    say = planned.say
    lines = read.values("line", say.language)
    rows = [
        {
            "dong_name": planned.name(move.dong_code),
            "line": lines[move.line],
            "before_krw": move.before_krw,
            "change_krw": move.change_krw,
            "after_krw": move.after_krw,
            "agreement_share": move.agreement_share,
            "reason": reason_text(planned, move),
        }
        for move in planned.plan.moves
        if move.is_advised == is_advised
    ]
    name = "moves" if is_advised else "doubtful"
    title = say("budget.moves_title") if is_advised else say("budget.doubtful_title")
    columns = ["dong_name", "line", "before_krw", "change_krw", "after_krw", "agreement_share",
               "reason"]  # fmt: skip
    return _sheet(planned, name, title, pd.DataFrame(rows, columns=columns))


def transfers(planned: Planned) -> Sheet:
    """From whom to whom, line by line: the drawing of the moves as a table."""
    say = planned.say
    lines = read.values("line", say.language)
    rows = [
        {"from_name": planned.name(one.from_dong_code), "to_name": planned.name(one.to_dong_code),
         "line": lines[one.line], "amount_krw": one.amount_krw}
        for one in planned.plan.transfers
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["from_name", "to_name", "line", "amount_krw"])
    return _sheet(planned, "transfers", say("budget.transfers_title"), frame)


def staff(planned: Planned) -> Sheet:
    """Whole persons who go from one Dong to another."""
    say = planned.say
    roles = read.values("role", say.language)
    rows = [
        {"from_name": planned.name(one.from_dong_code), "to_name": planned.name(one.to_dong_code),
         "role": roles[one.role], "headcount": one.headcount}
        for one in planned.plan.staff_moves
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["from_name", "to_name", "role", "headcount"])
    return _sheet(planned, "staff", say("budget.staff_title"), frame)


def compared(planned: Planned, plans: Mapping[str, read.Plan]) -> Sheet:
    """Plans side by side, a row each: what they move and what remains."""
    say = planned.say
    goals = read.values("plan_objective", say.language)
    rows = [
        {
            "plan": name,
            "objective": goals[plan.request.objective],
            "year": str(plan.request.fiscal_year),
            "moved_krw": float(plan.moved_krw),
            "move_count": float(len(plan.moves)),
            "loser_count": float(len(plan.losers)),
            "worst_krw": float(min((place.change_krw for place in plan.losers), default=0)),
            "before_share": plan.before.share_distance if plan.before else None,
            "after_share": plan.after.share_distance if plan.after else None,
            "theil_after": round(plan.after.theil, 4) if plan.after else None,
            "least_krw": plan.after.least_krw_per_need if plan.after else None,
        }
        for name, plan in plans.items()
    ]
    frame = pd.DataFrame(rows)
    numbers = [name for name in frame if name not in ("plan", "objective", "year")]
    frame = frame.astype(dict.fromkeys(numbers, float))
    return _sheet(planned, "compared", say("budget.compared_title"), frame)


def _place_rows(planned: Planned, places: Iterable[read.PlanPlace]) -> pd.DataFrame:
    rows = [
        {
            "dong_name": planned.name(place.dong_code),
            "before_krw": place.before_krw,
            "change_krw": place.change_krw,
            "changed_share": place.change_krw / place.before_krw if place.before_krw else None,
            "after_krw": place.after_krw,
            "need_share": place.need_share,
            "before_share": place.budget_share_before,
            "after_share": place.budget_share_after,
            "agreement_share": place.agreement_share,
            "reason": reason_text(planned, place),
        }
        for place in places
    ]
    columns = ["dong_name", "before_krw", "change_krw", "changed_share", "after_krw", "need_share",
               "before_share", "after_share", "agreement_share", "reason"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _sheet(planned: Planned, name: str, title: str, frame: pd.DataFrame) -> Sheet:
    numbers = [column for column in frame if str(column).endswith(("_krw", "_share", "headcount"))]
    return Sheet(name, title, frame.astype(dict.fromkeys(numbers, float)), labels(planned.say))


def labels(say: Words) -> dict[str, str]:
    """The words over every column."""
    words = read.labels("imbalance_by_dong_year", say.language)
    return {
        "dong_name": say("controls.dong"),
        "from_name": say("budget.from_dong"),
        "to_name": say("budget.to_dong"),
        "line": say("budget.line_word"),
        "role": say("budget.role_word"),
        "headcount": say("budget.headcount"),
        "amount_krw": say("budget.amount"),
        "before_krw": say("budget.before"),
        "change_krw": say("budget.change"),
        "changed_share": say("budget.changed_share"),
        "after_krw": say("budget.after"),
        "need_share": words["need_share"],
        "before_share": say("budget.share_before"),
        "after_share": say("budget.share_after"),
        "agreement_share": say("budget.agreement"),
        "reason": say("budget.reason"),
        "plan": say("budget.plan_word"),
        "objective": say("budget.objective"),
        "year": say("budget.year"),
        "moved_krw": say("budget.moved"),
        "move_count": say("budget.move_count"),
        "loser_count": say("budget.loser_count"),
        "worst_krw": say("budget.worst"),
        "theil_after": say("budget.theil_after"),
        "least_krw": say("budget.least_after"),
    }


def meanings(say: Words) -> dict[str, str]:
    """What the numbers mean that a header does not say."""
    return {
        "agreement_share": say("budget.agreement_meaning"),
        "change_krw": say("budget.change_meaning"),
        "least_krw": say("budget.least_meaning"),
    }
