"""The least page with a map: st_folium and the polygons, nothing else. Run by `bare_app`."""

import os

import folium
import streamlit as st
from streamlit_folium import st_folium

from dashboard import maps
from pipelines import read

st.set_page_config(layout="wide")
assets = maps.Assets(
    js=(("leaflet", "/assets/leaflet/leaflet.js"),),
    css=(("leaflet_css", "/assets/leaflet/leaflet.css"),),
    shapes="",
)


@st.cache_resource
def polygons(deployment: str) -> str:
    """The Dongs as GeoJSON."""
    text: str = read.geo("dongs", deployment=deployment).to_json()
    return text


drawn = maps.OfflineMap(assets, location=[35.18, 129.05], zoom_start=11)
folium.GeoJson(polygons(os.environ["DABOKDONG_BENCH_DEPLOYMENT"])).add_to(drawn)
st_folium(drawn, height=474, use_container_width=True, returned_objects=[])
