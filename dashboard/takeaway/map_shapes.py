"""Dongs, lines, names and signs of a map as SVG, each where it lies on the paper."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from dashboard import maps
from dashboard.takeaway.lettering import Lettering, width
from pipelines.errors import InputError

INK = "#26262b"
_NAMED_DONGS = 60  # more would not fit into one picture
_HATCHES = {"hatch-suppressed": 45, "hatch-undefined": -45}
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-z]+|rgba?\([0-9., ]+\)")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Ground:
    """Degrees to pixels: equal scale both ways at the middle of what is shown, north up."""

    west: float
    north: float
    scale: float
    squeeze: float
    left: float
    top: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """The pixel of a point."""
        x = self.left + (lon - self.west) * self.squeeze * self.scale
        return x, self.top + (self.north - lat) * self.scale


def xml_text(text: str) -> str:
    """Text for XML, without the control characters that XML has no way to hold."""
    return escape("".join(sign for sign in text if sign.isprintable() or sign == "\n"))


def hatch_patterns() -> str:
    """The hatches of `dashboard/assets/dongmap.js`, for the <defs> of a picture."""
    return "".join(
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({angle})"><rect width="6" height="6" fill="#ffffff"/>'
        f'<rect width="2" height="6" fill="#8d8d96"/></pattern>'
        for name, angle in _HATCHES.items()
    )


def fill_of(fill: str) -> str:
    """The fill, quoted for XML; InputError where it is no colour and no known hatch."""
    hatch = re.fullmatch(r"url\(#([\w-]+)\)", fill)
    is_known = hatch.group(1) in _HATCHES if hatch else _COLOUR.fullmatch(fill)
    if not is_known:
        raise InputError(f"The map has a fill that a picture does not know: {fill!r}.")
    return quoteattr(fill)


def ground_for(dongs: gpd.GeoDataFrame, room: Box) -> Ground:
    """The Dongs as large as the room allows, in its middle."""
    left, top, right, bottom = room
    west, south, east, north = dongs.total_bounds if len(dongs) else (0, 0, 1, 1)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * squeeze or 1e-9, (north - south) or 1e-9
    scale = min((right - left) / wide, (bottom - top) / high)
    return Ground(
        west=west,
        north=north,
        scale=scale,
        squeeze=squeeze,
        left=left + (right - left - wide * scale) / 2,
        top=top + (bottom - top - high * scale) / 2,
    )


def covers(dongs: gpd.GeoDataFrame, ground: Ground, spot: Box) -> bool:
    """Whether a Dong lies where the spot is."""
    left, top, right, bottom = spot
    west, east = ((x - ground.left) / ground.scale / ground.squeeze for x in (left, right))
    south, north = ((ground.top - y) / ground.scale for y in (bottom, top))
    degrees = box(
        ground.west + west, ground.north + south, ground.west + east, ground.north + north
    )
    return bool(dongs.geometry.intersects(degrees).any())


def draw_shapes(
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    ground: Ground,
    *,
    name: str = "side0",
) -> Iterator[str]:
    """The Dongs with what the hover says, the lines of Gu, the chosen Dong's outline.

    `name` begins the ids of the shapes, which are unique in a picture.
    """
    yield '<g stroke-width="0.7" stroke-linejoin="round">'
    chosen = ""
    for code, shape in zip(dongs["dong_code"], dongs.geometry, strict=True):
        fill = view.fills.get(code, "#fbfbf9")
        # white between colours, grey between hatches, which are white themselves
        line = "#a9a9b1" if fill.startswith("url(") else "#ffffff"
        path = _path(shape, ground)
        if code == view.chosen:
            chosen = path
        tip = xml_text("\n".join(view.tips.get(code, ())))
        yield (
            f'<path id={quoteattr(f"{name}-{code}")} d="{path}" fill={fill_of(fill)} '
            f'stroke="{line}"><title>{tip}</title></path>'
        )
    yield '</g><g fill="none" stroke="#4b4b55" stroke-width="1.6" stroke-linejoin="round">'
    for shape in gus.geometry:
        yield f'<path d="{_path(shape, ground)}"/>'
    yield "</g>"
    if chosen:
        yield f'<path class="chosen" d="{chosen}" fill="none" stroke="#101014" stroke-width="4"/>'


def _path(shape: BaseGeometry | None, ground: Ground) -> str:
    """Rings as path data to a tenth of a pixel; points that fall together stand once."""
    if shape is None or shape.is_empty:
        return ""
    pieces = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [f"{x:.1f} {y:.1f}" for x, y in (ground.place(*at[:2]) for at in ring.coords)]
            kept = [
                here for here, last in zip(points, [None, *points], strict=False) if here != last
            ]
            pieces.append(f"M{'L'.join(kept)}Z")
    return "".join(pieces)


def draw_names(
    text: Lettering,
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    ground: Ground,
    names: Mapping[str, str],
) -> Iterator[str]:
    """Signs, and names where there is room: of the chosen Dong, then of Gu or of a Gu's Dongs.

    Of names that would touch, the larger place's is written.
    """
    taken: list[Box] = []
    for code, x, y in _places(dongs[dongs["dong_code"].isin(view.marks)], "dong_code", ground):
        taken.append((x - 7, y - 7, x + 7, y + 7))
        yield text.draw(
            view.marks[code], x, y + 5, size=14, fill="#101014", is_bold=True, anchor="middle",
            halo="#ffffff",
        )  # fmt: skip
    is_near = bool(view.focus) and len(dongs) <= _NAMED_DONGS
    chosen = dongs[dongs["dong_code"] == view.chosen]
    parts = [(chosen, "dong_code", names, True)]
    if is_near:
        parts.append((dongs[dongs["dong_code"] != view.chosen], "dong_code", names, True))
    else:
        parts.append((gus, "gu_code", view.gu_names, True))
    for layer, column, words, is_bold in parts:
        for code, x, y in _places(layer, column, ground):
            name = words.get(code, "")
            spot = _free_spot(taken, x, y, width(name, 14, is_bold=is_bold))
            if name and spot:
                taken.append(spot)
                middle, base = (spot[0] + spot[2]) / 2, spot[3] - 5
                yield text.draw(
                    name, middle, base, size=14, fill=INK, is_bold=is_bold, anchor="middle",
                    halo="#ffffff",
                )  # fmt: skip


def _places(
    layer: gpd.GeoDataFrame, column: str, ground: Ground
) -> Iterable[tuple[str, float, float]]:
    """(code, x, y) of a point inside each shape, the largest first."""
    bounds = layer.geometry.bounds
    sizes = (bounds["maxx"] - bounds["minx"]) * (bounds["maxy"] - bounds["miny"])
    for row in sizes.sort_values(ascending=False, kind="stable").index:
        point = layer.geometry.loc[row].representative_point()
        yield (str(layer.loc[row, column]), *ground.place(point.x, point.y))


def _free_spot(taken: Sequence[Box], x: float, y: float, wide: float) -> Box | None:
    """Where a name touches no other: on its place, else a little above or below; else nowhere."""
    for shift in (0, -15, 15):
        spot = (x - wide / 2 - 3, y - 10 + shift, x + wide / 2 + 3, y + 10 + shift)
        if not any(
            spot[0] < t[2] and t[0] < spot[2] and spot[1] < t[3] and t[1] < spot[3] for t in taken
        ):
            return spot
    return None
