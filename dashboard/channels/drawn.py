"""The map of the chosen channel, the bars of all channels, and their months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts, formats, maps, measured, places
from dashboard.channels import rows
from dashboard.channels.rows import OUTCOMES, Channels
from dashboard.measured import Measured
from dashboard.period import Period

SILENT = "#e08a1e"
"""Off the ramp, so that nobody takes it for a class; tells from it without colour vision."""


def map_view(channels: Channels, by_dong: Measured) -> maps.View:
    """The chosen measure by Dong; a silent Dong with much need has a colour of its own."""
    say = channels.say
    silent = channels.own_silent.set_index("dong_code")["at_risk_count"]

    def more_lines(row: Any) -> Iterator[str]:
        if row.Index in silent.index:
            yield say("channels.tip_silent", need=say.amount("household", silent[row.Index]))

    view = measured.map_view(by_dong, more_lines=more_lines)
    legend = replace(
        view.legend,
        title=say(
            "channels.legend",
            channel=channels.channel_names[channels.channel],
            measure=by_dong.measure.label,
            period=_period(channels, by_dong.measure.name).text(say, is_short=True),
        ),
    )
    if not len(silent):
        return replace(view, legend=legend)
    row = maps.LegendRow(SILENT, say("channels.legend_silent"), say.amount("dong", len(silent)))
    return replace(
        view,
        fills=view.fills | dict.fromkeys(map(str, silent.index), SILENT),
        legend=replace(legend, rows=(*legend.rows, row)),
    )


def map_title(channels: Channels, by_dong: Measured) -> str:
    """Which measure of which channel, where and when."""
    say = channels.say
    return say(
        "channels.map_title",
        channel=channels.channel_names[channels.channel],
        measure=by_dong.measure.label,
        period=_period(channels, channels.selection.measure).text(say),
    )


def bars(channels: Channels) -> Figure:
    """The chosen measure of every channel at the place of the panel."""
    say, name = channels.say, channels.selection.measure
    measure = rows.measure_of(channels.selection)
    states = rows.states(channels, channels.channels, name)
    texts = [
        measure.text(say, value) if state == "value" else measured.absence_text(say, measure, state)
        for value, state in zip(channels.channels[name], states, strict=True)
    ]
    labels = [channels.channel_names[code] for code in channels.channels.index]
    table = pd.DataFrame(
        {
            "label": labels,
            "value": channels.channels[name].to_numpy(),
            "text": texts,
            "hover": [f"{label} · {text}" for label, text in zip(labels, texts, strict=True)],
            "is_strong": channels.channels.index == channels.channel,
        }
    )
    order = table.sort_values("value", ascending=False, kind="stable", na_position="last")
    return charts.bars(order, height=300)


def bars_title(channels: Channels) -> str:
    """The place, the measure and the period of the bars."""
    say = channels.say
    return say(
        "channels.bars_title",
        place=channels.place_name,
        measure=rows.measure_of(channels.selection).label,
        period=_period(channels, channels.selection.measure).text(say),
    )


def months(channels: Channels) -> Figure:
    """The chosen measure of every channel by month: one small chart a channel, one scale."""
    say, name = channels.say, channels.selection.measure
    table = monthly(channels)
    januaries = [month for month in table["month"].drop_duplicates() if month.month == 1]
    every_other = januaries[1::2] if len(januaries) > 3 else januaries
    return charts.small_multiples(
        table,
        channels.channel_names,
        is_rate=name.endswith("_rate"),
        strong=channels.channel,
        years={month: formats.year(month.date(), say.language) for month in every_other},
    )


def months_title(channels: Channels) -> str:
    """The place and the measure of the small charts."""
    return channels.say(
        "channels.months_title",
        place=channels.place_name,
        measure=rows.measure_of(channels.selection).label,
    )


def monthly(channels: Channels) -> pd.DataFrame:
    """`panel` (channel), `month`, `value` and `text` of the chosen measure for the place.

    A month without a report is zero in `internal`; in `open` it may be hidden and is a gap.
    """
    say, name = channels.say, channels.selection.measure
    measure = rows.measure_of(channels.selection)
    table = places.place_table("reports", channels.selection, channels.info)
    months = data_months(channels)
    every = pd.MultiIndex.from_product([channels.channel_names, months], names=["panel", "month"])
    found = table.rename(columns={"report_channel": "panel"}).set_index(["panel", "month"])
    values = found[name].astype("Float64").astype(float).reindex(every)
    if not channels.is_open and name == "report_count":
        values = values.fillna(0.0)
    absent = say("state.suppressed") if channels.is_open else measure.absent["undefined"]
    texts = {value: measure.text(say, value) for value in values.dropna().unique()}
    names = {month: formats.month(month.date(), say.language) for month in months}
    made = values.rename("value").reset_index()
    made["text"] = [
        f"{channels.channel_names[str(code)]} · {names[month]} · {texts.get(value, absent)}"
        for code, month, value in zip(made["panel"], made["month"], made["value"], strict=True)
    ]
    return made


def data_months(channels: Channels) -> pd.DatetimeIndex:
    """Every month of the publication."""
    first, last = channels.info.first_month, channels.info.last_month
    return pd.date_range(first, last, freq="MS", unit="s")


def _period(channels: Channels, name: str) -> Period:
    """The months that a measure speaks of."""
    if name in OUTCOMES and channels.outcome_period:
        return channels.outcome_period
    return channels.period
