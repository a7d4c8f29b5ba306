"""The legend of a picture: where plotly has one, with the sign of each trace."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from dashboard.takeaway.plots.axes import PIXEL
from dashboard.takeaway.plots.bars import hatch_of
from dashboard.takeaway.plots.lines import marker_of
from dashboard.takeaway.plots.marks import TEXT_SIZE
from dashboard.takeaway.plots.wording import colour, palette, plain_text, theme


def draw_legend(made: Figure, figure: go.Figure, room: Bbox) -> float:
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
