"""Where a map finds its scripts, styles and shapes: served by the app, or inside the map."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
from xstatic.pkg import leaflet

ASSETS = Path(__file__).parents[1] / "assets"
LEAFLET = Path(leaflet.BASE_DIR)
# the key of shapes that a map carries itself
EMBEDDED = "embedded"


@dataclass(frozen=True)
class Assets:
    """Where a map finds its scripts, styles and shapes; `shapes` is the key of the latter."""

    js: tuple[tuple[str, str], ...]
    css: tuple[tuple[str, str], ...]
    shapes: str


def served(shapes_url: str, base: str = "/assets") -> Assets:
    """Assets that the app serves itself; `shapes_url` is `<base>/shapes/<key>.js`."""
    key = shapes_url.removeprefix(f"{base}/shapes/").removesuffix(".js")
    return Assets(
        js=(
            ("leaflet", f"{base}/leaflet/leaflet.js"),
            ("shapes", shapes_url),
            ("dongmap", f"{base}/map/dongmap.js"),
        ),
        css=(
            ("leaflet_css", f"{base}/leaflet/leaflet.css"),
            ("dongmap_css", f"{base}/map/dongmap.css"),
        ),
        shapes=key,
    )


def embedded(dongs: gpd.GeoDataFrame, gus: gpd.GeoDataFrame) -> Assets:
    """Assets inside the map itself: for a notebook, or a file that opens on a closed PC."""
    return Assets(
        js=(
            ("leaflet", data_uri((LEAFLET / "leaflet.js").read_text("utf-8"), "text/javascript")),
            ("shapes", data_uri(shapes_script(EMBEDDED, dongs, gus), "text/javascript")),
            ("dongmap", data_uri((ASSETS / "dongmap.js").read_text("utf-8"), "text/javascript")),
        ),
        css=(
            ("leaflet_css", data_uri((LEAFLET / "leaflet.css").read_text("utf-8"), "text/css")),
            ("dongmap_css", data_uri((ASSETS / "dongmap.css").read_text("utf-8"), "text/css")),
        ),
        shapes=EMBEDDED,
    )


def shapes_script(key: str, dongs: gpd.GeoDataFrame, gus: gpd.GeoDataFrame) -> str:
    """The polygons as a script that a map loads once and the browser keeps.

    Parameters
    ----------
    key : name under which `dongmap.js` finds them.
    dongs, gus : EPSG:4326; `dong_code` and `gu_code`, or `gu_code`. Where there are no Dongs, the
        map is one of Gu.
    """
    bounds = gus.bounds
    gus = _placed(gus[["gu_code", "geometry"]]).assign(
        # of two names that would touch, the larger Gu's is shown
        size=(bounds["maxx"] - bounds["minx"]) * (bounds["maxy"] - bounds["miny"]),
    )
    dongs = _placed(dongs[["dong_code", "gu_code", "geometry"]])
    return (
        "window.dabokdong_shapes = window.dabokdong_shapes || {};\n"
        f"window.dabokdong_shapes[{script_json(key)}] = "
        f'{{"dongs": {dongs.to_json(drop_id=True)}, "gus": {gus.to_json(drop_id=True)}}};\n'
    )


def _placed(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The shapes with a point inside each, for its name and marks."""
    points = shapes.geometry.representative_point()
    return shapes.assign(lon=points.x.round(5), lat=points.y.round(5))


def script_json(value: object) -> str:
    """JSON that is safe inside a <script>, whatever a name may hold."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", " ")


def data_uri(text: str, kind: str) -> str:
    """The text as an address that holds it, for a file that refers to nothing outside."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
