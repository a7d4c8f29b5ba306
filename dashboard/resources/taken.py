"""What the page hands over to be taken away: the same tables, map and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import plotly.graph_objects as go

from dashboard import maps, measured, points
from dashboard.caveats import definitions, sources
from dashboard.grids import Shown
from dashboard.i18n import Words
from dashboard.resources import ledger as ledgers
from dashboard.resources import money as moneys
from dashboard.resources import organisations as places
from dashboard.resources import table
from dashboard.resources.ledger import Ledger
from dashboard.resources.organisations import Organisations
from dashboard.resources.rows import RATIO, Resources
from dashboard.takeaway import ChartPart, MapPart, Package, Sheet
from dashboard.takeaway.package import key_figures
from pipelines import read


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
    say = resources.say
    names = read.labels("coverage_by_dong_month", say.language)
    sentences = [
        *definitions(say, names, ("at_risk_count",)),
        say("resources.caveat_ratio"),
        say("resources.caveat_value"),
        say("resources.caveat_uncounted"),
        say("resources.caveat_kinds"),
        say("resources.caveat_money"),
        say("resources.caveat_points"),
    ]
    if resources.is_open:
        sentences += [say("caveat.open"), say("resources.caveat_open")]
    return [*sentences, *sources(say, resources.info)]


def tables(resources: Resources, ledger: Ledger, organisations: Organisations) -> tuple[Shown, ...]:
    """The tables of the page in the order in which it shows them; that of Dongs comes last."""
    say = resources.say
    words = ledgers.labels(ledger)
    numbers = (*ledgers.NUMBERS_IN, *ledgers.NUMBERS_OUT)
    budget = moneys.by_level(resources)
    return (
        Shown(
            "ledger",
            say("resources.ledger_table", place=resources.place_name),
            ledgers.table(ledger),
            {name: text for name, text in words.items() if name not in numbers},
            {name: (words[name], "") for name in numbers},
        ),
        Shown(
            "budget",
            say("resources.budget_table", place=resources.place_name),
            budget,
            {"level": say("resources.level"), "line": say("resources.line")},
            {year: (year, "") for year in budget.columns if year not in ("level", "line")},
        ),
        Shown(
            "organisations",
            say("resources.organisation_table", year=organisations.year),
            places.table(organisations),
            places.texts(organisations),
            places.measures(organisations),
        ),
        Shown(
            "dongs",
            say("resources.dong_table", place=resources.dongs.scope_name),
            table.visible(resources),
            table.texts(resources),
            table.measures(resources),
        ),
    )


def package(
    resources: Resources,
    shown: Sequence[Shown],
    view: maps.View,
    marks: points.Points,
    charts: Mapping[str, tuple[str, go.Figure]],
    answer: str,
    figures: Mapping[str, tuple[str, str]],
) -> Package:
    """All that the page offers: tables (`shown`), the map with its points (`marks`), charts.

    `figures` as `rows.figures` tells them.
    """
    say = resources.say
    *others, dongs = shown
    with_codes = dongs.frame.rename_axis("dong_code").reset_index()
    codes = {"dong_code": read.labels("dongs", say.language)["dong_code"]}
    return Package(
        page="resources",
        title=say("resources.question"),
        answer=answer,
        selection=resources.selection,
        info=resources.info,
        place_name=resources.place_name,
        sheets=(
            Sheet(dongs.name, dongs.title, with_codes, codes | _labels(dongs), _units(say)),
            *(Sheet(table.name, table.title, table.frame, _labels(table)) for table in others),
        ),
        maps=(
            MapPart(
                say("resources.map", period=resources.period_name),
                view,
                dongs.frame.drop(columns="note"),
                {name: text for name, text in _labels(dongs).items() if name != "note"},
                marks,
            ),
        ),
        charts=tuple(ChartPart(name, title, figure) for name, (title, figure) in charts.items()),
        caveats=tuple(caveats(resources)),
        figures=key_figures(figures),
    )


def _labels(shown: Shown) -> dict[str, str]:
    return {**shown.texts, **{name: label for name, (label, _) in shown.numbers.items()}}


def _units(say: Words) -> dict[str, str]:
    """The units of the table of Dongs."""
    households = dict.fromkeys(("at_risk", "served", RATIO), say("resources.unit_household"))
    won = dict.fromkeys(("value_in", "value_uncounted"), say("resources.unit_won"))
    return households | won
