"""Every month of the map, for the player: painted as the page would paint it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import data, formats, maps
from dashboard.coverage.painting import paint
from dashboard.coverage.rows import Coverage, breaks, every_month
from dashboard.measured import Measured


def playing(coverage: Coverage) -> maps.Playing:
    """The months that the map can play, and the words of its buttons."""
    say = coverage.say
    scope = coverage.selection.scope
    return maps.Playing(
        frames=_frames(
            coverage,
            (
                data.version(coverage.info),
                scope.deployment,
                scope.release,
                scope.language,
                coverage.selection.gu,
                coverage.shown.measure.name,
                coverage.beside.measure.name if coverage.beside else "",
                coverage.method,
            ),
        ),
        at=f"{coverage.selection.month:%Y-%m}",
        play=say("player.play"),
        pause=say("player.pause"),
        month=say("player.month"),
    )


@st.cache_data(max_entries=60, show_spinner=False)
def _frames(_coverage: Coverage, key: tuple[str | None, ...]) -> str:
    """The frames as JSON, kept by all that they depend on."""
    codes = sorted(_coverage.rows.index)
    names = {
        f"{month:%Y-%m}": formats.month(month, _coverage.say.language)
        for month in data.months(_coverage.info)
    }
    sides = [
        _side(_coverage, shown, codes) for shown in (_coverage.shown, _coverage.beside) if shown
    ]
    return maps.frames_json(codes, names, sides)


def _side(
    coverage: Coverage, shown: Measured, codes: list[str]
) -> list[tuple[list[str], maps.Legend]]:
    """(fills, legend) of each month of one map."""
    say, info, measure = coverage.say, coverage.info, shown.measure
    table = every_month(coverage.selection, info, measure.name, by_gu=coverage.is_by_gu)
    table = table.rename(columns={"smoothed_low": "low", "smoothed_high": "high"})
    wanted = [name for name in ("value", "state", "low", "high") if name in table]
    key = "gu_code" if coverage.is_by_gu else "dong_code"
    months = dict(iter(table.set_index(key).groupby("month")[wanted]))
    nothing = pd.DataFrame({"value": pd.Series(dtype=float), "state": pd.Series(dtype=str)})
    # side by side, one ruler: both maps are broken by the raw rate
    ruler = _ruler(coverage, measure.name)
    found = []
    for month in data.months(info):
        everywhere = months.get(pd.Timestamp(month), nothing)
        rows = everywhere.reindex(codes)
        rows["state"] = rows["state"].fillna("missing")
        broken = breaks(
            ruler.get(pd.Timestamp(month), nothing["value"]),
            coverage.method,
            measure,
            table["value"],
        )
        title = legend_title(replace(shown, selection=replace(shown.selection, month=month)))
        found.append(paint(say, measure, broken, rows, title=title, unit=coverage.unit))
    return found


def _ruler(coverage: Coverage, name: str) -> dict[pd.Timestamp, pd.Series]:
    """The values of all places by month from which the classes are made."""
    wanted = "coverage_rate" if coverage.beside else name
    table = every_month(coverage.selection, coverage.info, wanted, by_gu=coverage.is_by_gu)
    return dict(iter(table.groupby("month")["value"]))


def legend_title(shown: Measured) -> str:
    """The measure and the month."""
    month: date = shown.selection.month
    return shown.say(
        "legend.title", measure=shown.measure.label, month=formats.month(month, shown.say.language)
    )
