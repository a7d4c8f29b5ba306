"""Figures for where no page stands around them, such as a notebook."""

from __future__ import annotations

from plotly import graph_objects as go

from dashboard.takeaway.plots import wording


def standalone(figure: go.Figure) -> go.Figure:
    """A copy with the light colours of the theme file in it.

    On a page the browser fills them in; the template that stands for them until then is black.
    """
    theme = wording.theme()
    axis = {"gridcolor": theme["borderColor"], "zerolinecolor": theme["borderColor"]}
    template = go.layout.Template(
        layout={
            "colorway": theme["chartCategoricalColors"],
            "paper_bgcolor": theme["backgroundColor"],
            "plot_bgcolor": theme["backgroundColor"],
            "font": {"color": theme["textColor"]},
            "xaxis": axis,
            "yaxis": axis,
        }
    )
    made = go.Figure(figure)
    made.layout.template = template
    return made
