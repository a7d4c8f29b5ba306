"""A plotly Figure as SVG or PNG: title above, the chart, the marks below, all inside."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib
import plotly.graph_objects as go
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from dashboard import maps
from dashboard.takeaway.lettering import font_folder, wrap
from dashboard.takeaway.plots.axes import PALE_INK, PIXEL
from dashboard.takeaway.plots.legend import draw_legend
from dashboard.takeaway.plots.marks import Pair
from dashboard.takeaway.plots.notes import Places, draw_annotation, draw_shape
from dashboard.takeaway.plots.pairs import dress_pair, ids_of, match, pairs_of
from dashboard.takeaway.plots.support import require_drawable
from dashboard.takeaway.plots.traces import DRAWERS
from dashboard.takeaway.plots.wording import palette, plain_text, theme

WIDTH = 960.0
_MARGIN = 20.0
_HIGHEST = 2400.0
_TITLE, _NOTE = 20.0, 12.5
_WARNING = "#8a3b00"
# Settings of matplotlib belong to the whole process: one picture at a time, and put back after it.
_LOCK = threading.RLock()
_SETTINGS: Any = {
    "font.family": ["NanumGothic", "DejaVu Sans"],  # the latter for signs that the former lacks
    "axes.unicode_minus": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "dabokdong",  # same chart, same bytes
    "path.simplify": True,
}


def draw_svg(
    figure: go.Figure,
    *,
    title: str = "",
    notes: Sequence[maps.Note] = (),
    across: float = WIDTH,
) -> bytes:
    """The figure as a standalone SVG, `across` pixels wide, its text as outlines.

    Raises InputError, naming what it is, for a figure that holds what a picture cannot show.
    """
    made = _saved(
        figure, title, notes, across, format="svg", metadata={"Date": None, "Title": title}
    )
    # a document type is fetched by some readers, and matplotlib's names another host
    return re.sub(rb"<!DOCTYPE[^>]*>\s*", b"", made, count=1)


def draw_png(
    figure: go.Figure, *, title: str = "", notes: Sequence[maps.Note] = (), scale: float = 2
) -> bytes:
    """The figure as PNG, `scale` times `WIDTH` pixels wide; raises as `draw_svg` does."""
    return _saved(figure, title, notes, WIDTH, format="png", dpi=96 * scale)


def _saved(
    figure: go.Figure, title: str, notes: Sequence[maps.Note], across: float, **options: Any
) -> bytes:
    out = io.BytesIO()
    with _settings():
        draw_figure(figure, title, notes, across).savefig(out, **options)
    return out.getvalue()


@contextmanager
def _settings() -> Iterator[None]:
    with _LOCK, matplotlib.rc_context(_SETTINGS):
        _add_fonts()
        yield


@lru_cache(maxsize=1)
def _add_fonts() -> None:
    for path in sorted(font_folder().glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))


@_settings()
def draw_figure(figure: go.Figure, title: str, notes: Sequence[maps.Note], across: float) -> Figure:
    """The picture as a matplotlib Figure, its words in place; raises as `draw_svg` does."""
    require_drawable(figure)
    height = min(max(figure.layout.height or 0, across / 3), _HIGHEST)
    heads, feet = _heads(figure, title, across), _feet(notes, across)
    above = _MARGIN + sum(1.4 * size for _, size, _ in heads) + (8 if heads else 0)
    below = _MARGIN + 18 * len(feet) + (8 if feet else 0)
    whole = above + height + below
    made = Figure(figsize=(across / 96, whole / 96), dpi=96, facecolor=theme()["backgroundColor"])
    FigureCanvasAgg(made)
    y = _MARGIN
    for line, size, is_bold in heads:
        _line(made, line, y + size, size, theme()["textColor"], is_bold)
        y += 1.4 * size
    for number, (line, is_mark) in enumerate(feet):
        ink = _WARNING if is_mark else PALE_INK
        _line(made, line, above + height + 8 + 18 * (number + 1), _NOTE, ink, is_mark)
    room = Bbox.from_extents(
        _MARGIN / across, below / whole, 1 - _MARGIN / across, (below + height) / whole
    )
    _fill_room(made, figure, room)
    return made


def _heads(figure: go.Figure, title: str, across: float) -> list[tuple[str, float, bool]]:
    """(line, size, whether bold) of the title, and of the figure's own where it is another."""
    room = across - 2 * _MARGIN
    heads = [(line, _TITLE, True) for line in wrap(title, _TITLE, room, is_bold=True)]
    own_title, _ = plain_text(figure.layout.title.text)
    if own_title and own_title != title:
        heads += [(line, 14.0, False) for line in wrap(own_title, 14, room)]
    return heads


def _feet(notes: Sequence[maps.Note], across: float) -> list[tuple[str, bool]]:
    """(line, whether it says that the data are invented) of the marks below."""
    return [
        (line, note.kind == "invented")
        for note in notes
        for line in wrap(note.text, _NOTE, across - 2 * _MARGIN, is_bold=note.kind == "invented")
    ]


def _line(made: Figure, text: str, y: float, size: float, ink: str, is_bold: bool) -> None:
    across, whole = made.get_size_inches() * 96
    made.text(
        _MARGIN / across, 1 - y / whole, text, fontsize=size * PIXEL, color=ink, parse_math=False,
        fontweight="bold" if is_bold else "normal", va="baseline", ha="left",
    )  # fmt: skip


def _fill_room(made: Figure, figure: go.Figure, room: Bbox) -> None:
    """The chart in its room of the picture (shares of it)."""
    paper = made.add_axes((0, 0, 1, 1), frameon=False, zorder=3)
    paper.set_axis_off()
    pairs = pairs_of(made, figure)
    for place, trace in enumerate(figure.data):
        if trace.visible not in (False, "legendonly"):
            DRAWERS[trace.type](pairs[ids_of(trace)], trace, palette(place))
    for pair in pairs.values():
        dress_pair(pair)
    match(figure, pairs)
    places = Places(pairs, paper)
    for shape in figure.layout.shapes:
        draw_shape(places, shape)
    for note in figure.layout.annotations:
        draw_annotation(places, note)
    legend = draw_legend(made, figure, room)
    _settle(made, pairs, paper, Bbox.from_extents(room.x0, room.y0, room.x1, room.y1 - legend))


def _settle(made: Figure, pairs: dict[tuple[str, str], Pair], paper: Axes, room: Bbox) -> None:
    """Put the axes so that all of their words lie in the room too."""
    inner = room
    for _ in range(3):
        paper.set_position(inner)
        for pair in pairs.values():
            x, y = (axis.layout.domain or (0, 1) for axis in (pair.x, pair.y))
            pair.ax.set_position(
                Bbox.from_extents(
                    inner.x0 + x[0] * inner.width, inner.y0 + y[0] * inner.height,
                    inner.x0 + x[1] * inner.width, inner.y0 + y[1] * inner.height,
                )
            )  # fmt: skip
        renderer = made.canvas.get_renderer()  # type: ignore[attr-defined]
        used = [
            box
            for ax in [*(pair.ax for pair in pairs.values()), paper]
            if (box := ax.get_tightbbox(renderer)) is not None
        ]
        around = Bbox.union(used).transformed(made.transFigure.inverted())
        inner = Bbox.from_extents(
            min(inner.x0 + max(room.x0 - around.x0, 0), 0.6),
            min(inner.y0 + max(room.y0 - around.y0, 0), 0.8),
            max(inner.x1 - max(around.x1 - room.x1, 0), 0.65),
            max(inner.y1 - max(around.y1 - room.y1, 0), 0.85),
        )
