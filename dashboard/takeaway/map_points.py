"""The points of a map on paper, as `dashboard/assets/points.js` draws them, and as a layer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd

from dashboard import maps
from dashboard.points import Points
from dashboard.takeaway.map_shapes import Ground, fill_of, xml_text

_BAR = "M-1.8 -6.4h3.6v4.6h4.6v3.6h-4.6v4.6h-3.6v-4.6h-4.6v-3.6h4.6z"


def draw(points: Points, ground: Ground) -> Iterator[str]:
    """Every point where it lies on the paper, with what the hover says."""
    for spot in points.spots:
        kind = points.marks[spot.mark]
        yield mark(
            kind.shape, kind.colour, *ground.place(spot.longitude, spot.latitude), lines=spot.lines
        )


def mark(shape: str, colour: str, x: float, y: float, *, lines: tuple[str, ...] = ()) -> str:
    """One point around x, y; a white edge keeps it apart from any colour beneath.

    A shape that is not known is a circle, as in the browser.
    """
    told = f"<title>{xml_text(chr(10).join(lines))}</title>" if lines else ""
    edge = 'stroke="#ffffff" stroke-width="2.4" stroke-linejoin="round" paint-order="stroke"'
    colours = f"fill={fill_of(colour)} {edge}"
    if shape == "ring":
        colours = f'fill="#ffffff" stroke={fill_of(colour)} stroke-width="2.6"'
    return (
        f'<g class="point" transform="translate({x:.1f} {y:.1f})" {colours}>'
        f"{told}{_SHAPES.get(shape, _SHAPES['circle'])}</g>"
    )


def in_legend(legend: maps.Legend, points: Points) -> maps.Legend:
    """The legend with a row for each kind of point."""
    rows = (
        maps.LegendRow(kind.colour, kind.label, kind.count, shape=kind.shape)
        for kind in points.marks
    )
    return replace(legend, rows=(*legend.rows, *rows))


def layer(points: Points) -> gpd.GeoDataFrame:
    """In EPSG:4326: point_name, point_kind, point_text and dong_code (None: in no known Dong)."""
    return gpd.GeoDataFrame(
        {
            "point_name": [spot.lines[0] for spot in points.spots],
            "point_kind": [points.marks[spot.mark].label for spot in points.spots],
            "point_text": [" · ".join(spot.lines[1:]) for spot in points.spots],
            "dong_code": [spot.dong for spot in points.spots],
        },
        geometry=gpd.points_from_xy(
            [spot.longitude for spot in points.spots], [spot.latitude for spot in points.spots]
        ),
        crs=4326,
    )


def _corners(count: int, radius: float, *, turn: float = 0.0) -> list[tuple[float, float]]:
    """The corners of a regular shape, the first at the top."""
    angles = (2 * math.pi * n / count - math.pi / 2 + turn for n in range(count))
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def _path(corners: list[tuple[float, float]]) -> str:
    return f'<path d="M{"L".join(f"{x:.2f} {y:.2f}" for x, y in corners)}Z"/>'


def _star() -> list[tuple[float, float]]:
    pairs = zip(_corners(5, 7.2), _corners(5, 3.1, turn=math.pi / 5), strict=True)
    return [corner for pair in pairs for corner in pair]


_SHAPES = {
    "star": _path(_star()),
    "square": '<rect x="-5.4" y="-5.4" width="10.8" height="10.8"/>',
    "diamond": _path(_corners(4, 7.2)),
    "triangle": _path(_corners(3, 7.2)),
    "inverted": _path(_corners(3, 7.2, turn=math.pi)),
    "plus": f'<path d="{_BAR}"/>',
    "cross": f'<path d="{_BAR}" transform="rotate(45)"/>',
    "pentagon": _path(_corners(5, 6.8)),
    "hexagon": _path(_corners(6, 6.6)),
    "circle": '<circle r="5.6"/>',
    "ring": '<circle r="5"/>',
}
