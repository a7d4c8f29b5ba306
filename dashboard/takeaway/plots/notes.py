"""What stands on a chart beside its traces: shapes and annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform, blended_transform_factory

from dashboard.takeaway.plots.axes import PIXEL, Axis
from dashboard.takeaway.plots.marks import TEXT_SIZE, Pair
from dashboard.takeaway.plots.support import DASHES
from dashboard.takeaway.plots.wording import colour, plain_text, theme
from pipelines.errors import InputError

_THIRDS_X = ("left", "center", "right")
_THIRDS_Y = ("bottom", "center", "top")
_ANCHORS_Y = {"top": "top", "middle": "center", "bottom": "bottom"}


class Places:
    """Where plotly's references (`x2`, `y domain`, `paper`) lie in the picture."""

    def __init__(self, pairs: Mapping[tuple[str, str], Pair], paper: Axes) -> None:
        self._pairs = pairs
        self._paper = paper

    def find(self, reference: str | None, letter: str) -> tuple[Transform, Axis | None, Axes]:
        """(transform of that direction, the axis if it counts in its values, where to draw).

        Raises InputError for a reference to an axis that no trace uses.
        """
        name = reference or letter
        if name in ("paper", "container"):
            return self._paper.transAxes, None, self._paper
        axis_id, _, domain = name.partition(" ")
        for (x, y), pair in self._pairs.items():
            if axis_id == (x if letter == "x" else y):
                if domain:
                    return pair.ax.transAxes, None, pair.ax
                return pair.ax.transData, pair.x if letter == "x" else pair.y, pair.ax
        raise InputError(f"A picture cannot find the axis {name!r} of a note on the chart.")


def draw_shape(places: Places, shape: Any) -> None:
    """A line or a rectangle; `support.require_drawable` has refused all others."""
    if shape.visible is False:
        return
    across, x_axis, x_home = places.find(shape.xref, "x")
    upright, y_axis, y_home = places.find(shape.yref, "y")
    home = x_home if x_axis else y_home
    x0, x1 = (_value(x_axis, value) for value in (shape.x0, shape.x1))
    y0, y1 = (_value(y_axis, value) for value in (shape.y0, shape.y1))
    transform = blended_transform_factory(across, upright)
    below = shape.layer in ("below", "between")
    line = colour(shape.line.color or theme()["textColor"], shape.opacity)
    wide = (2 if shape.line.width is None else shape.line.width) * PIXEL
    if shape.type == "line":
        home.plot(
            [x0, x1], [y0, y1], transform=transform, color=line, linewidth=wide, marker="",
            linestyle=DASHES[shape.line.dash], zorder=1.5 if below else 4.5, scalex=False,
            scaley=False,
        )  # fmt: skip
        return
    face = colour(shape.fillcolor, shape.opacity) if shape.fillcolor else "none"
    home.add_artist(
        Rectangle(
            (x0, y0), x1 - x0, y1 - y0, transform=transform, facecolor=face,
            edgecolor=line if wide else "none", linewidth=wide, zorder=1.4 if below else 4.4,
        )
    )  # fmt: skip


def draw_annotation(places: Places, note: Any) -> None:
    """A text at a place, with an arrow from it where plotly draws one."""
    if note.visible is False:
        return
    text, is_bold = plain_text(note.text)
    across, x_axis, x_home = places.find(note.xref, "x")
    upright, y_axis, y_home = places.find(note.yref, "y")
    home = x_home if x_axis else y_home
    spot = (_value(x_axis, note.x), _value(y_axis, note.y))
    has_arrow = note.showarrow is not False
    if has_arrow and (note.axref not in (None, "pixel") or note.ayref not in (None, "pixel")):
        raise InputError("A picture cannot show an arrow whose tail is not given in pixels.")
    shift = (note.xshift or 0, note.yshift or 0)
    if has_arrow:
        shift = (-10 if note.ax is None else note.ax, 30 if note.ay is None else -note.ay)
    ink = colour(note.font.color or theme()["textColor"], note.opacity)
    home.annotate(
        text, spot, xycoords=blended_transform_factory(across, upright), parse_math=False,
        xytext=(shift[0] * PIXEL, shift[1] * PIXEL), textcoords="offset points", zorder=6,
        ha=_horizontal(note, x_axis, has_arrow), va=_vertical(note, y_axis, has_arrow),
        fontsize=(note.font.size or TEXT_SIZE) * PIXEL, color=ink,
        fontweight="bold" if is_bold or note.font.weight in ("bold", 700) else "normal",
        rotation=-(note.textangle or 0), annotation_clip=False,
        multialignment=note.align or "center",
        bbox={"facecolor": colour(note.bgcolor), "edgecolor": "none", "pad": 1.5}
        if note.bgcolor
        else None,
        arrowprops={"arrowstyle": "->" if note.arrowhead != 0 else "-", "color": ink,
                    "linewidth": (note.arrowwidth or 1) * PIXEL}
        if has_arrow
        else None,
    )  # fmt: skip


def _value(axis: Axis | None, value: Any) -> float:
    return axis.place(value) if axis else float(value)


def _horizontal(note: Any, axis: Axis | None, has_arrow: bool) -> str:
    if note.xanchor not in (None, "auto"):
        return str(note.xanchor)
    if axis is not None or has_arrow:
        return "center"
    return _THIRDS_X[min(max(int(note.x * 3), 0), 2)]


def _vertical(note: Any, axis: Axis | None, has_arrow: bool) -> str:
    if note.yanchor not in (None, "auto"):
        return _ANCHORS_Y[note.yanchor]
    if axis is not None or has_arrow:
        return "center"
    return _THIRDS_Y[min(max(int(note.y * 3), 0), 2)]
