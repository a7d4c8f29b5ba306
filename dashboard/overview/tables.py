"""The tables of the page: places with ranks and changes, key figures, the calendar."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import formats, grids, maps, measured
from dashboard.i18n import Words
from dashboard.overview import changes, on_map, ranking, rates, rollout, rows
from dashboard.overview.figures import Figure, cards
from dashboard.overview.rows import Compared, Overview
from dashboard.takeaway.package import ChartPart, KeyFigure, MapPart, Package, Sheet
from pipelines import read


def places(overview: Overview) -> pd.DataFrame:
    """The places ranked, rank 1 first: raw numbers, as the charts tell them."""
    return _numbers(overview, overview.ranked).assign(
        rank=overview.ranked.rows["rank"],
        rank_low=overview.ranked.rows["rank_low"],
        rank_high=overview.ranked.rows["rank_high"],
    )[["name", "count", "total", *_rates(overview), "rank", "rank_low", "rank_high",
       "change", "low", "high", "note"]]  # fmt: skip


def changed(overview: Overview) -> pd.DataFrame:
    """Every place compared with the year before, the surest change first, then those of chance."""
    compared = overview.changed
    first = changes.certain(overview).index
    order = [*first, *compared.rows.index.difference(first, sort=False)]
    frame = _numbers(overview, compared).loc[order]
    columns = [*_rates(overview), "change", "low", "high", "note"]
    if compared.kind == "dong":
        frame = frame.assign(gu_name=compared.rows["gu_name"].loc[order])
        return frame[["gu_name", "name", *columns]]
    return frame[["name", *columns]]


def _rates(overview: Overview) -> list[str]:
    """The names end in `_rate` where blocks and files shall show per cent."""
    return ["now_rate", "earlier_rate"] if overview.rate.is_share else ["now", "earlier"]


def _numbers(overview: Overview, compared: Compared) -> pd.DataFrame:
    """Numbers and notes of each place: rates 0-1 or households of 1,000, changes as told."""
    rate, found = overview.rate, compared.rows
    now, earlier = _rates(overview)
    tell = (lambda value: value) if rate.is_share else (lambda value: (value * rate.per).round(1))
    return pd.DataFrame(
        {
            "name": found["name"],
            "count": found["count"].astype("Int64"),
            "total": found["total"].astype("Int64"),
            now: tell(found["rate"]),
            earlier: tell(found["earlier_rate"]),
            **{part: found[part].map(rate.shown).round(1) for part in ("change", "low", "high")},
            "note": [_note(overview, row) for row in found.itertuples()],
        }
    )


def _note(overview: Overview, row: Any) -> str:
    """Whether the change is beyond chance, or why there is none."""
    say = overview.say
    if row.state != "value":
        return measured.state_text(say, row.state)
    if row.earlier_state == "value":
        is_beyond = row.is_beyond_chance
        return say("overview.beyond_chance") if is_beyond else say("overview.within_chance")
    earlier = measured.state_text(say, row.earlier_state)
    return say("overview.year_before_state", state=earlier)


def labels(overview: Overview) -> dict[str, str]:
    """The words over every column of the tables."""
    say, language = overview.say, overview.say.language
    rate = overview.rate
    earlier = formats.month(rows.year_before(overview.selection.month), language)
    words = {
        **read.labels("coverage_by_gu_month", language),
        **read.labels(f"{rate.subject}_by_gu_month", language),
    }
    is_gu = overview.ranked.kind == "gu"
    return {
        "gu_name": say("controls.gu"),
        "name": say("controls.gu") if is_gu else say("controls.dong"),
        "count": words[rate.count],
        "total": words[rate.total],
        **dict.fromkeys(("now_rate", "now"), overview.label),
        **dict.fromkeys(("earlier_rate", "earlier"), say("overview.in_month", month=earlier)),
        "rank": say("overview.rank_column"),
        "rank_low": say("overview.rank_from"),
        "rank_high": say("overview.rank_to"),
        "change": say("overview.change_points") if rate.is_share else say("overview.change"),
        "low": say("overview.change_from"),
        "high": say("overview.change_to"),
        "note": say("table.note"),
    }


def changed_labels(overview: Overview) -> dict[str, str]:
    """As `labels`, for the table of changes, whose places may be of another kind."""
    say = overview.say
    is_gu = overview.changed.kind == "gu"
    return {**labels(overview), "name": say("controls.gu") if is_gu else say("controls.dong")}


def draw_changed(overview: Overview) -> None:
    """The table of every place compared."""
    frame = changed(overview)
    grids.grid(frame, *split(overview, frame, changed_labels(overview)))


def split(
    overview: Overview, frame: pd.DataFrame, words: dict[str, str]
) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """(labels of the texts, labels with meanings of the numbers) of a table for the screen."""
    numbers = {name for name in map(str, frame) if pd.api.types.is_numeric_dtype(frame[name])}
    meaning = rates.meaning(overview.rate, overview.selection.scope)
    notes = dict.fromkeys(("rank", "rank_low", "rank_high"), ranking.note(overview))
    return (
        {name: words[name] for name in map(str, frame) if name not in numbers},
        {
            name: (words[name], notes.get(name, meaning))
            for name in map(str, frame)
            if name in numbers
        },
    )


def figures_sheet(overview: Overview, figures: list[Figure]) -> Sheet:
    """The key figures of the chosen place, one row each: now, a month before, a year before."""
    say, month = overview.say, overview.selection.month
    before = (pd.Period(month, "M") - 1).start_time.date()
    frame = pd.DataFrame(
        {
            "figure": [figure.label for figure in figures],
            "now": [figure.values.get(month) for figure in figures],
            "month_before": [figure.values.get(before) for figure in figures],
            "year_before": [figure.values.get(rows.year_before(month)) for figure in figures],
        }
    ).astype({"now": float, "month_before": float, "year_before": float})
    in_month = {
        name: say("overview.in_month", month=formats.month(day, say.language))
        for name, day in (
            ("now", month), ("month_before", before), ("year_before", rows.year_before(month))
        )
    }  # fmt: skip
    return Sheet(
        "figures", say("overview.figures", place=overview.place_name), frame,
        {"figure": say("controls.measure"), **in_month},
    )  # fmt: skip


def package(
    overview: Overview,
    answer: str,
    figures: list[Figure],
    dongs: measured.Measured,
    view: maps.View,
    charts: tuple[ChartPart, ...],
    caveats: list[str],
) -> Package:
    """What the page offers to be taken away: all that it shows."""
    say, name = overview.say, overview.rate.name
    return Package(
        page="overview",
        title=say("overview.question"),
        answer=answer,
        selection=overview.selection,
        info=overview.info,
        place_name=overview.place_name,
        sheets=_sheets(overview, figures),
        maps=(
            MapPart(
                on_map.title(overview), view, dongs.rows[["name", "value"]].rename(
                    columns={"value": name}
                ), {"name": say("controls.dong"), name: overview.label},
            ),
        ),
        charts=charts,
        caveats=tuple(caveats),
        figures=_key_figures(overview, figures),
    )  # fmt: skip


def _sheets(overview: Overview, figures: list[Figure]) -> tuple[Sheet, ...]:
    """The tables of the page: its places, figures, changes and milestones."""
    say = overview.say
    ranked, moved, calendar = places(overview), changed(overview), rollout.milestones(overview)
    return (
        Sheet(
            "places", say("overview.table", place=overview.scope_name), ranked,
            _of(labels(overview), ranked),
        ),
        figures_sheet(overview, figures),
        Sheet("changes", changes.title(overview), moved, _of(changed_labels(overview), moved)),
        Sheet(
            "milestones", say("overview.calendar"), calendar,
            {"date": say("overview.date"), "text": say("overview.what"),
             "note": say("table.note"), "source": say("overview.source_column"),
             "address": say("overview.address")},
        ),
    )  # fmt: skip


def _key_figures(overview: Overview, figures: list[Figure]) -> tuple[KeyFigure, ...]:
    """The cards in words: how much, and against what it changed."""
    return tuple(
        KeyFigure(
            card.label,
            card.number + _unit(overview.say, card.unit),
            " · ".join(f"{name} {text}" for name, text, _ in card.changes),
        )
        for card in cards(overview, figures)
    )


def _unit(say: Words, unit: str) -> str:
    """A unit as it follows its number: in English after a space."""
    return f" {unit}" if unit and say.language == "en" else unit


def _of(words: dict[str, str], frame: pd.DataFrame) -> dict[str, str]:
    return {name: words[name] for name in map(str, frame)}
