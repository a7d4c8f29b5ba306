"""What the panel tells of one Dong: reports, people at work, services, and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts, data, formats
from dashboard.coverage.rows import Coverage
from dashboard.measured import state_text
from pipelines import read
from pipelines.schema import COLUMNS

YEAR = 12  # months that reports and services are summed over: of one month there are few


@dataclass(frozen=True)
class Listing:
    """A small table: its cells, the words over its text columns, (label, meaning) of the others.

    `rates` go in per cent where their column's name ends with `_rate`. `sentence` says over which
    months, or why the table is empty.
    """

    sentence: str
    rows: pd.DataFrame
    texts: dict[str, str]
    measures: dict[str, tuple[str, str]]


def months(coverage: Coverage) -> tuple[date, date]:
    """The first and last of the twelve months that end with the page's (fewer at the start)."""
    month = coverage.selection.month
    year_before = date(month.year - 1, month.month, 1)
    inside = [each for each in data.months(coverage.info) if year_before < each <= month]
    return inside[0], month


def channels(coverage: Coverage) -> Listing:
    """Reports of the twelve months by channel, most first."""
    rows = _summed(coverage, "reports_by_dong_month")
    measures = ("report_count", "newly_found_count")
    return _listing(coverage, "reports_by_dong_month", rows, ("report_channel",), measures)


def channel_chart(coverage: Coverage) -> Figure:
    """The reports of `channels` as bars."""
    say, rows = coverage.say, channels(coverage).rows
    values = rows["report_count"]
    names = rows["report_channel"]
    texts = [
        state_text(say, "suppressed") if pd.isna(value) else say.amount("case", value)
        for value in values
    ]
    bars = pd.DataFrame(
        {
            "label": names,
            "value": values,
            "text": texts,
            "hover": [f"{name} · {text}" for name, text in zip(names, texts, strict=True)],
            "is_strong": True,
        }
    )
    return charts.bars(bars, height=40 + 26 * len(bars))


def services(coverage: Coverage) -> Listing:
    """What reached households in the twelve months, by kind, most first."""
    rows = _summed(coverage, "services_by_dong_month")
    return _listing(
        coverage,
        "services_by_dong_month",
        rows,
        ("service_kind", "funding"),
        ("service_count", "quantity"),
        more=("unit",),
    )


def staff(coverage: Coverage) -> Listing:
    """Who worked there in the page's month."""
    selection = coverage.selection
    rows = data.table(
        "staff_by_dong_month",
        coverage.info,
        selection.scope.release,
        dong=selection.dong,
        month=selection.month,
    )
    return _listing(
        coverage, "staff_by_dong_month", rows, ("role",), ("headcount", "fte"), is_year=False
    )


def neighbours(coverage: Coverage) -> Listing:
    """The Dongs that touch it, worst first, with the chosen measure and the rest."""
    say = coverage.say
    near = data.neighbours(coverage.info)
    codes = near.loc[near["dong_code"] == coverage.selection.dong, "neighbour_code"]
    everywhere = coverage.everywhere
    rows = everywhere[everywhere.index.isin(codes)]
    notes = ["" if why == "value" else state_text(say, why) for why in rows["state"]]
    name = coverage.shown.measure.name
    cells = pd.DataFrame(
        {
            "dong_name": rows["gu_name"] + " " + rows["name"],
            name: rows["value"].astype(float),
            "at_risk_count": rows["at_risk_count"].astype(float),
        },
        rows.index,
    )
    texts = {"dong_name": say("controls.dong")}
    if any(notes):
        cells, texts = cells.assign(note=notes), {**texts, "note": say("table.note")}
    words = read.labels("coverage_by_dong_month", say.language)
    about = read.meaning("at_risk_count", say.language)
    measure = coverage.shown.measure
    return Listing(
        sentence=say("dong.no_neighbours") if cells.empty else "",
        rows=cells,
        texts=texts,
        measures={
            name: (measure.label, measure.meaning),
            "at_risk_count": (words["at_risk_count"], about),
        },
    )


def _summed(coverage: Coverage, table: str) -> pd.DataFrame:
    selection = coverage.selection
    return data.period(
        table,
        coverage.info,
        selection.scope.release,
        months(coverage),
        dong=selection.dong,
    )


def _listing(
    coverage: Coverage,
    table: str,
    rows: pd.DataFrame,
    categories: tuple[str, ...],
    measures: tuple[str, ...],
    *,
    more: tuple[str, ...] = (),
    is_year: bool = True,
) -> Listing:
    """The rows with their categories in words, most first, hidden ones last and said so.

    `more` are categories to the right of the measures: the unit of a quantity.
    """
    say = coverage.say
    words = read.labels(table, say.language)
    texts = {name: words[name] for name in (*categories, *more)}
    cells = rows.sort_values(measures[0], ascending=False, na_position="last", kind="stable")
    for name in (*categories, *more):
        vocabulary = COLUMNS[name].vocabulary or name
        cells = cells.assign(**{name: cells[name].map(read.values(vocabulary, say.language))})
    hidden = cells.get("is_suppressed", pd.Series(False, index=cells.index)).astype(bool)
    cells = cells[[*categories, *measures, *more]].astype(dict.fromkeys(measures, float))
    if hidden.any():
        notes = hidden.map({True: state_text(say, "suppressed"), False: ""})
        cells, texts = cells.assign(note=notes), {**texts, "note": say("table.note")}
    return Listing(
        sentence=_period_sentence(coverage, is_year=is_year, is_empty=cells.empty),
        rows=cells.reset_index(drop=True),
        texts=texts,
        measures={name: (words[name], read.meaning(name, say.language)) for name in measures},
    )


def _period_sentence(coverage: Coverage, *, is_year: bool, is_empty: bool) -> str:
    say, language = coverage.say, coverage.say.language
    first, last = months(coverage)
    about = {
        "first": formats.month(first, language),
        "last": formats.month(last, language),
        "month": formats.month(last, language),
    }
    if is_empty:
        is_open = coverage.selection.scope.release == "open"
        return say("dong.nothing_open", **about) if is_open else say("dong.nothing", **about)
    return say("dong.period", **about) if is_year else say("dong.month", **about)
