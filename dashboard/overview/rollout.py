"""The programme's calendar: how many Dongs took part, and what happened when, by its sources."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from dashboard import blocks, charts, data, formats
from dashboard.overview.rows import Overview


def joined(overview: Overview) -> pd.DataFrame:
    """When each Dong in scope joined (`rollout_by_dong`); those that never did are left out."""
    selection = overview.selection
    table = data.table("rollout_by_dong", overview.info, selection.scope.release, gu=selection.gu)
    return table[table["cohort_month"].notna()]


def steps(overview: Overview) -> pd.DataFrame:
    """`month`, `value` (Dongs with the programme) and `label` of every published month.

    Only the last month of each phase has a label.
    """
    table, say = joined(overview), overview.say
    months = pd.to_datetime(pd.Series(overview.months))
    starts = table["cohort_month"].sort_values().to_numpy()
    values = pd.Series(starts.searchsorted(months.to_numpy(), side="right"), dtype=int)
    ends = set(table.groupby("phase")["cohort_month"].max())
    is_end = months.isin(ends)
    if not is_end.any():  # all joined before the first month
        is_end.iloc[-1] = True
    labels = [
        say.amount("dong", value) if at_end else ""
        for value, at_end in zip(values, is_end, strict=True)
    ]
    text = [
        f"{formats.month(month.date(), say.language)} · {say.amount('dong', value)}"
        for month, value in zip(months, values, strict=True)
    ]
    return pd.DataFrame({"month": months, "value": values, "label": labels, "text": text})


def figure(overview: Overview) -> Figure:
    """The Dongs with the programme over time."""
    language = overview.say.language
    shown = steps(overview)
    januaries = shown["month"][shown["month"].dt.month == 1]
    return charts.stairs(
        shown,
        marked=pd.Timestamp(overview.selection.month),
        years={month: formats.year(month.date(), language) for month in januaries},
        height=210,
    )


def title(overview: Overview) -> str:
    """Whose roll-out it is."""
    return overview.say("overview.rollout", place=overview.scope_name)


def invented_note(overview: Overview) -> str:
    """That it is invented which Dongs joined when, where it is; else empty."""
    table, say = joined(overview), overview.say
    invented = int(table["is_invented"].fillna(False).sum())
    if not invented:
        return ""
    return say(
        "overview.rollout_invented",
        invented=say.amount("dong", invented),
        dongs=say.amount("dong", len(table)),
    )


def milestones(overview: Overview) -> pd.DataFrame:
    """The milestones in the page's language: `date`, `text`, `note`, `source`, `address`."""
    language = overview.say.language
    found = data.milestones(overview.info)
    return pd.DataFrame(
        {
            "date": [_date(overview, row) for row in found.itertuples()],
            "text": found[f"text_{language}"],
            "note": found[f"note_{language}"],
            "source": found[f"source_{language}"].map(_short),
            "address": found["source"],
        }
    )


def _date(overview: Overview, row: Any) -> str:
    language = overview.say.language
    if row.precision == "month":
        return formats.month(row.month.date(), language)
    if row.precision == "year":
        return formats.year(row.month.date(), language)
    return overview.say("overview.undated")


def draw(overview: Overview, calendar: Figure) -> None:
    """The Dongs with the programme over time, and beside it what happened when."""
    say = overview.say
    st.subheader(blocks.plain(say("overview.calendar")), anchor=False)
    if joined(overview).empty:
        blocks.empty(say("overview.no_rollout"))
    else:
        blocks.chart(title(overview), calendar, key="overview_rollout")
    if note := invented_note(overview):
        st.caption(blocks.plain(note))
    lines = "".join(_line(overview, row) for row in milestones(overview).itertuples())
    if lines:
        st.html(f'<div class="milestones">{lines}</div>')
    else:
        blocks.empty(say("overview.no_milestones"))


def _line(overview: Overview, row: Any) -> str:
    source = overview.say("overview.source", source=row.source)
    more = " · ".join(part for part in (row.note, source) if part)
    return (
        f'<div class="milestone"><div>{escape(row.date)}</div><div>{escape(row.text)}'
        f'<span title="{escape(row.address)}">{escape(more)}</span></div></div>'
    )


def _short(source: str) -> str:
    """The host of an address, or the words."""
    return source.split("/")[2] if source.startswith("http") else source
