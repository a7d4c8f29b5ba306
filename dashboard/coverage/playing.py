"""Every month of the map, for the player: painted as the page would paint it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard import classes, data, formats, maps
from dashboard.coverage.measures import breaks
from dashboard.coverage.months import every_month
from dashboard.coverage.painting import Cells, paint
from dashboard.coverage.rows import Coverage
from dashboard.keeping import kept
from dashboard.measured import Measured


@dataclass(frozen=True)
class Grid:
    """A measure of all places in all months: arrays of shape (months, places).

    `codes` are those of the places, in order.
    """

    codes: list[str]
    value: npt.NDArray[np.float64]
    state: npt.NDArray[np.object_]
    width: npt.NDArray[np.float64]


def playing(coverage: Coverage) -> maps.Playing:
    """The months that the map can play, and the words of its buttons."""
    say = coverage.say
    names = [shown.measure.name for shown in (coverage.shown, coverage.beside) if shown]
    key = (coverage.selection.scope.language, coverage.selection.gu or "", *names)
    return maps.Playing(
        frames=_frames(coverage, (*_publication(coverage), coverage.method, *key)),
        at=f"{coverage.selection.month:%Y-%m}",
        play=say("player.play"),
        pause=say("player.pause"),
        month=say("player.month"),
    )


def legend_title(shown: Measured, month: date) -> str:
    """The measure and the month."""
    say = shown.say
    return say(
        "legend.title", measure=shown.measure.label, month=formats.month(month, say.language)
    )


@kept(60, aside=1)
def _frames(coverage: Coverage, key: tuple[str, ...]) -> str:
    """The frames as JSON, kept by all that they depend on."""
    months = data.months(coverage.info)
    names = {f"{month:%Y-%m}": formats.month(month, coverage.say.language) for month in months}
    # side by side, one ruler: both maps are broken by the raw rate
    ruler = "coverage_rate" if coverage.beside else coverage.shown.measure.name
    broken = _all_breaks(coverage, ruler, (*_publication(coverage), coverage.method))
    sides = []
    for shown in (coverage.shown, coverage.beside):
        if shown:
            grid = _grid(coverage, shown.measure.name, _publication(coverage))
            sides.append(_side(coverage, shown, grid, broken))
    return maps.frames_json(_inside(coverage, grid), names, sides)


def _side(
    coverage: Coverage, shown: Measured, grid: Grid, broken: list[classes.Classes]
) -> list[tuple[list[str], maps.Legend]]:
    """(fills, legend) of each month of one map."""
    gu = coverage.selection.gu or ""
    inside = np.array([code.startswith(gu) for code in grid.codes], bool)
    return [
        paint(
            coverage.say,
            shown.measure,
            each,
            Cells(grid.value[at, inside], grid.state[at, inside], grid.width[at, inside]),
            title=legend_title(shown, month),
            unit=coverage.unit,
        )
        for at, (month, each) in enumerate(zip(data.months(coverage.info), broken, strict=True))
    ]


def _inside(coverage: Coverage, grid: Grid) -> list[str]:
    gu = coverage.selection.gu or ""
    return [code for code in grid.codes if code.startswith(gu)]


@kept(24, aside=1)
def _all_breaks(coverage: Coverage, name: str, key: tuple[str, ...]) -> list[classes.Classes]:
    """The classes of every month, of all places: the same whichever Gu is looked at."""
    grid = _grid(coverage, name, _publication(coverage))
    measure = coverage.shown.measure
    everything = pd.Series(grid.value.ravel())
    method: classes.Method = coverage.method
    return [breaks(pd.Series(row), method, measure, everything) for row in grid.value]


@kept(12, aside=1)
def _grid(coverage: Coverage, name: str, key: tuple[str, ...]) -> Grid:
    """All months of a measure, kept as arrays."""
    by_gu = coverage.is_by_gu
    table = every_month(coverage.selection, coverage.info, name, by_gu=by_gu)
    place = "gu_code" if by_gu else "dong_code"
    known = data.table("gus" if by_gu else "dongs", coverage.info, coverage.selection.scope.release)
    codes = sorted(known[place])
    months = [pd.Timestamp(month) for month in data.months(coverage.info)]
    at = (
        pd.Index(months).get_indexer(pd.Index(table["month"])),
        pd.Index(codes).get_indexer(pd.Index(table[place])),
    )
    shape = (len(months), len(codes))
    value, width = np.full(shape, np.nan), np.full(shape, np.nan)
    state = np.full(shape, "missing", object)
    value[at] = table["value"]
    state[at] = table["state"]
    if name == "smoothed_rate":
        width[at] = table["smoothed_high"] - table["smoothed_low"]
    return Grid(codes, value, state, width)


def _publication(coverage: Coverage) -> tuple[str, ...]:
    scope = coverage.selection.scope
    kind = "gus" if coverage.is_by_gu else "dongs"
    return (data.version(coverage.info), scope.deployment, scope.release, kind)
