"""The key figures of the chosen place: this month, and against the month and the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import formats, places
from dashboard.overview import rates, rows
from dashboard.overview.cards import Card
from dashboard.overview.rates import signed
from dashboard.overview.rows import Overview
from pipelines import read
from pipelines.schema import COLUMNS

TREND_MONTHS = 24
# of a smaller number a change in per cent says little
_LEAST_FOR_SHARE = 100


@dataclass(frozen=True)
class Figure:
    """One key figure by month: `values` (float, by month) and `states` (why there is none)."""

    column: str
    label: str
    values: pd.Series
    states: pd.Series


def load(overview: Overview) -> list[Figure]:
    """The key figures of the chosen Dong, Gu or whole deployment, every month."""
    selection, info, say = overview.selection, overview.info, overview.say
    coverage = places.place_table("coverage", selection, info)
    activity = places.place_table("activity", selection, info)
    cases = places.place_table("case_flow", selection, info)
    words = _labels(overview)
    figures = [
        _figure(table, column, words[column])
        for table, columns in (
            (coverage, ("at_risk_count", "reached_count", rates.COVERAGE)),
            (activity, ("newly_found_count", "visit_count", "consultation_count")),
        )
        for column in columns
    ]
    # one a track: a sum of protected counts would be no published number
    tracks = {"general": say("overview.open_general"), "intensive": say("overview.open_intensive")}
    figures += [
        _figure(cases[cases["case_track"] == track], "open_end_count", label)
        for track, label in tracks.items()
    ]
    return figures


def _labels(overview: Overview) -> dict[str, str]:
    language = overview.say.language
    labels = {
        **read.labels("coverage_by_gu_month", language),
        **read.labels("activity_by_gu_month", language),
    }
    say = overview.say
    shorter = {"at_risk_count": say("overview.at_risk"), "reached_count": say("overview.reached")}
    return {**labels, **shorter}


def _figure(table: pd.DataFrame, column: str, label: str) -> Figure:
    by_month = table.set_index(table["month"].dt.date)
    values = by_month[column].astype(float)
    states = pd.Series("missing", index=by_month.index)
    if column == rates.COVERAGE:
        states = states.mask(
            by_month["at_risk_count"].eq(0).fillna(False).astype(bool), "undefined"
        )
    states = states.mask(by_month["is_suppressed"].astype(bool), "suppressed")
    return Figure(column, label, values, states.mask(values.notna(), "value"))


def cards(overview: Overview, figures: list[Figure]) -> list[Card]:
    """Each figure as a card, in the order in which the page shows them."""
    return [_card(overview, figure) for figure in figures]


def _card(overview: Overview, figure: Figure) -> Card:
    say, month = overview.say, overview.selection.month
    state = _state(figure, month)
    number, unit = _none(overview, state), ""
    if state == "value":
        number, unit = _number(overview, figure, figure.values[month])
    return Card(
        label=figure.label,
        meaning=read.meaning(figure.column, say.language),
        number=number,
        unit=unit,
        is_known=state == "value",
        changes=tuple(_changes(overview, figure)),
        trend=_trend(figure, month),
        trend_text=_trend_text(overview, figure, month),
    )


def _state(figure: Figure, month: date) -> str:
    return str(figure.states.get(month, "missing"))


def _none(overview: Overview, state: str) -> str:
    say = overview.say
    return {
        "value": "",
        "suppressed": say("state.suppressed"),
        "undefined": say("state.undefined"),
        "missing": say("state.missing"),
    }[state]


def _number(overview: Overview, figure: Figure, value: float) -> tuple[str, str]:
    """(number, unit)."""
    say = overview.say
    if figure.column == rates.COVERAGE:
        return formats.percent(value, say.language), ""
    number = say.number(value)
    unit = COLUMNS[figure.column].unit
    return number, say.amount(unit, value).replace(number, "", 1).strip() if unit else ""


def _changes(overview: Overview, figure: Figure) -> Iterator[tuple[str, str, str]]:
    """(against what, how much or why not, in per cent or empty), twice."""
    say, month = overview.say, overview.selection.month
    month_before = (pd.Period(month, "M") - 1).start_time.date()
    for name, earlier in (
        (say("overview.against_month"), month_before),
        (say("overview.against_year"), rows.year_before(month)),
    ):
        yield (name, *change(overview, figure, earlier))


def change(overview: Overview, figure: Figure, earlier: date) -> tuple[str, str]:
    """(how much it changed since `earlier`, or why that cannot be said; in per cent or empty)."""
    say, month = overview.say, overview.selection.month
    if earlier not in overview.months:
        return say("overview.no_such_month"), ""
    now, before = _state(figure, month), _state(figure, earlier)
    if now != "value" or before != "value":
        return _none(overview, now if now != "value" else before), ""
    value, start = figure.values[month], figure.values[earlier]
    if figure.column == rates.COVERAGE:
        return say("overview.points", n=signed(say, (value - start) * 100, decimals=1)), ""
    share = (value - start) / start if start >= _LEAST_FOR_SHARE else 0
    text = f"({signed(say, share * 100, decimals=1)}%)" if round(share, 3) else ""
    return signed(say, value - start), text


def _window(figure: Figure, month: date) -> pd.Series:
    """The values of the months that the trend shows."""
    span = pd.period_range(end=pd.Period(month, "M"), periods=TREND_MONTHS, freq="M")
    return figure.values.reindex([period.start_time.date() for period in span])


def _trend(figure: Figure, month: date) -> tuple[float | None, ...]:
    values = _window(figure, month)
    values = values[values.notna().cumsum() > 0]  # begins where the data begin
    return tuple(None if pd.isna(value) else float(value) for value in values)


def _trend_text(overview: Overview, figure: Figure, month: date) -> str:
    say = overview.say
    known = _window(figure, month).dropna()
    if known.empty:
        return say("overview.trend_none", n=TREND_MONTHS)
    low, high = ("".join(_number(overview, figure, end)) if say.language == "ko"
                 else " ".join(_number(overview, figure, end)).strip()
                 for end in (known.min(), known.max()))  # fmt: skip
    return say("overview.trend", n=TREND_MONTHS, low=low, high=high)
