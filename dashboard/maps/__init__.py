"""Choropleths of Dongs on a machine without internet. GeoDataFrame and values in, folium.Map out.

One map, or two beside each other that move together; a player shows month after month.

Pure: nothing here reads data or knows a page. In the app the scripts and shapes come from the app
itself (`served`), in a notebook they are written into the map (`embedded`).
"""

from dashboard.maps.assets import (
    ASSETS,
    EMBEDDED,
    LEAFLET,
    Assets,
    data_uri,
    embedded,
    script_json,
    served,
    shapes_script,
)
from dashboard.maps.drawing import (
    DRAWN,
    ST_FOLIUM_MAP,
    OfflineMap,
    base_map,
    draw_choropleth,
    shown,
)
from dashboard.maps.playing import frames_json
from dashboard.maps.view import FILLS, Beside, Legend, LegendRow, Note, Playing, View, fills

__all__ = [
    "ASSETS",
    "DRAWN",
    "EMBEDDED",
    "FILLS",
    "LEAFLET",
    "ST_FOLIUM_MAP",
    "Assets",
    "Beside",
    "Legend",
    "LegendRow",
    "Note",
    "OfflineMap",
    "Playing",
    "View",
    "base_map",
    "data_uri",
    "draw_choropleth",
    "embedded",
    "fills",
    "frames_json",
    "script_json",
    "served",
    "shapes_script",
    "shown",
]
