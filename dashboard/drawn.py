"""A chart as a page draws it, before it is shown or taken away."""

from __future__ import annotations

from dataclasses import dataclass

from plotly.graph_objects import Figure

from dashboard.takeaway import ChartPart


@dataclass(frozen=True)
class Drawn:
    """A chart with its name in files, its title and what stands under it."""

    name: str
    title: str
    figure: Figure
    sentences: tuple[str, ...] = ()

    @property
    def part(self) -> ChartPart:
        """The chart to be taken away."""
        return ChartPart(self.name, self.title, self.figure)
