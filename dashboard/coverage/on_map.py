"""What a coverage map shows: colours, hovers, legend, marks and the notes inside the frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from dashboard import classes, maps
from dashboard.coverage.measures import breaks, value_text
from dashboard.coverage.months import every_month
from dashboard.coverage.painting import Cells, paint
from dashboard.coverage.playing import legend_title, playing
from dashboard.coverage.rows import Coverage
from dashboard.i18n import Words
from dashboard.measured import Measured, notes, value_or_state

# the one that asks for action is the one that is filled and points up
MARKS = {
    "high_among_low": "▲",
    "low_among_high": "▽",
    "high_among_high": "●",
    "low_among_low": "○",
}


def map_view(coverage: Coverage) -> maps.View:
    """What the map shows of it, and the second one beside."""
    broken = _breaks(coverage)
    fills, legend = _painted(coverage, coverage.shown, broken)
    apart = coverage.rows["apart"]
    marks = {str(code): MARKS[kind] for code, kind in apart.items() if kind}
    return maps.View(
        fills=fills,
        tips=_tips(coverage, coverage.shown),
        gu_names=dict(coverage.shown.gu_names),
        legend=maps.Legend(legend.title, (*legend.rows, *_mark_rows(coverage))),
        notes=notes(coverage.say, coverage.info),
        focus=coverage.selection.gu,
        chosen=coverage.selection.dong,
        marks=marks,
        beside=_beside(coverage, broken),
        playing=playing(coverage),
    )


def apart_text(say: Words, kind: str) -> str:
    """How a Dong differs from or resembles its neighbours, in words."""
    return {
        "high_among_low": say("apart.high_among_low"),
        "low_among_high": say("apart.low_among_high"),
        "high_among_high": say("apart.high_among_high"),
        "low_among_low": say("apart.low_among_low"),
        "": "",
    }[kind]


def _breaks(coverage: Coverage) -> classes.Classes:
    """The classes of this month: of all Dongs, so that a colour means the same in every Gu."""
    shown = coverage.shown
    # side by side, one ruler: both maps are broken by the raw rate
    raw = shown.measure.name == "coverage_rate" or not coverage.beside
    ruler = shown if raw or not coverage.beside else coverage.beside
    name = shown.measure.name
    all_months = ruler.everywhere
    if coverage.method == "fixed" and not shown.measure.is_rate:
        table = every_month(coverage.selection, coverage.info, name, by_gu=coverage.is_by_gu)
        all_months = table["value"]
    return breaks(ruler.everywhere, coverage.method, shown.measure, all_months)


def _painted(
    coverage: Coverage, shown: Measured, broken: classes.Classes
) -> tuple[dict[str, str], maps.Legend]:
    rows = shown.rows
    width = np.full(len(rows), np.nan)
    if shown.measure.name == "smoothed_rate":
        width = (rows["smoothed_high_rate"] - rows["smoothed_low_rate"]).to_numpy(float)
    fills, legend = paint(
        coverage.say,
        shown.measure,
        broken,
        Cells(rows["value"].to_numpy(float), rows["state"].to_numpy(object), width),
        title=legend_title(shown, shown.selection.month),
        unit=coverage.unit,
    )
    return dict(zip(map(str, rows.index), fills, strict=True)), legend


def _beside(coverage: Coverage, broken: classes.Classes) -> maps.Beside | None:
    if not coverage.beside:
        return None
    fills, legend = _painted(coverage, coverage.beside, broken)
    return maps.Beside(fills, _tips(coverage, coverage.beside), legend)


def _mark_rows(coverage: Coverage) -> list[maps.LegendRow]:
    """A line for each sign that occurs."""
    counts = coverage.rows["apart"].value_counts()
    return [
        maps.LegendRow(
            fill="none",
            label=apart_text(coverage.say, kind),
            count=coverage.say.amount(coverage.unit, int(counts[kind])),
            mark=mark,
        )
        for kind, mark in MARKS.items()
        if kind in counts
    ]


def _tips(coverage: Coverage, shown: Measured) -> dict[str, tuple[str, ...]]:
    """The lines of each hover, the name first."""
    ranked = coverage.say.amount(coverage.unit, int(shown.rows["rank"].notna().sum()))
    return {
        str(row.Index): tuple(_lines(coverage, shown, row, ranked))
        for row in shown.rows.itertuples()
    }


def _lines(coverage: Coverage, shown: Measured, row: Any, ranked: str) -> Iterator[str]:
    say, name = coverage.say, shown.measure.name
    place = "" if coverage.is_by_gu else f" ({row.gu_name})"
    yield f"{row.name} · {row.other_name}{place}"
    value = value_or_state(shown, row)
    if name == "smoothed_rate" and row.state == "value":
        value = say("tip.interval", value=value, **_interval(say, row))
    yield say("tip.measure", label=shown.measure.label, value=value)
    if row.state != "value":
        return
    if pd.notna(row.at_risk_count) and pd.notna(row.reached_count):
        yield say(
            "tip.parts",
            reached=say.amount("household", row.reached_count),
            at_risk=say.amount("household", row.at_risk_count),
        )
    about = {"place": coverage.scope_name, "dongs": ranked, "rank": say.number(row.rank)}
    if name == "coverage_gap_count":
        yield say("tip.rank_gap", **about)
    elif name == "coverage_rate" and not coverage.is_by_gu and pd.notna(row.rank_low):
        ends = {"low": say.number(row.rank_low), "high": say.number(row.rank_high)}
        yield say("tip.rank_interval", **about, **ends)
    else:
        yield say("tip.rank_rate", **about)
    if pd.notna(row.household_count):
        yield say("tip.households", count=say.amount("household", row.household_count))
    if row.apart:
        yield f"{MARKS[row.apart]} {apart_text(say, row.apart)}"


def _interval(say: Words, row: Any) -> dict[str, str]:
    return {
        "low": value_text(say, "smoothed_rate", row.smoothed_low_rate),
        "high": value_text(say, "smoothed_rate", row.smoothed_high_rate),
    }
