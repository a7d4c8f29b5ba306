"""The sentences under the title: how many no one reaches, how sure that is, and where most."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.unreached.measures import COUNT, ENDS, PER_1000, number_text, range_text
from dashboard.unreached.rows import Unreached, absence_text


def headline(unreached: Unreached) -> str:
    """The estimate of the place with its interval, whether an audit informs it, the highest Dong.

    Of a Dong without an estimate: why, and what its Gu's says.
    """
    selection = unreached.selection
    parts = [_month_sentence(unreached)] if unreached.month != selection.month else []
    place, name = unreached.place, unreached.place_name
    if _has_none(place):
        parts.append(_none_sentence(unreached))
        place, name = unreached.around, unreached.around_name
        if not selection.dong or _has_none(place):
            return " ".join(parts)
    parts += [_estimate_sentence(unreached, place, name), _audit_sentence(unreached, place)]
    if not selection.dong:
        parts += _highest_sentence(unreached)
    return " ".join(parts)


def _has_none(row: pd.Series) -> bool:
    return row.empty or pd.isna(row[COUNT])


def _month_sentence(unreached: Unreached) -> str:
    """That the month asked for has no estimate of its own."""
    say = unreached.say
    return say(
        "unreached.nearest_month",
        month=formats.month(unreached.selection.month, say.language),
        shown=formats.month(unreached.month, say.language),
    )


def _none_sentence(unreached: Unreached) -> str:
    return unreached.say(
        "unreached.no_number",
        place=unreached.place_name,
        month=formats.month(unreached.month, unreached.say.language),
        reason=absence_text(unreached, unreached.place),
    )


def _estimate_sentence(unreached: Unreached, row: pd.Series, name: str) -> str:
    say = unreached.say
    low, high = (row[end] for end in ENDS[COUNT])
    about = {
        "month": formats.month(unreached.month, say.language),
        "place": name,
        "range": range_text(say, COUNT, low, high, is_short=True),
    }
    if row[COUNT] == 0:
        return say("unreached.headline_none", **about)
    return say(
        "unreached.headline",
        count=number_text(say, COUNT, row[COUNT], is_short=True),
        per_1000=number_text(say, PER_1000, row[PER_1000]),
        per_1000_number=say.number(round(float(row[PER_1000]), 1)),
        **about,
    )


def _audit_sentence(unreached: Unreached, row: pd.Series) -> str:
    say = unreached.say
    if not row["is_audited"] or pd.isna(row["audit_month"]):
        return say("unreached.headline_no_audit")
    return say(
        "unreached.headline_audit",
        month=formats.month(row["audit_month"].date(), say.language),
    )


def _highest_sentence(unreached: Unreached) -> list[str]:
    """Where there are most per 1,000, if that can be told at all."""
    say = unreached.say
    known = unreached.rows[unreached.rows[PER_1000].notna()]
    if len(known) < 2 or not known[PER_1000].gt(0).any():
        return []
    row = known.iloc[int(known[PER_1000].astype(float).argmax())]
    name = f"{row['gu_name']} {row['name']}" if unreached.is_of_many_gus else row["name"]
    low, high = (row[end] for end in ENDS[PER_1000])
    about = {
        "dong": name,
        "value": number_text(say, PER_1000, row[PER_1000]),
        "value_number": say.number(round(float(row[PER_1000]), 1)),
        "range": range_text(say, PER_1000, low, high),
    }
    if pd.isna(row["unreached_rank_low"]):
        return [say("unreached.highest", **about)]
    ranks = {"low": say.number(row["unreached_rank_low"]),
             "high": say.number(row["unreached_rank_high"])}  # fmt: skip
    return [say("unreached.highest_ranked", **about, **ranks)]
