"""What changed most since the same month of the year before, and where chance would do as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from dashboard import blocks, charts, formats
from dashboard.overview.rows import Overview, year_before

MOST = 8
_ROW, _AXIS = 30, 46  # pixels


def certain(overview: Overview) -> pd.DataFrame:
    """The places beyond chance, the surest change first: by the end of its interval near zero."""
    rows = overview.changed.rows
    rows = rows[rows["is_beyond_chance"]]
    least = rows["low"].where(rows["change"] > 0, -rows["high"])
    return rows.loc[least.sort_values(ascending=False, kind="stable").index]


def title(overview: Overview) -> str:
    """What is compared with what."""
    language = overview.say.language
    return overview.say(
        "overview.changed",
        measure=overview.label,
        earlier=formats.month(year_before(overview.selection.month), language),
        month=formats.month(overview.selection.month, language),
    )


def summary(overview: Overview) -> str:
    """How many places changed beyond chance, or why none can be told."""
    say, changed = overview.say, overview.changed
    if not overview.has_year_before:
        earlier = formats.month(year_before(overview.selection.month), say.language)
        return say("overview.no_year_before", month=earlier)
    if not changed.compared:
        states = {*changed.rows["state"], *changed.rows["earlier_state"]}
        if "suppressed" in states:
            return say("overview.change_hidden")
        return say("overview.change_unknown")
    beyond = changed.rows[changed.rows["is_beyond_chance"]]
    about = {"places": _amount(overview, changed.compared), "place": overview.scope_name}
    if beyond.empty:
        return say("overview.change_none", **about)
    return say(
        "overview.change_some",
        n=_amount(overview, len(beyond)),
        up=say.number(int((beyond["change"] > 0).sum())),
        down=say.number(int((beyond["change"] < 0).sum())),
        rest=_amount(overview, changed.compared - len(beyond)),
        **about,
    )


def _amount(overview: Overview, number: int) -> str:
    if overview.changed.kind == "dong":
        return overview.say.amount("dong", number)
    return overview.say.many("overview.gus", number, n=overview.say.number(number))


def sentences(overview: Overview) -> list[str]:
    """One for each of the surest changes."""
    rows = certain(overview).head(MOST)
    return [_sentence(overview, row) for row in rows.itertuples()]


def _sentence(overview: Overview, row: Any) -> str:
    say, rate = overview.say, overview.rate
    return say(
        "overview.change_sentence",
        place=_name(overview, row),
        earlier=rate.text(say, row.earlier_rate),
        now=rate.text(say, row.rate),
        change=rate.change_text(say, row.change),
        low=rate.change_text(say, row.low),
        high=rate.change_text(say, row.high),
    )


def _name(overview: Overview, row: Any) -> str:
    if overview.changed.kind == "gu" or overview.selection.gu or len(overview.gu_names) == 1:
        return str(row.name)
    return f"{row.gu_name} {row.name}"


def figure(overview: Overview) -> Figure:
    """The surest changes with their intervals, around zero."""
    say, rate = overview.say, overview.rate
    rows = certain(overview).head(MOST)
    points = pd.DataFrame(
        {
            "name": [_name(overview, row) for row in rows.itertuples()],
            "value": rows["change"].map(rate.shown),
            "low": rows["low"].map(rate.shown),
            "high": rows["high"].map(rate.shown),
            "text": [rate.change_text(say, change) for change in rows["change"]],
            "hover": sentences(overview),
            "is_chosen": rows.index == overview.selection.dong,
        }
    )
    return charts.intervals(
        points,
        ticks=None,
        ends=None,
        height=_AXIS + _ROW * len(points),
        suffix=say("overview.points_sign") if rate.is_share else "",
    )


def method(overview: Overview) -> str:
    """How chance was told from change."""
    say, changed = overview.say, overview.changed
    return say(
        "overview.change_method",
        places=_amount(overview, changed.compared),
        level=formats.percent(changed.level, say.language, decimals=2),
    )


def why_gus(overview: Overview) -> str:
    """Why Gu stand for their Dongs, where they do; else empty."""
    say = overview.say
    if not overview.changed.compared:
        return ""
    return {
        "": "",
        "hidden": say("overview.dongs_hidden"),
        "chance": say("overview.dongs_within_chance"),
    }[overview.why_gus]


def draw(overview: Overview, moves: Figure, draw_table: Callable[[], None]) -> None:
    """Title, how many places changed, the surest changes as a chart, method, table to open."""
    st.subheader(blocks.plain(title(overview)), anchor=False)
    st.markdown(blocks.plain(f"{why_gus(overview)} {summary(overview)}".strip()))
    if not overview.changed.compared:
        return
    told = sentences(overview)
    if told:
        left, right = st.container(key="beside_changes").columns([1, 1])
        with left:
            blocks.chart(overview.say("overview.surest", n=len(told)), moves, key="overview_moves")
        right.markdown("\n".join(f"- {blocks.plain(sentence)}" for sentence in told))
    st.caption(blocks.plain(method(overview)))
    with st.expander(overview.say("overview.every_change")):
        draw_table()
