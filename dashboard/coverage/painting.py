"""Fills and legend of one map in one month; the same for the page's month and for the player's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard import classes, maps
from dashboard.i18n import Words
from dashboard.measured import Measure, state_text

# an interval wider than this says little: the Dong is painted paler
WIDE = 0.2
_PAPER = (251, 251, 249)
_PALE = 0.5


@dataclass(frozen=True)
class Cells:
    """What there is to paint, place by place: values (NaN: none), states, widths of intervals.

    `width` is NaN where there is no interval.
    """

    value: npt.NDArray[np.float64]
    state: npt.NDArray[np.object_]
    width: npt.NDArray[np.float64]


def paint(
    say: Words, measure: Measure, breaks: classes.Classes, cells: Cells, *, title: str, unit: str
) -> tuple[list[str], maps.Legend]:
    """(fills in the order of the cells, legend). `unit` is what a cell is: dong, gu."""
    inside = breaks.places(cells.value)
    is_wide = cells.width > WIDE
    colours = breaks.colours(is_more_worse=measure.is_more_worse) if len(breaks) else ()
    pale = [_paler(colour) for colour in colours]
    fills = [
        maps.FILLS[why] if why != "value" else (pale if wide else colours)[place]
        for place, why, wide in zip(
            inside.tolist(), cells.state.tolist(), is_wide.tolist(), strict=True
        )
    ]
    counts = np.bincount(inside[inside >= 0], minlength=len(breaks)).tolist()
    lines = [
        maps.LegendRow(colour, measure.range_text(say, *breaks.bounds(place)), say.amount(unit, n))
        for place, (colour, n) in enumerate(zip(colours, counts, strict=True))
    ]
    if is_wide.any():
        label = say("legend.wide", points=say.number(round(100 * WIDE)))
        lines.append(
            maps.LegendRow(pale[len(pale) // 2], label, say.amount(unit, int(is_wide.sum())))
        )
    return fills, maps.Legend(title, (*lines, *_states(say, measure, cells.state, unit)))


def _states(
    say: Words, measure: Measure, state: npt.NDArray[np.object_], unit: str
) -> Sequence[maps.LegendRow]:
    """The reasons for no value that occur."""
    counts = {why: int((state == why).sum()) for why in maps.FILLS}
    return [
        maps.LegendRow(
            fill=maps.FILLS[why],
            label=measure.absent.get(why) or state_text(say, why),
            count=say.amount(unit, count),
        )
        for why, count in counts.items()
        if count
    ]


def _paler(colour: str) -> str:
    """The colour half way to the ground of the map."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = (
        round(_PALE * part + (1 - _PALE) * paper) for part, paper in zip(parts, _PAPER, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
