"""Serves the bare page as `dashboard.asgi` serves the app: leaflet from this machine."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from dashboard import maps

app = st.App(
    Path(__file__).with_name("bare.py"),
    routes=[Mount("/assets/leaflet", StaticFiles(directory=maps.LEAFLET))],
)


def run(port: int) -> None:
    """Serve until stopped."""
    quiet = {"server.headless": True, "browser.gatherUsageStats": False}
    app.run(config={**quiet, "server.address": "127.0.0.1", "server.port": port})
