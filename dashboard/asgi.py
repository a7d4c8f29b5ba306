"""The web app: Streamlit's pages; leaflet and the maps' shapes, self-served; a health route.

`run` serves it; `uvicorn dashboard.asgi:app` works too, then with the open release alone (see
`dashboard.audience`).
"""

from __future__ import annotations

import gc
import importlib
import logging
import secrets
import socket
import threading
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dashboard import audience, data, filters, map_first, maps
from dashboard.i18n import words
from pipelines.errors import DabokdongError, InputError, NotBuiltError

SCRIPT = Path(__file__).with_name("app.py")
CONFIG = Path(__file__).resolve().parent.parent / ".streamlit" / "config.toml"
# a publication's shapes never change, its address does
_FOR_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
_NOT_AT_ALL = {"Cache-Control": "no-store"}
# made before Python looks for some to sweep; its own 700 are reached every millisecond
_OBJECTS = 20_000

# what the first page that plans, or offers files, would otherwise wait for
_NEEDED = ("scipy.optimize", "scipy.sparse", "matplotlib.axes", "xlsxwriter")

log = logging.getLogger(__name__)


def healthz(_: Request) -> JSONResponse:
    """200 with the current build of each deployment, or 503 with the reason."""
    try:
        builds = {entry.id: data.build(entry.id).build_id for entry in data.deployments()}
    except (DabokdongError, OSError, ValueError, TypeError) as error:
        # a damaged publication is what this route is there to tell
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    if not builds:
        reason = "Nothing is published. Run `dabokdong demo` or `dabokdong run`."
        return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)
    return JSONResponse({"status": "ok", "builds": builds})


def first_page(request: Request) -> Response:
    """The page where one arrives has the bare address; its name leads there too."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


def shapes(request: Request) -> Response:
    """The polygons of a deployment's current publication, as the script that its maps load."""
    deployment, version = (request.path_params[name] for name in ("deployment", "version"))
    version, _, part = version.partition(".")
    if deployment not in {entry.id for entry in data.deployments()}:
        return Response(status_code=404)
    try:
        info = data.build(deployment)
    except NotBuiltError:
        return Response(status_code=404)
    if version != data.version(info):
        return Response(status_code=404, headers=_NOT_AT_ALL)
    try:
        script = data.shapes(info, part)
    except InputError:  # no such Gu
        return Response(status_code=404)
    return Response(script, media_type="text/javascript", headers=_FOR_A_YEAR)


def map_drawn(_: Request) -> Response:
    """A map in somebody's browser says that it is drawn (see `dashboard.map_first`)."""
    map_first.drawn.tell()
    return Response(status_code=204, headers=_NOT_AT_ALL)


def report_error(error: Exception) -> bool:
    """Show a sentence and a number; the log has the traceback under the same number."""
    number = secrets.token_hex(4)
    log.error("Error %s", number, exc_info=error)
    st.error(words(filters.language_in_use())("app.error", id=number))
    return True


def _warm() -> None:
    """Read, beside the first readers, what pages and files need of others: seconds of work."""
    for name in _NEEDED:
        importlib.import_module(name)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Before the first reader comes: what is loaded is kept out of every sweep.

    A click makes and drops a million small objects, so that Python would look through all that is
    loaded again and again; and pandas would turn the words of a hundred tables of two hundred rows
    into Arrow's and back. Both together cost a third of a click.
    """
    pd.set_option("mode.string_storage", "python")
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    # what the pages need most; the pages themselves not, for the map's component can be declared
    # only when Streamlit's runtime is there
    importlib.import_module("plotly.graph_objects")
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20, 20)
    map_first.drawn.is_told = True
    yield


app = st.App(
    SCRIPT,
    routes=[
        Mount("/assets/leaflet", StaticFiles(directory=maps.LEAFLET)),
        Route(maps.DRAWN, map_drawn),
        Mount("/assets/map", StaticFiles(directory=maps.ASSETS)),
        Route("/assets/shapes/{deployment}/{version}.js", shapes),
        Route("/healthz", healthz),
        Route("/overview", first_page),
    ],
    middleware=[Middleware(audience.MarkLocal)],
    lifespan=lifespan,
    on_script_error=report_error,
)


def run(host: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve until stopped.

    Raises InputError for a port that does not exist and where the address cannot be taken.
    """
    if not 0 < port < 65536:
        raise InputError(f"There is no port {port}; choose one from 1 to 65535.")
    _require_free(host, port)
    audience.bind(host)
    print(f"Dabokdong is served at http://{host}:{port}. Ctrl+C stops it.", flush=True)
    app.run(config={**_options(CONFIG), "server.address": host, "server.port": port})


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"The dashboard cannot be served on {host}:{port} ({error}). Stop what uses the "
                f"port, or choose another: dabokdong serve --port {min(port + 1, 65535)}"
            ) from error


def _options(path: Path) -> dict[str, Any]:
    """The options of the checkout's config file, wherever the command was started."""
    if not path.exists():
        return {}
    return dict(_flat("", tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(prefix: str, section: dict[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in section.items():
        if isinstance(value, dict):
            found += _flat(f"{prefix}{name}.", value)
        else:
            found.append((f"{prefix}{name}", value))
    return found
