"""A view in, a folium.Map out."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import folium
import geopandas as gpd
from branca.element import MacroElement
from folium.template import Template

from dashboard.maps.assets import EMBEDDED, Assets, embedded, script_json
from dashboard.maps.view import View

# the name streamlit-folium gives to every map
ST_FOLIUM_MAP = "map_div"
# what a map in the app asks for once it is drawn
DRAWN = "/assets/map/drawn"


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
        self.options_json = script_json(options)


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
        self.view_json = script_json(asdict(view))


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
