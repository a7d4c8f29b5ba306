"""Points over a map of Dongs: marks that differ in shape as well as colour, each with its hover.

Pure, and on top of `dashboard.maps`: the points come as a further feature group after the Dongs,
drawn by `assets/points.js` on the same map; their rows stand below the legend's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Literal

import folium
from branca.element import MacroElement
from folium.template import Template

from dashboard import maps

Shape = Literal[
    "star", "square", "diamond", "triangle", "inverted", "plus", "cross", "pentagon", "hexagon",
    "circle", "ring",
]  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One kind of point: its shape and colour, what it means, and how many there are, in words."""

    shape: str
    colour: str
    label: str
    count: str


@dataclass(frozen=True)
class Spot:
    """One point: EPSG:4326, the place of its mark in `marks`, the lines of its hover, name first.

    `dong` is the Dong that a click on it stands for.
    """

    longitude: float
    latitude: float
    mark: int
    dong: str | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Points:
    """What is drawn over a map."""

    marks: tuple[Mark, ...] = ()
    spots: tuple[Spot, ...] = ()


NO_POINTS = Points()


class _Shown(MacroElement):
    """The points; come again whenever they change."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'dabokdong_points.show("{{ this.map_name }}", {{ this.map_name }}, {{ this.points_json }});'
        "{% endmacro %}"
    )

    def __init__(self, map_name: str, points: Points) -> None:
        super().__init__()
        self._name = "Points"
        self.map_name = map_name
        self.points_json = maps.script_json(asdict(points))


def served(assets: maps.Assets, base: str = "/assets") -> maps.Assets:
    """The assets of a map of Dongs with those of points, served by the app itself."""
    return replace(
        assets,
        js=(*assets.js, ("points", f"{base}/map/points.js")),
        css=(*assets.css, ("points_css", f"{base}/map/points.css")),
    )


def shown(points: Points, map_name: str = maps.ST_FOLIUM_MAP) -> folium.FeatureGroup:
    """The points as a feature group, to come after that of the Dongs."""
    group = folium.FeatureGroup(name="points")
    group.add_child(_Shown(map_name, points))
    return group


def embed(drawn: maps.OfflineMap, points: Points) -> None:
    """Put the points, and the script that draws them, into a map that carries all it needs."""
    script, style = ((maps.ASSETS / f"points.{kind}").read_text("utf-8") for kind in ("js", "css"))
    drawn.default_js.append(("points", maps.data_uri(script, "text/javascript")))
    drawn.default_css.append(("points_css", maps.data_uri(style, "text/css")))
    drawn.add_child(_Shown(drawn.get_name(), points))
