"""Fills and legend of one map in one month; the same for the page's month and for the player's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard import classes, maps
from dashboard.i18n import Words
from dashboard.measured import Measure, state_text

# an interval wider than this says little: the Dong is painted paler
WIDE = 0.2
_PAPER = (251, 251, 249)
_PALE = 0.5


def paint(
    say: Words,
    measure: Measure,
    breaks: classes.Classes,
    rows: pd.DataFrame,
    *,
    title: str,
    unit: str,
) -> tuple[list[str], maps.Legend]:
    """(fills in the order of the rows, legend).

    Parameters
    ----------
    rows : `value`, `state` and, for a measure with intervals, `low` and `high`.
    unit : what a row is, as a code of the words' amounts: dong, gu.
    """
    inside = breaks.of(rows["value"]).to_numpy()
    state = rows["state"].to_numpy(object)
    is_wide = _is_wide(rows)
    colours = breaks.colours(is_more_worse=measure.is_more_worse) if len(breaks) else ()
    pale = [_paler(colour) for colour in colours]
    fills = [
        maps.FILLS[why] if why != "value" else (pale if wide else colours)[place]
        for place, why, wide in zip(inside, state, is_wide, strict=True)
    ]
    lines = [
        maps.LegendRow(
            fill=colour,
            label=measure.range_text(say, *breaks.bounds(place)),
            count=say.amount(unit, int((inside == place).sum())),
        )
        for place, colour in enumerate(colours)
    ]
    if is_wide.any():
        label = say("legend.wide", points=say.number(round(100 * WIDE)))
        middle = pale[len(pale) // 2]
        lines.append(maps.LegendRow(middle, label, say.amount(unit, int(is_wide.sum()))))
    lines += _states(say, measure, state, unit)
    return fills, maps.Legend(title, tuple(lines))


def _states(
    say: Words, measure: Measure, state: npt.NDArray[np.object_], unit: str
) -> Sequence[maps.LegendRow]:
    """The reasons for no value that occur."""
    counts = {why: int((state == why).sum()) for why in maps.FILLS}
    return [
        maps.LegendRow(
            maps.FILLS[why],
            measure.absent.get(why) or state_text(say, why),
            say.amount(unit, count),
        )
        for why, count in counts.items()
        if count
    ]


def _is_wide(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    if "low" not in rows:
        return np.zeros(len(rows), bool)
    width = (rows["high"] - rows["low"]).to_numpy(float)
    return np.asarray((width > WIDE) & (rows["state"] == "value").to_numpy(), bool)


def _paler(colour: str) -> str:
    """The colour half way to the ground of the map."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = (
        round(_PALE * part + (1 - _PALE) * paper) for part, paper in zip(parts, _PAPER, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
