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
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from dashboard import maps
from dashboard.takeaway.lettering import font_folder, wrap
from dashboard.takeaway.plots.axes import PIXEL, Axis, dress, read_axis, set_limits
from dashboard.takeaway.plots.bars import hatch_of
from dashboard.takeaway.plots.lines import marker_of
from dashboard.takeaway.plots.marks import TEXT_SIZE, Pair
from dashboard.takeaway.plots.notes import Places, draw_annotation, draw_shape
from dashboard.takeaway.plots.support import require_drawable, shown_traces
from dashboard.takeaway.plots.traces import DRAWERS
from dashboard.takeaway.plots.wording import colour, palette, plain_text, theme

WIDTH = 960.0
_MARGIN = 20.0
_HIGHEST = 2400.0
_TITLE, _NOTE = 20.0, 12.5
_WARNING, _PALE_INK = "#8a3b00", "#55555e"
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
    heads = [
        (line, _TITLE, True) for line in wrap(title, _TITLE, across - 2 * _MARGIN, is_bold=True)
    ]
    own_title, _ = plain_text(figure.layout.title.text)
    if own_title and own_title != title:
        heads += [(line, 14.0, False) for line in wrap(own_title, 14, across - 2 * _MARGIN)]
    feet = [
        (line, note.kind == "invented")
        for note in notes
        for line in wrap(note.text, _NOTE, across - 2 * _MARGIN, is_bold=note.kind == "invented")
    ]
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
        ink = _WARNING if is_mark else _PALE_INK
        _line(made, line, above + height + 8 + 18 * (number + 1), _NOTE, ink, is_mark)
    room = Bbox.from_extents(
        _MARGIN / across, below / whole, 1 - _MARGIN / across, (below + height) / whole
    )
    _fill_room(made, figure, room)
    return made


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
    pairs = _pairs(made, figure)
    for place, trace in enumerate(figure.data):
        if trace.visible not in (False, "legendonly"):
            DRAWERS[trace.type](pairs[_ids(trace)], trace, palette(place))
    for pair in pairs.values():
        _dress_pair(pair)
    _match(figure, pairs)
    places = Places(pairs, paper)
    for shape in figure.layout.shapes:
        draw_shape(places, shape)
    for note in figure.layout.annotations:
        draw_annotation(places, note)
    legend = _legend(made, figure, room)
    _settle(made, pairs, paper, Bbox.from_extents(room.x0, room.y0, room.x1, room.y1 - legend))


def _ids(trace: Any) -> tuple[str, str]:
    return trace.xaxis or "x", trace.yaxis or "y"


def _layout_of(figure: go.Figure, axis_id: str) -> Any:
    return figure.layout[f"{axis_id[0]}axis{axis_id[1:]}"]


def _pairs(made: Figure, figure: go.Figure) -> dict[tuple[str, str], Pair]:
    """The pairs of axes that traces use, each with what its axes must hold."""
    columns: dict[str, list[Any]] = {}
    for trace in shown_traces(figure):
        for axis_id, values in zip(_ids(trace), (trace.x, trace.y), strict=True):
            columns.setdefault(axis_id, []).append(() if values is None else values)
    axes: dict[str, Axis] = {
        axis_id: read_axis(axis_id, _layout_of(figure, axis_id), values)
        for axis_id, values in columns.items()
    }
    layout = figure.layout
    pairs: dict[tuple[str, str], Pair] = {}
    for trace in shown_traces(figure):
        ids = _ids(trace)
        if ids not in pairs:
            pairs[ids] = Pair(
                ax=made.add_axes((0, 0, 1, 1), label=" ".join(ids)),
                x=axes[ids[0]],
                y=axes[ids[1]],
                bar_mode=layout.barmode or "group",
                bar_gap=0.2 if layout.bargap is None else layout.bargap,
                bar_group_gap=layout.bargroupgap or 0.0,
            )
        if trace.type == "bar":
            pairs[ids].bars.append(trace)
    return pairs


def _dress_pair(pair: Pair) -> None:
    ax = pair.ax
    ax.set_facecolor("none")
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.margins(x=0.02 if pair.x.kind == "date" else 0.05)
    is_across = pair.y.kind == "category" and pair.x.kind != "category"
    for axis, is_grid_wanted in ((pair.x, is_across), (pair.y, not is_across)):
        dress(ax, axis, is_grid_wanted=is_grid_wanted and axis.kind != "category")
        set_limits(ax, axis)
        if axis.kind == "number" and axis.layout.zeroline is not False:
            _zero_line(ax, axis)


def _zero_line(ax: Axes, axis: Axis) -> None:
    low, high = sorted(ax.get_xlim() if axis.is_x else ax.get_ylim())
    is_shown = axis.layout.zeroline or (axis.layout.showgrid is not False and not axis.is_x)
    if low <= 0 <= high and is_shown and axis.layout.visible is not False:
        draw = ax.axvline if axis.is_x else ax.axhline
        draw(
            0,
            color=axis.layout.zerolinecolor or _PALE_INK,
            linewidth=0.8,
            zorder=1.6,
            clip_on=False,
        )


def _match(figure: go.Figure, pairs: dict[tuple[str, str], Pair]) -> None:
    """Axes that plotly keeps alike (one id, or `matches`) show the same range."""
    for letter in "xy":
        groups: dict[str, list[Axes]] = {}
        for ids, pair in pairs.items():
            axis_id = ids[0] if letter == "x" else ids[1]
            key = _layout_of(figure, axis_id).matches or axis_id
            groups.setdefault(key, []).append(pair.ax)
        for together in groups.values():
            limits = [ax.get_xlim() if letter == "x" else ax.get_ylim() for ax in together]
            is_reversed = limits[0][0] > limits[0][1]
            low, high = min(map(min, limits)), max(map(max, limits))
            for ax in together if len(together) > 1 else []:
                put = ax.set_xlim if letter == "x" else ax.set_ylim
                put((high, low) if is_reversed else (low, high))


def _legend(made: Figure, figure: go.Figure, room: Bbox) -> float:
    """Draw the legend at the top of the room where plotly has one; the share it takes."""
    traces = [
        (place, trace)
        for place, trace in enumerate(figure.data)
        if trace.visible in (None, True)
        and trace.showlegend is not False
        and trace.type != "heatmap"
    ]
    wanted = figure.layout.showlegend
    if wanted is False or not traces or (wanted is None and len(traces) < 2):
        return 0.0
    handles = [_handle(trace, palette(place)) for place, trace in traces]
    names = [plain_text(trace.name or f"{place + 1}")[0] for place, trace in traces]
    legend = made.legend(
        handles, names, loc="upper left", bbox_to_anchor=(room.x0, room.y1), frameon=False,
        ncols=min(len(names), 4), fontsize=TEXT_SIZE * PIXEL, borderaxespad=0, borderpad=0.2,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
    box = legend.get_window_extent(made.canvas.get_renderer())  # type: ignore[attr-defined]
    return float((box.height + 16) / made.bbox.height)


def _handle(trace: Any, default: str) -> Patch | Line2D:
    single = trace.marker.color if isinstance(trace.marker.color, str) else None
    if trace.type == "bar" or (trace.fill not in (None, "none") and trace.line.width == 0):
        stated = single if trace.type == "bar" else trace.fillcolor
        shape = trace.marker.pattern.shape if trace.type == "bar" else None
        made = Patch(facecolor=colour(stated or default))
        if isinstance(shape, str) and shape:
            made.set_hatch(hatch_of(shape))
            made.set_hatchcolor(colour(trace.marker.pattern.fgcolor or theme()["textColor"]))
        return made
    mode = trace.mode or "lines"
    ink = colour(trace.line.color or single or default)
    sign, is_open = marker_of(trace.marker.symbol)
    return Line2D(
        [], [], color=ink, linestyle="-" if "lines" in mode else "",
        marker=sign if "markers" in mode else "", markersize=5,
        markerfacecolor="none" if is_open else ink,
    )  # fmt: skip


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
