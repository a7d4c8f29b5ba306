"""One function for each kind of chart. Tables with ready text in, plotly figures out.

Scatter and line traces only: plotly's `geo` traces would fetch shapes from the network. Colours are
left to the theme file, so that light and dark come from one place.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

# No mode bar, no scroll zoom: a chart is to be read. Nothing is sent or fetched.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "showTips": False}
FONT_SIZE = 12


def trend(
    points: pd.DataFrame,
    *,
    is_rate: bool,
    marked: pd.Timestamp | None = None,
    years: dict[pd.Timestamp, str] | None = None,
    height: int = 260,
) -> go.Figure:
    """One measure over months, the marked month labelled on the line.

    Parameters
    ----------
    points : `month` (datetime), `value` (float; missing breaks the line), `label` (the value with
        its unit), `text` (what the hover says).
    is_rate : the axis is in per cent and ends at 100 % or below.
    marked : the month to label; it need not have a value.
    years : text of the axis by the month it stands at.
    """
    here = (points["month"] == marked) & points["value"].notna()
    figure = go.Figure()
    figure.add_scatter(
        x=points["month"],
        y=points["value"],
        mode="lines+markers+text",
        line={"width": 2},
        connectgaps=False,
        marker={"size": here.map({True: 8, False: 0}), "opacity": 1},
        text=points["label"].where(here, ""),
        textposition=_label_place(points["value"], here),
        textfont={"size": FONT_SIZE},
        hovertext=points["text"],
        hoverinfo="text",
        cliponaxis=False,
    )
    ticks = years or {}
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 12, "t": 22, "b": 8},
        showlegend=False,
        hovermode="x",
        font={"size": FONT_SIZE},
        dragmode=False,
        xaxis={
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "showgrid": False,
            "tickangle": 0,
            "tickfont": {"size": FONT_SIZE},
        },
        hoverlabel={"font": {"size": FONT_SIZE}},
        yaxis={
            "rangemode": "tozero",  # zero means something here
            "tickformat": ".0%" if is_rate else ",d",
            "nticks": 4,
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
        },
    )
    if points["value"].fillna(0).eq(0).all():
        figure.update_yaxes(range=[0, 1])
    return figure


def _label_place(values: pd.Series, here: pd.Series) -> str:
    """Where a label of the marked month keeps off the chart's edge and, if it can, the line."""
    if not here.any():
        return "top center"
    at = int(here.to_numpy().argmax())
    is_late = at >= len(values) / 2
    # the label is about a year and a half wide and a fifth of the axis high
    beside = values.iloc[max(at - 18, 0) : at] if is_late else values.iloc[at + 1 : at + 19]
    reach = values.max() / 5
    above = beside.between(values.iloc[at], values.iloc[at] + reach).sum()
    below = beside.between(values.iloc[at] - reach, values.iloc[at]).sum()
    return f"{'bottom' if above > below else 'top'} {'left' if is_late else 'right'}"


# Between the theme's light and dark accent, and legible (3:1) on both grounds: for charts of many
# traces, which would each get a colour of their own and so seem to mean something by it.
ONE_COLOUR = "#8767c2"
PALE = 0.45


def bars(rows: pd.DataFrame, *, height: int = 260, room: float = 0.45) -> go.Figure:
    """Horizontal bars from zero, the first on top, each with its text at its end.

    Parameters
    ----------
    rows : `label` (what the bar is), `value` (float; missing draws no bar, the text says why),
        `text` (at its end), `hover`, `is_strong` (others are paler).
    room : share of the longest bar that is kept free for the texts.
    """
    longest = rows["value"].max()
    longest = float(longest) if pd.notna(longest) and longest > 0 else 1.0
    figure = go.Figure()
    figure.add_bar(
        x=rows["value"].fillna(0),
        y=rows["label"],
        orientation="h",
        text=rows["text"],
        textposition="outside",
        textfont={"size": FONT_SIZE},
        hovertext=rows["hover"],
        hoverinfo="text",
        cliponaxis=False,
        marker={"opacity": rows["is_strong"].map({True: 1.0, False: PALE})},
    )
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 6, "b": 6},
        showlegend=False,
        font={"size": FONT_SIZE},
        dragmode=False,
        bargap=0.28,
        hoverlabel={"font": {"size": FONT_SIZE}},
        xaxis={
            "range": [0, longest * (1 + room)],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": True,
        },
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "automargin": True,
            "tickfont": {"size": FONT_SIZE},
            "ticksuffix": " ",
        },
    )
    return figure


def small_multiples(
    points: pd.DataFrame,
    panels: dict[str, str],
    *,
    is_rate: bool,
    strong: str | None = None,
    years: dict[pd.Timestamp, str] | None = None,
    columns: int = 5,
    row_height: int = 190,
) -> go.Figure:
    """One small chart for each panel, all on the same scales.

    Parameters
    ----------
    points : `panel` (a key of `panels`), `month` (datetime), `value` (float; missing breaks the
        line), `text` (what the hover says).
    panels : title by key, in the order in which they stand.
    is_rate : the axes are in per cent.
    strong : the panel with the heavier line.
    years : text of the axes by the month it stands at.
    """
    row_count = -(-len(panels) // columns)
    figure = make_subplots(
        rows=row_count,
        cols=columns,
        shared_xaxes="all",
        shared_yaxes="all",
        subplot_titles=[
            f"<b>{title}</b>" if key == strong else title for key, title in panels.items()
        ],
        horizontal_spacing=0.025,
        vertical_spacing=0.16 if row_count > 1 else 0.1,
    )
    for place, key in enumerate(panels):
        own = points[points["panel"] == key]
        figure.add_scatter(
            x=own["month"],
            y=own["value"],
            mode="lines",
            line={"width": 3 if key == strong else 1.6, "color": ONE_COLOUR},
            connectgaps=False,
            hovertext=own["text"],
            hoverinfo="text",
            row=place // columns + 1,
            col=place % columns + 1,
        )
    figure.update_layout(
        height=row_count * row_height + 40,
        margin={"l": 8, "r": 12, "t": 28, "b": 8},
        showlegend=False,
        font={"size": FONT_SIZE},
        dragmode=False,
        hoverlabel={"font": {"size": FONT_SIZE}},
    )
    figure.update_annotations(font={"size": FONT_SIZE + 1})
    ticks = years or {}
    figure.update_xaxes(
        tickvals=list(ticks),
        ticktext=list(ticks.values()),
        showgrid=False,
        tickangle=0,
        tickfont={"size": FONT_SIZE},
    )
    figure.update_yaxes(
        rangemode="tozero",
        tickformat=".0%" if is_rate else ",d",
        nticks=4,
        tickfont={"size": FONT_SIZE},
        automargin=True,
    )
    if not points["value"].fillna(0).any():
        figure.update_yaxes(range=[0, 1])
    return figure


def stock_and_flow(steps: pd.DataFrame, *, height: int = 260) -> go.Figure:
    """A stock, what came in and went out, and the stock after: each bar begins where one ended.

    Parameters
    ----------
    steps : `label`, `value` (float, from zero for a stock; what is added, or taken off, for a
        flow), `base` (where the bar begins), `text`, `hover`, `is_stock`.
    """
    figure = go.Figure()
    figure.add_bar(
        x=steps["label"],
        y=steps["value"],
        base=steps["base"],
        text=steps["text"],
        textposition="outside",
        textfont={"size": FONT_SIZE},
        hovertext=steps["hover"],
        hoverinfo="text",
        cliponaxis=False,
        marker={"opacity": steps["is_stock"].map({True: 1.0, False: PALE})},
    )
    top = (steps["base"] + steps["value"].clip(lower=0)).max()
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
        showlegend=False,
        font={"size": FONT_SIZE},
        dragmode=False,
        bargap=0.25,
        hoverlabel={"font": {"size": FONT_SIZE}},
        xaxis={"type": "category", "tickangle": 0, "tickfont": {"size": FONT_SIZE}},
        yaxis={
            "range": [0, float(top) * 1.15 if pd.notna(top) and top > 0 else 1.0],
            "tickformat": ",d",
            "nticks": 4,
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
        },
    )
    return figure
