"""The sentence under the title: what came in, whom it reached, and where it reached nobody."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.resources import rows
from dashboard.resources.ledger import Ledger, value_of
from dashboard.resources.rows import RATIO, Resources

_NAMED = 3


def headline(resources: Resources, ledger: Ledger) -> str:
    """The sentences that answer the page's question."""
    parts = [_income(resources, ledger), _reached(resources), _uneven(resources)]
    hidden = int((resources.dongs.rows["state"] == "suppressed").sum())
    if hidden:
        parts.append(resources.say.many("resources.hidden", hidden, n=hidden))
    return " ".join(part for part in parts if part)


def _income(resources: Resources, ledger: Ledger) -> str:
    say = resources.say
    about = {"period": resources.period_name, "place": resources.place_name}
    if ledger.is_hidden:
        return say("resources.answer_hidden", **about)
    counted, other = (value_of(ledger, is_counted=flag) for flag in (True, False))
    if not counted and not other:
        return say("resources.answer_nothing", **about)
    money = {"value": formats.won(counted, say.language)}
    if not other:
        return say("resources.answer", **about, **money)
    uncounted = formats.won(other, say.language)
    return say("resources.answer_uncounted", **about, **money, uncounted=uncounted)


def _reached(resources: Resources) -> str:
    say, row = resources.say, resources.place
    if pd.notna(row[RATIO]):
        return say("resources.answer_ratio", ratio=say.amount("household", row[RATIO]))
    return {
        "suppressed": say("resources.answer_ratio_hidden"),
        "undefined": say("resources.answer_ratio_none"),
        "missing": say("resources.answer_ratio_missing"),
    }[row["state"]]


def _uneven(resources: Resources) -> str:
    """Dongs with need and no supply by name, else the one with the least."""
    say = resources.say
    empty = rows.without_supply(resources)
    if len(empty):
        names = ", ".join(empty["name"][:_NAMED])
        if len(empty) > _NAMED:
            return say.many("resources.empty_more", len(empty), n=len(empty), names=names)
        return say("resources.empty", names=names)
    known = resources.dongs.rows.dropna(subset=["value"])
    if len(known) < 2 or resources.selection.dong:
        return ""
    least = known.iloc[0]
    about = {
        "dong": least["name"],
        "gu": least["gu_name"],
        "value": say.amount("household", least["value"]),
    }
    # a hidden one may have less
    if (resources.dongs.rows["state"] == "suppressed").any():
        return say("resources.least_shown", dongs=say.amount("dong", len(known)), **about)
    return say("resources.least", **about)
