"""What a page hands over to be taken away: its tables, maps, charts and words, as shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from dashboard import maps
from dashboard.points import NO_POINTS, Points
from pipelines.read import BuildInfo

if TYPE_CHECKING:  # a notebook makes files without a running page
    from dashboard.filters import Choice, Selection
    from dashboard.i18n import Language, Words


@dataclass(frozen=True)
class Sheet:
    """One table as the page shows it, in the order in which it shows it.

    `name` is an ascii stem: part of the file's and the worksheet's name. `frame` holds raw numbers
    (rates 0-1, won, counts) and months as dates; its index is left out. `labels` (the header) and
    `units` (in words) go by column.
    """

    name: str
    title: str
    frame: pd.DataFrame
    labels: dict[str, str]
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MapPart:
    """One map as the page shows it.

    `frame` goes by dong_code (its index) into the properties of the GeoJSON; `points` stand over
    the Dongs in every format.
    """

    title: str
    view: maps.View
    frame: pd.DataFrame
    labels: dict[str, str]
    points: Points = NO_POINTS


@dataclass(frozen=True)
class ChartPart:
    """One chart as the page shows it; `name` is an ascii stem, part of the file's name."""

    name: str
    title: str
    figure: go.Figure


@dataclass(frozen=True)
class KeyFigure:
    """One key figure in words: of what, how much (or why not), and what it changed by, or empty."""

    label: str
    text: str
    change: str = ""


@dataclass(frozen=True)
class Package:
    """All that a page offers: `page` begins every file name, `title` is its question.

    `sheets[0]` is the main table: the one whose first rows stand in the brief, under the `figures`.
    `choices` are the measure and the page's own choices (channel, track, period, ...); `offer` adds
    those of the running page. `findings` are sentences by heading that say the answer at length;
    they stand before the map in the brief.
    """

    page: str
    title: str
    answer: str
    selection: Selection
    info: BuildInfo
    place_name: str
    sheets: tuple[Sheet, ...]
    maps: tuple[MapPart, ...] = ()
    charts: tuple[ChartPart, ...] = ()
    caveats: tuple[str, ...] = ()
    figures: tuple[KeyFigure, ...] = ()
    choices: tuple[Choice, ...] = ()
    findings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def language(self) -> Language:
        """The language of the page, and so of its files."""
        return self.selection.scope.language

    @property
    def say(self) -> Words:
        """The words of that language."""
        return self.selection.scope.words

    @property
    def place(self) -> str:
        """The code of the chosen Dong, else of the Gu, else `all`."""
        return self.selection.dong or self.selection.gu or "all"


def key_figures(shown: Mapping[str, tuple[str, str]]) -> tuple[KeyFigure, ...]:
    """The figures that `blocks.figures` draws: (text, meaning) by label."""
    return tuple(KeyFigure(label, text) for label, (text, _) in shown.items())
