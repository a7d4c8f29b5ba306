"""A map as SVG: what `dashboard/assets/dongmap.js` shows in a browser, on paper.

Same fills, hatches, lines, signs and legend; text as outlines, nothing fetched, the marks inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import geopandas as gpd

from dashboard import maps
from dashboard.points import NO_POINTS, Points
from dashboard.takeaway import map_points
from dashboard.takeaway.lettering import Lettering, width, wrap
from dashboard.takeaway.map_shapes import (
    INK,
    Box,
    covers,
    draw_names,
    draw_shapes,
    fill_of,
    ground_for,
    hatch_patterns,
    xml_text,
)

WIDTH = 1200.0
_HEIGHT_SHARE = 0.62
_MARGIN = 24.0
_PAPER, _PALE_INK, _WARNING = "#ffffff", "#55555e", "#8a3b00"


def draw_map(
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    *,
    names: Mapping[str, str],
    title: str = "",
    notes: Sequence[maps.Note] = (),
    points: Points = NO_POINTS,
    across: float = WIDTH,
) -> bytes:
    """The view as a standalone SVG, `across` pixels wide; a narrower one has larger letters.

    Parameters
    ----------
    dongs, gus
        EPSG:4326, as `read.geo` gives them; Dongs outside of the view's Gu are left out.
    view
        What the map on the page shows, both sides of it if there are two; of months that it can
        play, the one that it shows.
    names
        Of Dongs, by code: written on the map where it shows one Gu, and for the chosen Dong.
    points
        Over the Dongs of the (first) map, each kind with its row in the legend.
    title, notes
        Above and below the map; neither where the picture stands in a document that says so.

    Raises
    ------
    InputError
        A fill that is no colour and no known hatch.
    """
    if view.focus:
        dongs, gus = (layer[layer["gu_code"] == view.focus] for layer in (dongs, gus))
    view = replace(view, legend=map_points.in_legend(view.legend, points))
    text = Lettering()
    head, top = _head(text, title, across)
    if view.beside is None:
        body, bottom = _alone(text, dongs, gus, view, points, names, (top, across))
    else:
        body, bottom = _paired(text, dongs, gus, view, view.beside, points, names, (top, across))
    foot, height = _foot(text, notes, bottom + _MARGIN, across)
    description = "\n".join(note.text for note in notes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{across:.0f}" height="{height:.0f}" viewBox="0 0 {across:.0f} {height:.0f}" '
        f'role="img"><title>{xml_text(title or view.legend.title)}</title>'
        f"<desc>{xml_text(description)}</desc>"
        f"<defs>{hatch_patterns()}{text.definitions()}</defs>"
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
        f"{''.join([*head, *body, *foot])}</svg>"
    ).encode()


def _alone(
    text: Lettering,
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    points: Points,
    names: Mapping[str, str],
    place: tuple[float, float],
) -> tuple[list[str], float]:
    """One map, and where it ends: the legend in its corner, beside the Dongs if it must be."""
    top, across = place
    wide = _legend_width(view.legend, across / 3)
    bottom = top + across * _HEIGHT_SHARE
    left = across - wide - 3 * _MARGIN
    corner: Box = (left, bottom - _legend_height(view.legend, wide) - _MARGIN, across, bottom)
    ground = ground_for(dongs, (_MARGIN, top, across - _MARGIN, bottom))
    if covers(dongs, ground, corner):
        ground = ground_for(dongs, (_MARGIN, top, left, bottom))
    body = [
        *draw_shapes(dongs, gus, view, ground),
        *draw_names(text, dongs, gus, view, ground, names),
        *map_points.draw(points, ground),
        *_legend(text, view.legend, wide, left + _MARGIN, bottom),
    ]
    return body, bottom


def _paired(
    text: Lettering,
    dongs: gpd.GeoDataFrame,
    gus: gpd.GeoDataFrame,
    view: maps.View,
    second: maps.Beside,
    points: Points,
    names: Mapping[str, str],
    place: tuple[float, float],
) -> tuple[list[str], float]:
    """Two maps of the same Dongs beside each other, each over its legend, and where they end."""
    top, across = place
    room = (across - 3 * _MARGIN) / 2
    end = top + room * 0.9
    other = replace(view, fills=second.fills, tips=second.tips, legend=second.legend)
    body: list[str] = []
    bottom = end
    for number, side in enumerate((view, other)):
        left = _MARGIN + number * (room + _MARGIN)
        ground = ground_for(dongs, (left, top, left + room, end))
        wide = _legend_width(side.legend, room)
        low = end + _MARGIN + _legend_height(side.legend, wide)
        body += [
            *draw_shapes(dongs, gus, side, ground, name=f"side{number}"),
            *draw_names(text, dongs, gus, side, ground, names),
            *map_points.draw(points if number == 0 else NO_POINTS, ground),
            *_legend(text, side.legend, wide, left, low),
        ]
        bottom = max(bottom, low)
    return body, bottom


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


def _swatch_room(legend: maps.Legend) -> float:
    """The room for a colour, and the paler ones beside it, before a row's words."""
    return 28 + 20 * max((len(row.paler) for row in legend.rows), default=0)


def _legend_width(legend: maps.Legend, room: float) -> float:
    swatch = _swatch_room(legend)
    rows = [width(row.label, 14) + width(row.count, 14) + swatch + 24 for row in legend.rows]
    title = width(legend.title, 15, is_bold=True)
    return min(max([160.0, title, *rows]), room)


def _legend_lines(legend: maps.Legend, wide: float) -> list[tuple[maps.LegendRow, list[str]]]:
    """Each row with its words in lines."""
    swatch = _swatch_room(legend)
    return [
        (row, wrap(row.label, 14, wide - swatch - 24 - width(row.count, 14)) or [""])
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
    swatch = _swatch_room(legend)
    for line in title:
        y += 22
        yield text.draw(line, left, y - 6, size=15, is_bold=True)
    y += 4
    for row, lines in rows:
        if row.shape:
            yield map_points.mark(row.shape, row.fill, left + 10, y + 11)
        if row.mark:
            middle = left + (swatch - 8) / 2
            yield text.draw(row.mark, middle, y + 16, size=14, fill=INK, anchor="middle")
        for place, fill in enumerate(() if row.mark or row.shape else (row.fill, *row.paler)):
            yield (
                f'<rect x="{left + 20 * place:.1f}" y="{y + 4:.1f}" width="20" height="14" '
                f'fill={fill_of(fill)} stroke="#8d8d96" stroke-width="0.7"/>'
            )
        yield text.draw(row.count, left + wide, y + 16, size=14, fill=_PALE_INK, anchor="end")
        for line in lines:
            yield text.draw(line, left + swatch, y + 16, size=14)
            y += 22
