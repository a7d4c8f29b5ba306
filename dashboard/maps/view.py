"""What a map shows, as frozen records, and the colour of each Dong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from dashboard.classes import Classes

FILLS: dict[str, str] = {
    "suppressed": "url(#hatch-suppressed)",
    "undefined": "url(#hatch-undefined)",
    "missing": "#e3e3e0",
}


@dataclass(frozen=True)
class LegendRow:
    """One line of a legend: a colour or hatch, what it means, how many Dongs have it.

    `mark` is a sign in the place of the colour ("▲"); `fill` is then "none". `paler` are the
    colours beside it, for the same values less surely known. `shape` is that of a point (see
    `dashboard.points`) in that colour, on pictures; the browser adds these rows itself.
    """

    fill: str
    label: str
    count: str
    mark: str = ""
    paler: tuple[str, ...] = ()
    shape: str = ""


@dataclass(frozen=True)
class Legend:
    """The legend of a map."""

    title: str
    rows: tuple[LegendRow, ...]


@dataclass(frozen=True)
class Note:
    """A line inside the frame, so that a screenshot carries it."""

    kind: Literal["invented", "attribution"]
    text: str


@dataclass(frozen=True)
class Beside:
    """What a second map shows of the same Dongs, beside the first."""

    fills: dict[str, str]
    tips: dict[str, tuple[str, ...]]
    legend: Legend


@dataclass(frozen=True)
class Playing:
    """The months that a map can play, and the words of its buttons.

    `frames` is what `frames_json` makes of them; `at` the month that the view shows.
    """

    frames: str
    at: str
    play: str
    pause: str
    month: str


@dataclass(frozen=True)
class View:
    """What a map shows: `fills` and `tips` by dong_code, `gu_names` by gu_code.

    A tip is the lines of the hover, the name first. `focus` is the one Gu to draw (None: all),
    `chosen` the Dong with the strong outline. `marks` are signs on Dongs, by dong_code. Of shapes
    without Dongs (`shapes_script`) the codes are those of Gu.
    """

    fills: dict[str, str]
    tips: dict[str, tuple[str, ...]]
    gu_names: dict[str, str]
    legend: Legend
    notes: tuple[Note, ...]
    focus: str | None = None
    chosen: str | None = None
    marks: dict[str, str] = field(default_factory=dict)
    beside: Beside | None = None
    playing: Playing | None = None


def fills(
    values: pd.Series, states: pd.Series, classes: Classes, *, is_more_worse: bool
) -> dict[str, str]:
    """The colour or hatch of each Dong.

    Parameters
    ----------
    values, states : by dong_code; `states` says for each whether it has a value, is suppressed,
        is undefined (nobody at risk, so no rate) or missing.
    """
    colours = classes.colours(is_more_worse=is_more_worse) if len(classes) else ()
    places = classes.of(values)
    return {
        str(code): colours[place] if state == "value" else FILLS[state]
        for code, place, state in zip(states.index, places, states, strict=True)
    }
