"""One function a format: a package in, the bytes of a file out. Usable without a running page.

Every file carries build, date, release, attribution and, where the data are invented, that they
are; it holds what the page shows and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

import geopandas as gpd
import pandas as pd

from dashboard import maps, points
from dashboard.takeaway import map_picture, map_points, plots, typesetting
from dashboard.takeaway.brief import brief
from dashboard.takeaway.facts import (
    facts,
    layer_names,
    marks,
    meanings,
    own_choices,
    point_words,
    units_of,
)
from dashboard.takeaway.package import ChartPart, MapPart, Package, Sheet
from pipelines import export, read
from pipelines.errors import InputError

Part = Sheet | MapPart | ChartPart

_BRIEF_WIDTH = 720.0
"""Of pictures in the brief, in pixels: its letters are then as large as the text around them."""


def name(package: Package, part: Part | None, extension: str) -> str:
    """A file name that sorts and is of one selection alone; ascii.

    Page, deployment, place, month, measure, the page's own choices (`name-code`), release,
    language, build. A part (None: the whole page) follows the page, after a hyphen.
    """
    selection = package.selection
    stems = [package.page, *([_stem(package, part)] if part else [])]
    pieces = (
        "-".join(map(_ascii, stems)),
        _ascii(package.info.deployment),
        _ascii(package.place),
        f"{selection.month:%Y-%m}",
        *([_ascii(selection.measure)] if selection.measure else []),
        *(_ascii(f"{own.name}-{own.code}") for own in own_choices(package)),
        selection.scope.release,
        package.language,
        _ascii(package.info.build_id),
    )
    return f"{'_'.join(pieces)}.{extension}"


def csv(package: Package, sheet: Sheet) -> bytes:
    """The table as CSV (see `pipelines.export.to_csv`)."""
    units = units_of(package, sheet)
    return export.to_csv(
        sheet.frame,
        info=package.info,
        release=package.selection.scope.release,
        labels={
            column: f"{label} ({units[column]})" if column in units else label
            for column, label in sheet.labels.items()
        },
        language=package.language,
        notes=[sheet.title, *(f"{label}: {text}" for label, text in facts(package))],
    )


def xlsx(package: Package) -> bytes:
    """All tables as one workbook (see `pipelines.export.to_xlsx`)."""
    worksheets = [
        export.Worksheet(
            name=sheet.name,
            title=sheet.title,
            frame=sheet.frame,
            labels=sheet.labels,
            units=units_of(package, sheet),
            meanings=meanings(package, sheet),
        )
        for sheet in package.sheets
    ]
    return export.to_xlsx(
        worksheets,
        info=package.info,
        release=package.selection.scope.release,
        language=package.language,
        facts=facts(package),
        caveats=(*(line for _, lines in package.findings for line in lines), *package.caveats),
    )


def geojson(package: Package, part: MapPart) -> bytes:
    """The map's Dongs with its values, and its points (see `pipelines.export.to_geojson`).

    Raises InputError where the map's table names a Dong twice.
    """
    if not part.frame.index.is_unique:
        raise InputError(f"The table of the map {part.title!r} names a Dong twice.")
    dongs, gus = _layers(package, part.view)
    layer, code = (gus, "gu_code") if dongs.empty else (dongs, "dong_code")
    if part.view.focus:
        layer = layer[layer["gu_code"] == part.view.focus]
    values = part.frame.drop(columns=["geometry", code], errors="ignore")
    plain = layer.drop(columns=[column for column in values if column in layer])
    frame = plain.join(values, on=code)
    words: dict[str, str] = {}
    if part.points.spots:
        words = point_words(package.say)
        frame = pd.concat([frame, map_points.layer(part.points)], ignore_index=True)
    return export.to_geojson(
        frame,
        info=package.info,
        release=package.selection.scope.release,
        labels={**layer_names(package), **part.labels, **words},
        language=package.language,
        notes=[part.title, *(f"{label}: {text}" for label, text in facts(package))],
    )


def html_map(package: Package, part: MapPart) -> bytes:
    """The map as one page that opens on a closed PC: scripts, shapes and styles are inside."""
    dongs, gus = _layers(package, part.view)
    view = replace(part.view, notes=marks(package))
    say = package.say
    drawn = maps.draw_choropleth(
        dongs, gus, view, zoom_in=say("map.zoom_in"), zoom_out=say("map.zoom_out")
    )
    if part.points.spots:
        points.embed(drawn, part.points)
    page = str(drawn.get_root().render())
    head = (
        f"<title>{escape(part.title)}</title>"
        "<style>html, body { display: flex; flex-direction: column; } "
        'h1 { font: 700 20px Pretendard, "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", '
        "sans-serif; margin: 10px 14px; } .folium-map { flex: 1; min-height: 0; }</style>"
    )
    heading = f"<h1>{escape(part.title)}</h1>"
    return (
        page.replace("<html>", f'<html lang="{package.language}">', 1)
        .replace("</head>", f"{head}</head>", 1)
        .replace("<body>", f"<body>{heading}", 1)
        .encode()
    )


def map_svg(package: Package, part: MapPart) -> bytes:
    """The map as a picture that any program can enlarge."""
    return _map_svg(package, part, title=part.title, notes=marks(package))


def map_png(package: Package, part: MapPart) -> bytes:
    """The map as a picture for a document, twice the size of a screen."""
    return typesetting.png_of(map_svg(package, part), map_picture.WIDTH)


def chart_svg(package: Package, part: ChartPart) -> bytes:
    """The chart as a picture that any program can enlarge; raises as `plots.draw_svg` does."""
    return plots.draw_svg(part.figure, title=part.title, notes=marks(package))


def chart_png(package: Package, part: ChartPart) -> bytes:
    """The chart as a picture for a document; raises as `plots.draw_svg` does."""
    return plots.draw_png(part.figure, title=part.title, notes=marks(package))


def brief_pdf(package: Package) -> bytes:
    """The page as a document for a meeting. A chart that cannot be drawn is named as missing."""
    pictures: dict[str, tuple[str, bytes | None]] = {
        f"map{n}": (part.title, _map_svg(package, part, across=_BRIEF_WIDTH))
        for n, part in enumerate(package.maps)
    }
    for n, chart in enumerate(package.charts):
        try:
            svg = plots.draw_svg(chart.figure, across=_BRIEF_WIDTH)
        except InputError:
            svg = None  # the brief says so in the picture's place
        pictures[f"chart{n}"] = (chart.title, svg)
    selection = " · ".join(dict.fromkeys(text for _, text in facts(package)[2:]))
    known = meanings(package, package.sheets[0]) if package.sheets else {}
    return brief(package, selection=selection, pictures=pictures, meanings=known)


def is_drawable(part: ChartPart) -> bool:
    """Whether there can be a picture of the chart."""
    try:
        plots.require_drawable(part.figure)
    except InputError:
        return False
    return True


def _layers(package: Package, view: maps.View) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """(what the map colours, Gu): Dongs, or none where the map's codes are those of Gu."""
    dongs, gus = (read.geo(layer, deployment=package.info.deployment) for layer in ("dongs", "gus"))
    is_of_gus = not set(view.fills) & set(dongs["dong_code"]) and bool(view.fills)
    return (dongs.iloc[:0] if is_of_gus else dongs), gus


def _map_svg(
    package: Package,
    part: MapPart,
    *,
    title: str = "",
    notes: tuple[maps.Note, ...] = (),
    across: float = map_picture.WIDTH,
) -> bytes:
    dongs, gus = _layers(package, part.view)
    names = dict(zip(dongs["dong_code"], dongs[f"dong_name_{package.language}"], strict=True))
    if dongs.empty:
        dongs = gus.assign(dong_code=gus["gu_code"])
    return map_picture.draw_map(
        dongs, gus, part.view, names=names, title=title, notes=notes, across=across,
        points=part.points,
    )  # fmt: skip


def _stem(package: Package, part: Part) -> str:
    if not isinstance(part, MapPart):
        return part.name
    place = next(n for n, known in enumerate(package.maps, start=1) if known is part)
    return "map" if len(package.maps) == 1 else f"map{place}"


def _ascii(text: str) -> str:
    """The text with what no file system takes, or what would end a piece of the name, left out."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:60] or "x"
