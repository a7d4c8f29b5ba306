"""The panel beside a coverage map, and what stands under it: figures, trend, caveats."""

from __future__ import annotations

import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts, formats
from dashboard.caveats import definitions, sources
from dashboard.coverage.measures import value_text
from dashboard.coverage.rows import FIGURES, Coverage
from dashboard.measured import state_text
from pipelines import read


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


def tab_names(coverage: Coverage) -> list[str]:
    """The parts of the panel: of a Dong five, of all others two."""
    say = coverage.say
    if coverage.selection.dong:
        own = [say("tab.channels"), say("tab.staff"), say("tab.services"), say("tab.neighbours")]
    else:
        own = [say("tab.apart")]
    return [say("tab.figures"), *own]


def trend_title(coverage: Coverage) -> str:
    """The place and the measure of the trend."""
    is_smoothed = coverage.selection.measure == "smoothed_rate" and coverage.selection.dong
    names = read.labels("coverage_by_dong_month", coverage.say.language)
    is_count = coverage.selection.measure == "coverage_gap_count"
    plain = names["coverage_gap_count" if is_count else "coverage_rate"]
    say = coverage.say
    measure = say("smoothed.label") if is_smoothed else plain
    return say("panel.trend", place=coverage.place_name, measure=measure)


def trend(coverage: Coverage) -> Figure:
    """The chosen measure of the place over all months."""
    points = coverage.trend
    januaries = points["month"][points["month"].dt.month == 1]
    return charts.trend(
        points,
        is_rate=coverage.selection.measure != "coverage_gap_count",
        marked=pd.Timestamp(coverage.selection.month),
        years={month: formats.year(month.date(), coverage.say.language) for month in januaries},
        height=236,
    )


def caveats(coverage: Coverage) -> list[str]:
    """What to keep in mind: what the measures mean, what is hidden, where the data come from."""
    say = coverage.say
    names = read.labels("coverage_by_dong_month", say.language)
    sentences = definitions(say, names, FIGURES)
    sentences.append(
        say("caveat.definition", term=say("smoothed.label"), meaning=say("smoothed.meaning"))
    )
    sentences += [say("caveat.observed"), say("caveat.classes"), say("caveat.apart")]
    if coverage.selection.scope.release == "open":
        sentences += [say("caveat.open"), say("caveat.noise"), say("caveat.open_smoothed")]
    sentences.append(say("caveat.first_year"))
    return [*sentences, *sources(say, coverage.info)]
