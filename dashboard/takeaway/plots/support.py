"""What of plotly can be drawn, attribute by attribute; everything else is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go

from pipelines.errors import InputError

_TEXT = {"text", "texttemplate", "textposition", "textfont.size", "textfont.color",
         "textfont.weight"}  # fmt: skip
_ERRORS = {
    f"error_{axis}.{name}"
    for axis in "xy"
    for name in ("type", "array", "arrayminus", "symmetric", "value", "valueminus", "visible",
                 "color", "thickness", "width")
}  # fmt: skip
_MARKER = {
    f"marker.{name}"
    for name in ("color", "size", "symbol", "opacity", "line.color", "line.width", "colorscale",
                 "cmin", "cmax", "cmid", "reversescale", "showscale", "sizemode", "sizeref")
}  # fmt: skip
_POINTS = {"x", "y", "x0", "dx", "y0", "dy", "mode", "orientation", "opacity"}
_SCATTER = {*_POINTS, *_TEXT, *_ERRORS, *_MARKER, "line.color", "line.width", "line.dash",
            "line.shape", "line.smoothing", "fill", "fillcolor", "connectgaps",
            "stackgroup"}  # fmt: skip

SHAPES = ("line", "rect")
STEPS: dict[str | None, str] = {
    None: "default",
    "linear": "default",
    "hv": "steps-post",
    "vh": "steps-pre",
    "hvh": "steps-mid",
    "spline": "default",  # its points are already on the curve
}
DASHES: dict[str | None, Any] = {
    None: "-",
    "solid": "-",
    "dash": (0, (5, 3)),
    "dot": (0, (1, 2)),
    "dashdot": "-.",
    "longdash": (0, (9, 4)),
    "longdashdot": (0, (9, 4, 1, 4)),
}
FILLS = (None, "none", "tozeroy", "tozerox", "tonexty", "tonextx", "toself")

DRAWN: dict[str, set[str]] = {
    "scatter": _SCATTER,
    "scattergl": _SCATTER,
    "bar": {*_POINTS, *_TEXT, *_ERRORS, *_MARKER, "width", "base", "marker.pattern.shape",
            "marker.pattern.fgcolor", "offsetgroup",
            "marker.cornerradius", "insidetextanchor", "constraintext", "textangle",
            "insidetextfont.size", "insidetextfont.color", "outsidetextfont.size",
            "outsidetextfont.color"},
    "heatmap": {"x", "y", "z", "text", "texttemplate", "textfont.size", "textfont.color",
                "colorscale", "zmin", "zmax", "zmid", "reversescale", "showscale", "xgap", "ygap",
                "opacity", "colorbar.title.text", "colorbar.tickformat", "colorbar.tickvals",
                "colorbar.ticktext"},
}  # fmt: skip
"""The kinds of trace, and of each the attributes that the picture shows."""

# what a picture has no need of: hovering, clicking, identity, and the legend's own settings
_IDLE = {"type", "name", "uid", "ids", "meta", "customdata", "visible", "showlegend", "xaxis",
         "yaxis", "cliponaxis", "zorder", "uirevision", "selectedpoints", "autocolorscale",
         "legend", "legendgroup", "legendrank", "legendwidth", "legendgrouptitle", "selected",
         "unselected", "zauto", "alignmentgroup"}  # fmt: skip
_IDLE_STARTS = (
    "hover",
    "marker.pattern.size",
    "marker.pattern.solidity",
    "colorbar.len",
    "colorbar.thickness",
    "colorbar.outline",
)
_BAR_MODES = (None, "group", "stack", "relative", "overlay")
_FOREIGN_LAYOUT = ("polar", "geo", "scene", "ternary", "smith", "map", "mapbox", "images",
                   "coloraxis", "barnorm")  # fmt: skip


def shown_traces(figure: go.Figure) -> list[Any]:
    """The traces that the page shows."""
    return [trace for trace in figure.data if trace.visible not in (False, "legendonly")]


def require_drawable(figure: go.Figure) -> None:
    """Raise InputError, naming what a picture of the figure would lack."""
    for trace in shown_traces(figure):
        if trace.type not in DRAWN:
            raise InputError(f"A chart of kind {trace.type!r} cannot be saved as a picture.")
        unknown = sorted(
            path
            for path in _paths(trace.to_plotly_json())
            if path not in DRAWN[trace.type]
            and path.split(".")[0] not in _IDLE
            and not path.startswith(_IDLE_STARTS)
        )
        if unknown:
            raise InputError(
                f"A picture of a {trace.type} chart cannot show {', '.join(unknown)}. "
                f"Draw the chart without, or teach dashboard/takeaway/plots."
            )
        _require_values(trace)
    for shape in figure.layout.shapes:
        if shape.visible is not False and (shape.type not in SHAPES or shape.label.text):
            raise InputError(f"A picture of a chart cannot show a {shape.type}, or words on one.")
    layout = figure.layout.to_plotly_json()
    foreign = [name for name in layout if name.rstrip("0123456789") in _FOREIGN_LAYOUT]
    foreign += [name for name in layout if name[:5] in ("xaxis", "yaxis")
                and layout[name].get("overlaying")]  # fmt: skip
    if foreign or layout.get("barmode") not in _BAR_MODES:
        what = ", ".join(foreign) or f"barmode {layout['barmode']}"
        raise InputError(f"A picture of a chart cannot show {what}.")


def _require_values(trace: Any) -> None:
    """Raise InputError for a line or an area of a kind that is not drawn."""
    if trace.type not in ("scatter", "scattergl"):
        return
    stated = (
        ("shape", trace.line.shape, STEPS),
        ("dash", trace.line.dash, DASHES),
        ("fill", trace.fill, FILLS),
    )
    for name, value, known in stated:
        if value not in known:
            raise InputError(f"A picture of a chart cannot show a line with {name} {value!r}.")


def _paths(content: Mapping[str, Any], start: str = "") -> Iterator[str]:
    """The dotted names of all that is set; arrays and values are leaves."""
    for name, value in content.items():
        # plotly writes arrays as {"dtype", "bdata"}
        if isinstance(value, Mapping) and "bdata" not in value:
            yield from _paths(value, f"{start}{name}.")
        elif value is not None:
            yield f"{start}{name}"
