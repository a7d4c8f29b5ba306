"""Figures, caveats, and what the page hands over to be taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard import formats, places
from dashboard.caveats import sources
from dashboard.data_quality.rows import Quality, by_feed
from dashboard.grids import Shown
from dashboard.takeaway import ChartPart, Package, Sheet
from dashboard.takeaway.package import key_figures


def figures(quality: Quality) -> dict[str, tuple[str, str]]:
    """(text, meaning) of each key figure, by its label."""
    say, info = quality.say, quality.info
    found: dict[str, tuple[str, str]] = {}
    if quality.intake is not None:
        table = by_feed(say, quality.intake)
        read = table["accepted"].sum() + table["quarantined"].sum()
        share = table["accepted"].sum() / read if read else None
        found[say("data_quality.read_rows")] = (
            say.amount("row", read), say("data_quality.read_meaning"))  # fmt: skip
        found[say("data_quality.accepted_share")] = (
            formats.percent(float(share), say.language, decimals=2)
            if share is not None
            else say("state.missing"),
            say("data_quality.accepted_meaning"),
        )
    else:
        found[say("data_quality.feeds")] = (
            say.number(len(info.feeds)), say("data_quality.feeds_meaning"))  # fmt: skip
    if quality.checks is not None:
        held = int(quality.checks["is_met"].astype(bool).sum())
        text = say("data_quality.held_of", n=held, checks=len(quality.checks))
        found[say("data_quality.checks")] = (text, say("data_quality.checks_meaning"))
    cells = sum(info.hidden_cells.values())
    found[say("data_quality.hidden")] = (say.number(cells), say("data_quality.hidden_meaning"))
    return found


def caveats(quality: Quality) -> list[str]:
    """What the page does not say, and why."""
    say = quality.say
    sentences = [
        say("data_quality.caveat_quarantine"),
        say("data_quality.caveat_checks"),
        say("data_quality.caveat_gaps"),
        say("data_quality.caveat_lineage"),
        say("data_quality.caveat_policy"),
    ]
    if quality.is_open:
        sentences.append(say("data_quality.caveat_open"))
    return [*sentences, *sources(say, quality.info)]


def package(
    quality: Quality,
    shown: Sequence[Shown],
    charts: Mapping[str, tuple[str, go.Figure]],
    answer: str,
) -> Package:
    """All that the page offers."""
    selection = quality.selection
    gus, dongs = places.names(selection.scope, quality.info)
    return Package(
        page="data_quality",
        title=quality.say("data_quality.question"),
        answer=answer,
        selection=selection,
        info=quality.info,
        place_name=places.place_name(selection, gus, dongs),
        sheets=tuple(_sheet(table) for table in shown),
        charts=tuple(ChartPart(name, title, figure) for name, (title, figure) in charts.items()),
        caveats=tuple(caveats(quality)),
        figures=key_figures(figures(quality)),
    )


def _sheet(shown: Shown) -> Sheet:
    labels = {**shown.texts, **{name: label for name, (label, _) in shown.numbers.items()}}
    return Sheet(shown.name, shown.title, shown.frame, labels)
