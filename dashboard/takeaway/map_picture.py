"""A map as SVG: what `dashboard/assets/dongmap.js` shows in a browser, on paper.

Same fills, hatches, lines and legend; text as outlines, nothing fetched, the marks inside.
"""

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
from dashboard.takeaway.lettering import Lettering, width, wrap
from pipelines.errors import InputError

WIDTH = 1200.0
_HEIGHT_SHARE = 0.62
_MARGIN = 24.0
_NAMED_DONGS = 60  # more would not fit into one picture
_PAPER, _INK, _PALE_INK, _WARNING = "#ffffff", "#26262b", "#55555e", "#8a3b00"
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


def draw_map(
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    *,
    names: Mapping[str, str],
    title: str = "",
    notes: Sequence[maps.Note] = (),
    across: float = WIDTH,
) -> bytes:
    """The view as a standalone SVG, `across` pixels wide; a narrower one has larger letters.

    Parameters
    ----------
    dongs, gus
        EPSG:4326, as `read.geo` gives them; Dongs outside of the view's Gu are left out.
    view
        What the map on the page shows.
    names
        Of Dongs, by code: written on the map where it shows one Gu, and for the chosen Dong.
    title, notes
        Above and below the map; neither where the picture stands in a document that says so.

    Raises
    ------
    InputError
        A fill that is no colour and no known hatch.
    """
    if view.focus:
        dongs, gus = (layer[layer["gu_code"] == view.focus] for layer in (dongs, gus))
    text = Lettering()
    head, top = _head(text, title, across)
    legend_width = _legend_width(view.legend, across)
    bottom = top + across * _HEIGHT_SHARE
    legend_box = (
        across - legend_width - 3 * _MARGIN,
        bottom - _legend_height(view.legend, legend_width) - _MARGIN,
        across,
        bottom,
    )
    ground = _ground(dongs, (_MARGIN, top, across - _MARGIN, bottom))
    if _covers(dongs, ground, legend_box):
        ground = _ground(dongs, (_MARGIN, top, legend_box[0], bottom))
    body = [
        *head,
        *_shapes(dongs, gus, view, ground),
        *_names(text, dongs, gus, view, ground, names),
        *_legend(text, view.legend, legend_width, across - legend_width - 2 * _MARGIN, bottom),
    ]
    foot, height = _foot(text, notes, bottom + _MARGIN, across)
    description = "\n".join(note.text for note in notes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{across:.0f}" height="{height:.0f}" viewBox="0 0 {across:.0f} {height:.0f}" '
        f'role="img"><title>{_xml(title or view.legend.title)}</title>'
        f"<desc>{_xml(description)}</desc>"
        f"<defs>{_hatch_patterns()}{text.definitions()}</defs>"
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
        f"{''.join([*body, *foot])}</svg>"
    ).encode()


def _xml(text: str) -> str:
    """Text for XML, without the control characters that XML has no way to hold."""
    return escape("".join(sign for sign in text if sign.isprintable() or sign == "\n"))


def _hatch_patterns() -> str:
    return "".join(
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({angle})"><rect width="6" height="6" fill="#ffffff"/>'
        f'<rect width="2" height="6" fill="#8d8d96"/></pattern>'
        for name, angle in _HATCHES.items()
    )


def _fill(fill: str) -> str:
    hatch = re.fullmatch(r"url\(#([\w-]+)\)", fill)
    is_known = hatch.group(1) in _HATCHES if hatch else _COLOUR.fullmatch(fill)
    if not is_known:
        raise InputError(f"The map has a fill that a picture does not know: {fill!r}.")
    return quoteattr(fill)


def _head(text: Lettering, title: str, across: float) -> tuple[list[str], float]:
    """The title, and where the map begins."""
    lines = wrap(title, 24, across - 2 * _MARGIN, is_bold=True)
    drawn = [
        text.draw(line, _MARGIN, _MARGIN + 24 + 32 * number, size=24, is_bold=True)
        for number, line in enumerate(lines)
    ]
    return drawn, _MARGIN + 32 * len(lines) + (16 if lines else 0)


def _foot(
    text: Lettering, notes: Sequence[maps.Note], top: float, across: float
) -> tuple[list[str], float]:
    """The notes, and how high the picture is with them."""
    drawn = []
    for note in notes:
        is_mark = note.kind == "invented"
        for line in wrap(note.text, 14, across - 2 * _MARGIN, is_bold=is_mark):
            top += 20
            fill = _WARNING if is_mark else _PALE_INK
            drawn.append(text.draw(line, _MARGIN, top, size=14, fill=fill, is_bold=is_mark))
    return drawn, top + _MARGIN


def _ground(dongs: gpd.GeoDataFrame, room: Box) -> Ground:
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


def _shapes(
    dongs: gpd.GeoDataFrame, gus: gpd.GeoDataFrame, view: maps.View, ground: Ground
) -> Iterator[str]:
    yield '<g stroke-width="0.7" stroke-linejoin="round">'
    chosen = ""
    for code, shape in zip(dongs["dong_code"], dongs.geometry, strict=True):
        fill = view.fills.get(code, "#fbfbf9")
        # white between colours, grey between hatches, which are white themselves
        line = "#a9a9b1" if fill.startswith("url(") else "#ffffff"
        path = _path(shape, ground)
        if code == view.chosen:
            chosen = path
        tip = _xml("\n".join(view.tips.get(code, ())))
        yield (
            f'<path id={quoteattr(f"dong-{code}")} d="{path}" fill={_fill(fill)} stroke="{line}">'
            f"<title>{tip}</title></path>"
        )
    yield '</g><g fill="none" stroke="#4b4b55" stroke-width="1.6" stroke-linejoin="round">'
    for shape in gus.geometry:
        yield f'<path d="{_path(shape, ground)}"/>'
    yield "</g>"
    if chosen:
        yield f'<path id="chosen" d="{chosen}" fill="none" stroke="#101014" stroke-width="4"/>'


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


def _names(
    text: Lettering,
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    ground: Ground,
    names: Mapping[str, str],
) -> Iterator[str]:
    """Names where there is room: the chosen Dong, then Gu or a Gu's Dongs, the largest first."""
    taken: list[Box] = []
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
                    name, middle, base, size=14, fill=_INK, is_bold=is_bold, anchor="middle",
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
    for shift in (0, -14, 14):
        spot = (x - wide / 2 - 3, y - 10 + shift, x + wide / 2 + 3, y + 10 + shift)
        if not any(
            spot[0] < t[2] and t[0] < spot[2] and spot[1] < t[3] and t[1] < spot[3] for t in taken
        ):
            return spot
    return None


def _legend_width(legend: maps.Legend, across: float) -> float:
    rows = [width(row.label, 14) + width(row.count, 14) + 28 + 24 for row in legend.rows]
    title = width(legend.title, 15, is_bold=True)
    return min(max([160.0, title, *rows]), across / 3)


def _covers(dongs: gpd.GeoDataFrame, ground: Ground, spot: Box) -> bool:
    """Whether a Dong lies where the spot is."""
    left, top, right, bottom = spot
    west, east = ((x - ground.left) / ground.scale / ground.squeeze for x in (left, right))
    south, north = ((ground.top - y) / ground.scale for y in (bottom, top))
    degrees = box(
        ground.west + west, ground.north + south, ground.west + east, ground.north + north
    )
    return bool(dongs.geometry.intersects(degrees).any())


def _legend_lines(legend: maps.Legend, wide: float) -> list[tuple[maps.LegendRow, list[str]]]:
    """Each row with its words in lines."""
    return [
        (row, wrap(row.label, 14, wide - 28 - 24 - width(row.count, 14)) or [""])
        for row in legend.rows
    ]


def _legend_height(legend: maps.Legend, wide: float) -> float:
    title = wrap(legend.title, 15, wide, is_bold=True)
    return 22 * (len(title) + sum(len(lines) for _, lines in _legend_lines(legend, wide))) + 4


def _legend(
    text: Lettering, legend: maps.Legend, wide: float, left: float, bottom: float
) -> Iterator[str]:
    """The legend, its last row at the bottom of the map; long words go on in a further line."""
    rows = _legend_lines(legend, wide)
    title = wrap(legend.title, 15, wide, is_bold=True)
    y = bottom - _legend_height(legend, wide)
    for line in title:
        y += 22
        yield text.draw(line, left, y - 6, size=15, is_bold=True)
    y += 4
    for row, lines in rows:
        yield (
            f'<rect x="{left:.1f}" y="{y + 4:.1f}" width="20" height="14" fill={_fill(row.fill)} '
            f'stroke="#8d8d96" stroke-width="0.7"/>'
        )
        yield text.draw(row.count, left + wide, y + 16, size=14, fill=_PALE_INK, anchor="end")
        for line in lines:
            yield text.draw(line, left + 28, y + 16, size=14)
            y += 22
