"""What a coverage map shows: colours, hovers, legend and the notes inside the frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard import classes, formats, maps
from dashboard.coverage.rows import MEASURES, Coverage, measure_names, state_text, value_text
from dashboard.i18n import Words


def map_view(coverage: Coverage) -> maps.View:
    """What the map shows of it."""
    measure = coverage.measure
    breaks = classes.round_breaks(coverage.city, is_whole=measure != "coverage_rate")
    values = coverage.rows[measure].astype(float)
    is_more_worse = MEASURES[measure]
    return maps.View(
        fills=maps.fills(values, coverage.rows["state"], breaks, is_more_worse=is_more_worse),
        tips=_tips(coverage),
        gu_names=coverage.gu_names,
        legend=_legend(coverage, values, breaks, is_more_worse=is_more_worse),
        notes=_notes(coverage),
        focus=coverage.selection.gu,
        chosen=coverage.selection.dong,
    )


def _legend(
    coverage: Coverage, values: pd.Series, breaks: classes.Classes, *, is_more_worse: bool
) -> maps.Legend:
    say, measure = coverage.say, coverage.measure
    places = breaks.of(values)
    colours = breaks.colours(is_more_worse=is_more_worse) if len(breaks) else ()
    rows = [
        maps.LegendRow(
            fill=colour,
            label=_range_text(say, measure, *breaks.bounds(place)),
            count=say.amount("dong", int((places == place).sum())),
        )
        for place, colour in enumerate(colours)
    ]
    occurring = coverage.rows["state"].value_counts()
    rows += [
        maps.LegendRow(
            maps.FILLS[state], state_text(say, state), say.amount("dong", occurring[state])
        )
        for state in maps.FILLS
        if state in occurring
    ]
    title = say(
        "legend.title",
        measure=measure_names(coverage.selection.scope)[measure],
        month=formats.month(coverage.selection.month, say.language),
    )
    return maps.Legend(title, tuple(rows))


def _range_text(say: Words, measure: str, low: float, high: float) -> str:
    if measure == "coverage_rate":
        texts = [f"{edge * 100:g}" for edge in (low, high)]
        return f"{texts[0]}%" if low == high else f"{texts[0]}–{texts[1]}%"
    if low == high:
        return say.amount("household", low)
    return say("legend.households", low=say.number(low), high=say.number(high))


def _tips(coverage: Coverage) -> dict[str, tuple[str, ...]]:
    """The lines of each Dong's hover, the name first."""
    label = measure_names(coverage.selection.scope)[coverage.measure]
    ranked = coverage.say.amount("dong", int(coverage.rows["rank"].notna().sum()))
    return {
        str(row.Index): tuple(_lines(coverage, row, label, ranked))
        for row in coverage.rows.itertuples()
    }


def _lines(coverage: Coverage, row: Any, label: str, ranked: str) -> Iterator[str]:
    say, measure = coverage.say, coverage.measure
    yield f"{row.name} · {row.other_name} ({row.gu_name})"
    if row.state != "value":
        yield say("tip.measure", label=label, value=state_text(say, row.state))
        return
    yield say("tip.measure", label=label, value=value_text(say, measure, getattr(row, measure)))
    if pd.notna(row.at_risk_count) and pd.notna(row.reached_count):
        yield say(
            "tip.parts",
            reached=say.amount("household", row.reached_count),
            at_risk=say.amount("household", row.at_risk_count),
        )
    about = {"place": coverage.scope_name, "dongs": ranked, "rank": say.number(row.rank)}
    is_rate = measure == "coverage_rate"
    yield say("tip.rank_rate", **about) if is_rate else say("tip.rank_gap", **about)
    if pd.notna(row.household_count):
        yield say("tip.households", count=say.amount("household", row.household_count))


def _notes(coverage: Coverage) -> tuple[maps.Note, ...]:
    language = coverage.say.language
    info = coverage.info
    attribution = info.attribution_ko if language == "ko" else info.attribution_en
    notes = [maps.Note("attribution", attribution)]
    if info.is_invented:
        notes.insert(0, maps.Note("invented", coverage.say("invented.mark")))
    return tuple(notes)
