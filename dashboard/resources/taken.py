"""What the page hands over to be taken away: the same tables, map and charts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from dashboard import maps, measured
from dashboard.resources import ledger as ledgers
from dashboard.resources import money as moneys
from dashboard.resources import organisations as places
from dashboard.resources import table
from dashboard.resources.ledger import Ledger
from dashboard.resources.organisations import Organisations
from dashboard.resources.rows import RATIO, Resources
from dashboard.takeaway import ChartPart, MapPart, Package, Sheet
from pipelines import read
from pipelines.schema import FEEDS


def map_view(resources: Resources) -> maps.View:
    """What the map shows of need and supply; its legend names the period."""
    view = measured.map_view(
        resources.dongs, more_lines=lambda row: iter(table.view_lines(resources, row))
    )
    title = resources.say(
        "resources.legend", measure=resources.dongs.measure.label, period=resources.period_name
    )
    return replace(view, legend=replace(view.legend, title=title))


def caveats(resources: Resources) -> list[str]:
    """What the words mean, what is not in the numbers, and where they come from."""
    say, language = resources.say, resources.say.language
    names = read.labels("coverage_by_dong_month", language)
    meaning = read.meaning("at_risk_count", language)
    sentences = [
        say("caveat.definition", term=names["at_risk_count"], meaning=meaning),
        say("resources.caveat_ratio"),
        say("resources.caveat_value"),
        say("resources.caveat_uncounted"),
        say("resources.caveat_kinds"),
        say("resources.caveat_money"),
        say("resources.caveat_points"),
    ]
    if resources.is_open:
        sentences += [say("caveat.open"), say("resources.caveat_open")]
    feeds = ", ".join(getattr(FEEDS[feed], language) for feed in resources.info.feeds)
    return [*sentences, say("caveat.sources", feeds=feeds)] if feeds else sentences


def package(
    resources: Resources,
    ledger: Ledger,
    organisations: Organisations,
    charts: dict[str, tuple[str, go.Figure]],
    answer: str,
) -> Package:
    """All that the page offers."""
    say = resources.say
    dongs = table.visible(resources)
    return Package(
        page="resources",
        title=say("resources.question"),
        answer=answer,
        selection=resources.selection,
        info=resources.info,
        place_name=resources.place_name,
        sheets=(
            Sheet(
                "dongs",
                say("resources.dong_table", place=resources.dongs.scope_name),
                dongs.rename_axis("dong_code").reset_index(),
                {"dong_code": read.labels("dongs", say.language)["dong_code"],
                 **table.texts(resources), **_labels(table.measures(resources))},
                {name: say("resources.unit_household") for name in ("at_risk", "served", RATIO)}
                | {name: say("resources.unit_won") for name in ("value_in", "value_uncounted")},
            ),
            Sheet("ledger", say("resources.ledger_table", place=resources.place_name),
                  ledgers.table(ledger), ledgers.labels(ledger)),
            Sheet("budget", say("resources.budget_table", place=resources.place_name),
                  *budget(resources)),
            Sheet("organisations", say("resources.organisation_table", year=organisations.year),
                  places.table(organisations),
                  {**places.texts(organisations), **_labels(places.measures(organisations))}),
        ),
        maps=(MapPart(
            say("resources.map", period=resources.period_name), map_view(resources),
            dongs.drop(columns="note"),
            {**table.texts(resources), **_labels(table.measures(resources))},
        ),),
        charts=tuple(ChartPart(name, title, figure) for name, (title, figure) in charts.items()),
        caveats=tuple(caveats(resources)),
    )  # fmt: skip


def budget(resources: Resources) -> tuple[pd.DataFrame, dict[str, str]]:
    """The budget by level, line and year, and its headers."""
    say = resources.say
    frame = moneys.by_level(resources)
    words = {"level": say("resources.level"), "line": say("resources.line")}
    return frame, {column: words.get(column, column) for column in frame.columns}


def _labels(measures: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: label for name, (label, _) in measures.items()}
