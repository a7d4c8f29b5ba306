"""Reached and unreached together are the need: bars by Gu, and the Dongs in order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import charts, formats
from dashboard.drawn import Drawn
from dashboard.tabular import records
from dashboard.unreached.measures import COUNT, ENDS, PER_1000, number_text, range_text
from dashboard.unreached.panel import rank_text
from dashboard.unreached.rows import Row, Unreached, absence_text

# as many Dongs as stand in the ranking of a whole deployment
MOST = 20


def bars(unreached: Unreached) -> Drawn:
    """Reached (observed) and unreached (estimated, with its interval) of each Gu, or Dong."""
    say, parts = unreached.say, unreached.parts
    series = {"reached": say("unreached.reached"), "unreached": say("unreached.unreached")}
    known = parts[parts["state"].eq("value") & parts["reached_count"].notna()]
    reached = known["reached_count"].astype(float)
    missed = known[COUNT].astype(float)
    stacked = pd.concat(
        [
            pd.DataFrame(
                {
                    "label": known["name"],
                    "series": key,
                    "value": values,
                    "hover": [_part_text(unreached, row, key) for row in records(known)],
                }
            )
            for key, values in (("reached", reached), ("unreached", missed))
        ]
    )
    ends = {row["name"]: _end_text(unreached, row) for row in records(parts)}
    figure = charts.stacked_bars(stacked, series, ends=ends, hatched="unreached", row_height=26)
    low, high = (known[end].astype(float) for end in ENDS[COUNT])
    whiskers = pd.DataFrame({"label": known["name"], "low": reached + low, "high": reached + high})
    kind = "need_by_dong" if unreached.has_parts_by_dong else "need_by_gu"
    title = {
        "need_by_dong": say("unreached.need_by_dong", place=unreached.scope_name),
        "need_by_gu": say("unreached.need_by_gu", place=unreached.scope_name),
    }[kind]
    return Drawn(kind, title, charts.add_whiskers(figure, whiskers), (say("unreached.need_note"),))


def _end_text(unreached: Unreached, row: Row) -> str:
    say = unreached.say
    if row["state"] != "value":
        return absence_text(unreached, row)
    if pd.isna(row["reached_count"]):
        return say("unreached.reached_hidden")
    if not row["reached_count"] + row[COUNT]:
        return say.amount("household", 0)
    share = float(row[COUNT]) / float(row["reached_count"] + row[COUNT])
    return say(
        "unreached.share",
        count=formats.short(float(row[COUNT]), say.language),
        share=formats.percent(share, say.language, decimals=0),
    )


def _part_text(unreached: Unreached, row: Row, key: str) -> str:
    say = unreached.say
    if key == "reached":
        return f"{row['name']} · {say('unreached.reached')} " + say.amount(
            "household", row["reached_count"]
        )
    low, high = (row[end] for end in ENDS[COUNT])
    value = say(
        "unreached.with_interval",
        value=number_text(say, COUNT, row[COUNT]),
        range=range_text(say, COUNT, low, high),
    )
    return f"{row['name']} · {say('unreached.unreached')} {value}"


def ranking(unreached: Unreached) -> Drawn:
    """The Dongs with the most per 1,000, each rank with the ranks that chance leaves open."""
    say = unreached.say
    rows = unreached.rows[unreached.rows["unreached_rank"].notna()]
    rows = rows.sort_values(["unreached_rank", PER_1000], ascending=[True, False], kind="stable")
    chosen = unreached.selection.dong
    shown = rows.head(MOST)
    if chosen in rows.index and chosen not in shown.index:
        shown = pd.concat([shown.head(MOST - 1), rows.loc[[chosen]]])
    last = int(shown["unreached_rank_high"].max()) if len(shown) else 1
    points = pd.DataFrame(
        {
            "name": [_name(unreached, row) for row in shown.itertuples()],
            "value": shown["unreached_rank"].astype(float),
            "low": shown["unreached_rank_low"].astype(float),
            "high": shown["unreached_rank_high"].astype(float),
            "text": [number_text(say, PER_1000, value) for value in shown[PER_1000]],
            "hover": [_hover(unreached, row) for row in records(shown)],
            "is_chosen": shown.index == chosen,
        }
    )
    ticks = {tick or 1: say("unreached.nth", n=say.number(tick or 1))
             for tick in charts.round_ticks(last)}  # fmt: skip
    figure = charts.intervals(
        points, ticks=ticks, ends=(0.5, last + 0.5), height=46 + 21 * max(len(points), 3)
    )
    title = (
        say("unreached.ranking_top", place=unreached.scope_name, n=len(shown))
        if len(shown) < len(rows)
        else say("unreached.ranking", place=unreached.scope_name)
    )
    return Drawn("ranking", title, figure, (_ranking_note(unreached, rows),))


def _ranking_note(unreached: Unreached, rows: pd.DataFrame) -> str:
    say = unreached.say
    if rows.empty:
        return say("unreached.ranking_none")
    wide = rows["unreached_rank_high"].astype(float) - rows["unreached_rank_low"].astype(float)
    return say("unreached.ranking_note", width=say.number(round(float(wide.median()))))


def _name(unreached: Unreached, row: Any) -> str:
    return f"{row.gu_name} {row.name}" if unreached.is_of_many_gus else str(row.name)


def _hover(unreached: Unreached, row: Row) -> str:
    say = unreached.say
    low, high = (row[end] for end in ENDS[PER_1000])
    value = say(
        "unreached.with_interval",
        value=number_text(say, PER_1000, row[PER_1000]),
        range=range_text(say, PER_1000, low, high),
    )
    name = f"{row['name']} · {row['other_name']}"
    return f"{name}<br>{say('unreached.per_1000')} {value}<br>{rank_text(unreached, row)}"
