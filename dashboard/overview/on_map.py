"""The small map of the chosen measure by Dong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard import classes, maps, measured
from dashboard.overview import ranking, rates
from dashboard.overview.rows import Overview


def measured_dongs(overview: Overview) -> measured.Measured:
    """The chosen measure of every Dong, as maps know it."""
    selection, rate = overview.selection, overview.rate
    rows = overview.everywhere.rows
    table = pd.DataFrame(
        {
            rate.name: rows["rate"] if rate.is_share else (rows["rate"] * rate.per).round(1),
            "is_suppressed": rows["state"] == "suppressed",
        }
    )
    return measured.measured(
        selection,
        overview.info,
        table,
        rates.measure(rate, selection.scope),
        is_undefined=rows["state"] == "undefined",
    )


def map_view(overview: Overview, dongs: measured.Measured) -> maps.View:
    """What the map shows: no rank among all Dongs, which their few households do not bear."""
    rows, known, selection = dongs.rows, overview.everywhere.rows, overview.selection
    breaks = classes.round_breaks(dongs.everywhere, is_whole=False)
    is_more_worse = dongs.measure.is_more_worse
    return maps.View(
        fills=maps.fills(rows["value"], rows["state"], breaks, is_more_worse=is_more_worse),
        tips={
            str(row.Index): tuple(_lines(overview, dongs, row))
            for row in known.loc[rows.index].itertuples()
        },
        gu_names=dict(dongs.gu_names),
        legend=measured.legend(dongs, breaks),
        notes=measured.notes(dongs.say, dongs.info),
        focus=selection.gu,
        chosen=selection.dong,
    )


def _lines(overview: Overview, dongs: measured.Measured, row: Any) -> Iterator[str]:
    say, rate = overview.say, overview.rate
    yield f"{row.name} · {row.other_name} ({row.gu_name})"
    if row.state != "value":
        value = measured.state_text(say, row.state)
        yield say("tip.measure", label=dongs.measure.label, value=value)
        return
    yield say("tip.measure", label=dongs.measure.label, value=rate.text(say, row.rate))
    yield ranking.parts(overview, row)
    if pd.notna(row.change):
        yield say("overview.tip_change", change=rate.change_text(say, row.change))


def title(overview: Overview) -> str:
    """The place, the measure and the month."""
    return overview.say(
        "overview.map_title",
        place=overview.scope_name,
        measure=overview.label,
        month=ranking.month_name(overview),
    )
