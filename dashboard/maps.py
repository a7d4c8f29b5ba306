"""Choropleths of Dongs on a machine without internet. GeoDataFrame and values in, folium.Map out.

One map, or two beside each other that move together; a player shows month after month.

Pure: nothing here reads data or knows a page. In the app the scripts and shapes come from the app
itself (`served`), in a notebook they are written into the map (`embedded`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import folium
import geopandas as gpd
import pandas as pd
from branca.element import MacroElement
from folium.template import Template
from xstatic.pkg import leaflet

from dashboard.classes import Classes

ASSETS = Path(__file__).parent / "assets"
LEAFLET = Path(leaflet.BASE_DIR)

State = Literal["value", "suppressed", "undefined", "missing"]
FILLS: dict[str, str] = {
    "suppressed": "url(#hatch-suppressed)",
    "undefined": "url(#hatch-undefined)",
    "missing": "#e3e3e0",
}
# the name streamlit-folium gives to every map
ST_FOLIUM_MAP = "map_div"
# the key of shapes that a map carries itself
EMBEDDED = "embedded"
# what a map in the app asks for once it is drawn
DRAWN = "/assets/map/drawn"


@dataclass(frozen=True)
class Assets:
    """Where a map finds its scripts, styles and shapes; `shapes` is the key of the latter."""

    js: tuple[tuple[str, str], ...]
    css: tuple[tuple[str, str], ...]
    shapes: str


@dataclass(frozen=True)
class LegendRow:
    """One line of a legend: a colour or hatch, what it means, how many Dongs have it.

    `mark` is a sign in the place of the colour ("▲"); `fill` is then "none". `paler` are the
    colours beside it, for the same values less surely known. `shape` is that of a point (see
    `dashboard.points`) in that colour, on pictures; the browser adds these rows itself.
    """

    fill: str
    label: str
    count: str
    mark: str = ""
    paler: tuple[str, ...] = ()
    shape: str = ""


@dataclass(frozen=True)
class Legend:
    """The legend of a map."""

    title: str
    rows: tuple[LegendRow, ...]


@dataclass(frozen=True)
class Note:
    """A line inside the frame, so that a screenshot carries it."""

    kind: Literal["invented", "attribution"]
    text: str


@dataclass(frozen=True)
class Beside:
    """What a second map shows of the same Dongs, beside the first."""

    fills: dict[str, str]
    tips: dict[str, tuple[str, ...]]
    legend: Legend


@dataclass(frozen=True)
class Playing:
    """The months that a map can play, and the words of its buttons.

    `frames` is what `frames_json` makes of them; `at` the month that the view shows.
    """

    frames: str
    at: str
    play: str
    pause: str
    month: str


@dataclass(frozen=True)
class View:
    """What a map shows: `fills` and `tips` by dong_code, `gu_names` by gu_code.

    A tip is the lines of the hover, the name first. `focus` is the one Gu to draw (None: all),
    `chosen` the Dong with the strong outline. `marks` are signs on Dongs, by dong_code. Of shapes
    without Dongs (`shapes_script`) the codes are those of Gu.
    """

    fills: dict[str, str]
    tips: dict[str, tuple[str, ...]]
    gu_names: dict[str, str]
    legend: Legend
    notes: tuple[Note, ...]
    focus: str | None = None
    chosen: str | None = None
    marks: dict[str, str] = field(default_factory=dict)
    beside: Beside | None = None
    playing: Playing | None = None


class OfflineMap(folium.Map):
    """A folium map that asks no other host for anything: own scripts, no tiles."""

    def __init__(self, assets: Assets, **options: Any) -> None:
        super().__init__(
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            scroll_wheel_zoom=False,  # the wheel scrolls the page
            zoom_snap=0.25,  # fills the frame
            font_size="13px",
            **options,
        )
        self.default_js = list(assets.js)
        self.default_css = list(assets.css)


class _Dongs(MacroElement):
    """The shapes, once a map."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'dabokdong.create("{{ this._parent.get_name() }}", {{ this._parent.get_name() }}, '
        "{{ this.options_json }});{% endmacro %}"
    )

    def __init__(self, options: dict[str, str | bool]) -> None:
        super().__init__()
        self._name = "Dongs"
        self.options_json = _script_json(options)


class _Shown(MacroElement):
    """What the shapes look like; comes again whenever the view changes."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'dabokdong.show("{{ this.map_name }}", {{ this.view_json }}, {{ this.frames_json }});'
        "{% endmacro %}"
    )

    def __init__(self, map_name: str, view: View) -> None:
        super().__init__()
        self._name = "Shown"
        self.map_name = map_name
        self.frames_json = view.playing.frames if view.playing else "null"
        if view.playing:  # megabytes to copy, else
            view = replace(view, playing=replace(view.playing, frames=""))
        self.view_json = _script_json(asdict(view))


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
        f"window.dabokdong_shapes[{_script_json(key)}] = "
        f'{{"dongs": {dongs.to_json(drop_id=True)}, "gus": {gus.to_json(drop_id=True)}}};\n'
    )


def _placed(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The shapes with a point inside each, for its name and marks."""
    points = shapes.geometry.representative_point()
    return shapes.assign(lon=points.x.round(5), lat=points.y.round(5))


def frames_json(
    codes: Sequence[str],
    months: Mapping[str, str],
    sides: Sequence[Sequence[tuple[Sequence[str], Legend]]],
) -> str:
    """Every month of one map or two, as compact as a letter for each Dong and month.

    Parameters
    ----------
    codes : of the Dongs (or Gu), in the order of the fills.
    months : name by code ("2018-12"), in order.
    sides : for each map and month, the fill of each code, and the legend.
    """
    palette: dict[str, int] = {}

    def letter(fill: str) -> int:
        return palette.setdefault(fill, len(palette))

    maps = [
        {
            "fills": ["".join(chr(97 + letter(fill)) for fill in fills) for fills, _ in side],
            "legends": [
                [legend.title, [[letter(row.fill), row.label, row.count] for row in legend.rows]]
                for _, legend in side
            ],
        }
        for side in sides
    ]
    return _script_json(
        {
            "codes": list(codes),
            "months": list(months),
            "names": list(months.values()),
            "maps": maps,
            "palette": list(palette),
        }
    )


def base_map(assets: Assets, *, zoom_in: str, zoom_out: str) -> OfflineMap:
    """The map before anything is shown on it: the same for every view of one build."""
    drawn = OfflineMap(assets)
    words = {"zoom_in": zoom_in, "zoom_out": zoom_out}
    # in the app the frame has the height that the page gives it, and the app waits for the map
    in_app: dict[str, str | bool] = (
        {} if assets.shapes == EMBEDDED else {"fills_frame": True, "drawn_url": DRAWN}
    )
    drawn.add_child(_Dongs({"shapes": assets.shapes, **in_app, **words}))
    return drawn


def shown(view: View, map_name: str = ST_FOLIUM_MAP) -> folium.FeatureGroup:
    """The view as a feature group; streamlit-folium swaps it without drawing the map again."""
    group = folium.FeatureGroup(name="view")
    group.add_child(_Shown(map_name, view))
    return group


def draw_choropleth(
    dongs: gpd.GeoDataFrame, gus: gpd.GeoDataFrame, view: View, *, zoom_in: str, zoom_out: str
) -> OfflineMap:
    """One self-contained map, for a notebook or a file: `draw_choropleth(...).save("map.html")`."""
    drawn = base_map(embedded(dongs, gus), zoom_in=zoom_in, zoom_out=zoom_out)
    drawn.add_child(_Shown(drawn.get_name(), view))
    return drawn


def fills(
    values: pd.Series, states: pd.Series, classes: Classes, *, is_more_worse: bool
) -> dict[str, str]:
    """The colour or hatch of each Dong.

    Parameters
    ----------
    values, states : by dong_code; `states` says for each whether it has a value, is suppressed,
        is undefined (nobody at risk, so no rate) or missing.
    """
    colours = classes.colours(is_more_worse=is_more_worse) if len(classes) else ()
    places = classes.of(values)
    return {
        str(code): colours[place] if state == "value" else FILLS[state]
        for code, place, state in zip(states.index, places, states, strict=True)
    }


def _script_json(value: object) -> str:
    """JSON that is safe inside a <script>, whatever a name may hold."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", " ")


def data_uri(text: str, kind: str) -> str:
    """The text as an address that holds it, for a file that refers to nothing outside."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
