"""The panel beside a coverage map, and what stands under it: figures, trend, caveats."""

from __future__ import annotations

import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts, formats
from dashboard.coverage.rows import FIGURES, Coverage, measure_names, state_text, value_text
from pipelines import read
from pipelines.schema import FEEDS


def figures(coverage: Coverage) -> dict[str, tuple[str, str]]:
    """(text, meaning) of each key figure of the place, by its label."""
    language = coverage.say.language
    names = read.labels("coverage_by_dong_month", language)
    return {
        names[column]: (_figure_text(coverage, column), read.meaning(column, language))
        for column in FIGURES
    }


def _figure_text(coverage: Coverage, column: str) -> str:
    place = coverage.place
    if place.empty:
        return state_text(coverage.say, "missing")
    if pd.notna(place[column]):
        return value_text(coverage.say, column, place[column])
    is_hidden = bool(place["is_suppressed"])
    return state_text(coverage.say, "suppressed" if is_hidden else "undefined")


def trend_title(coverage: Coverage) -> str:
    """The place and the measure of the trend."""
    return coverage.say(
        "panel.trend",
        place=coverage.place_name,
        measure=measure_names(coverage.selection.scope)[coverage.measure],
    )


def trend(coverage: Coverage) -> Figure:
    """The chosen measure of the place over all months."""
    points = coverage.trend
    januaries = points["month"][points["month"].dt.month == 1]
    return charts.trend(
        points,
        is_rate=coverage.measure == "coverage_rate",
        marked=pd.Timestamp(coverage.selection.month),
        years={month: formats.year(month.date(), coverage.say.language) for month in januaries},
    )


def caveats(coverage: Coverage) -> list[str]:
    """What to keep in mind: what the measures mean, what is hidden, where the data come from."""
    say, language = coverage.say, coverage.say.language
    names = read.labels("coverage_by_dong_month", language)
    sentences = [
        say("caveat.definition", term=names[column], meaning=read.meaning(column, language))
        for column in FIGURES
    ]
    sentences.append(say("caveat.observed"))
    if coverage.selection.scope.release == "open":
        sentences.append(say("caveat.open"))
    sentences.append(say("caveat.first_year"))
    feeds = ", ".join(getattr(FEEDS[feed], language) for feed in coverage.info.feeds)
    if feeds:
        sentences.append(say("caveat.sources", feeds=feeds))
    return sentences
