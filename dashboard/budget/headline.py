"""The sentences under the title: how much money lies elsewhere than need, and who is shortest."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.budget.on_map import place_count
from dashboard.budget.rows import BUDGET_SHARE, IMBALANCE, NEED_SHARE, Balance
from dashboard.budget.texts import signed_range_text


def headline(balance: Balance) -> str:
    """Of the Dong, the Gu or the whole: over or short, by how much, and how sure that is."""
    parts = [_dong_sentence(balance)] if balance.selection.dong else [_place_sentence(balance)]
    if not balance.selection.dong:
        parts += _shortest_sentence(balance)
    if balance.is_observed:
        parts.append(balance.say("budget.headline_observed"))
    return " ".join(parts)


def _dong_sentence(balance: Balance) -> str:
    say, row = balance.say, balance.one(balance.selection.dong)
    about = {"place": balance.place_name, "year": balance.year_text}
    if row.empty or row[[IMBALANCE, NEED_SHARE, BUDGET_SHARE]].isna().any():
        return say("budget.dong_unknown", **about)
    about |= {
        "need": formats.percent(float(row[NEED_SHARE]), say.language),
        "budget": formats.percent(float(row[BUDGET_SHARE]), say.language),
        "won": formats.won(abs(float(row[IMBALANCE])), say.language),
    }
    short, over = say("budget.dong_short", **about), say("budget.dong_over", **about)
    said = short if row[IMBALANCE] < 0 else over
    return f"{said} {_sure_sentence(balance, row)}".strip()


def _sure_sentence(balance: Balance, row: pd.Series) -> str:
    say = balance.say
    if pd.isna(row[f"{IMBALANCE}_low"]):
        return ""
    low, high = float(row[f"{IMBALANCE}_low"]), float(row[f"{IMBALANCE}_high"])
    text = signed_range_text(say, low, high)
    sentences = {
        "short": say("budget.sure", range=text),
        "over": say("budget.sure", range=text),
        "unclear": say("budget.unsure", range=text),
    }
    return sentences.get(str(row["imbalance_state"]), "")


def _place_sentence(balance: Balance) -> str:
    """How many places are surely short, and what share of the money lies elsewhere."""
    say, rows = balance.say, balance.rows
    known = rows[rows[IMBALANCE].notna()]
    if known.empty or not known["budget_krw"].sum():
        return say("budget.nothing", place=balance.scope_name, year=balance.year_text)
    missing = -float(known.loc[known[IMBALANCE] < 0, IMBALANCE].sum())
    about = {
        "place": balance.scope_name,
        "year": balance.year_text,
        "money": balance.money_text,
        "won": formats.won(missing, say.language),
        "share": formats.percent(missing / float(known["budget_krw"].sum()), say.language),
        "total": place_count(balance, len(known)),
        "short": say.number(int((known["imbalance_state"] == "short").sum())),
    }
    if missing == 0:
        return say("budget.headline_even", **about)
    return say("budget.headline", **about)


def _shortest_sentence(balance: Balance) -> list[str]:
    """The place that is shortest by the most won, if any."""
    say = balance.say
    known = balance.rows[balance.rows[IMBALANCE].notna()]
    if len(known) < 2 or not known[IMBALANCE].lt(0).any():
        return []
    row = known.iloc[0]
    is_of_many = not balance.is_by_gu and not balance.selection.gu and len(balance.gu_names) > 1
    name = f"{row['gu_name']} {row['name']}" if is_of_many else str(row["name"])
    won = formats.won(-float(row[IMBALANCE]), say.language)
    if pd.isna(row[f"{IMBALANCE}_low"]):
        return [say("budget.shortest", place=name, won=won)]
    low, high = float(row[f"{IMBALANCE}_low"]), float(row[f"{IMBALANCE}_high"])
    return [
        say("budget.shortest_range", place=name, won=won,
            range=signed_range_text(say, low, high))
    ]  # fmt: skip
