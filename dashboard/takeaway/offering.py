"""The menu on the page: one download a format; what is in it is made when asked for, not before."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import filters
from dashboard.blocks import plain
from dashboard.takeaway import files
from dashboard.takeaway.package import Package

Make = Callable[[], bytes]

log = logging.getLogger(__name__)

MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}


def offer(package: Package, *, key: str = "takeaway", label: str = "") -> None:
    """Draw the menu with the downloads of a page, grouped by what they hold.

    A second menu of a page has a `key` and a `label` of its own.

    What is in the menu is drawn when a reader opens it, and nothing else of the page with it. A
    file is made when its button is pressed, beside the page, which stays usable. Where that fails,
    the button says so with a number; the log has the traceback under the same number.
    """
    _menu(replace(package, choices=package.choices or filters.chosen()), key, label)


@st.fragment
def _menu(package: Package, key: str, label: str) -> None:
    menu = st.popover(
        label or package.say("takeaway.menu"),
        icon=":material/download:",
        key=key,
        on_change="rerun",
    )
    if menu.open:
        with menu.container(gap="xsmall"):
            _downloads(package)


def _downloads(package: Package) -> None:
    """Every download of the package, under the words for what it holds."""
    say = package.say
    number = secrets.token_hex(4)
    st.html(_error_style(say("takeaway.error", id=number)))
    if package.sheets:
        _tables(package, number)
    for part in package.maps:
        _group(say("takeaway.maps"), part.title)
        with _row():
            _button(package, part, "png", partial(files.map_png, package, part), number)
            _button(package, part, "svg", partial(files.map_svg, package, part), number)
            _button(package, part, "html", partial(files.html_map, package, part), number)
            _button(package, part, "geojson", partial(files.geojson, package, part), number)
    for chart in package.charts:
        _group(say("takeaway.charts"), chart.title)
        if not files.is_drawable(chart):
            st.caption(plain(say("takeaway.no_picture")))
            continue
        with _row():
            _button(package, chart, "png", partial(files.chart_png, package, chart), number)
            _button(package, chart, "svg", partial(files.chart_svg, package, chart), number)
    _group(say("takeaway.documents"), say("takeaway.brief"))
    with _row():
        _button(package, None, "pdf", partial(files.brief_pdf, package), number)


def _tables(package: Package, number: str) -> None:
    say = package.say
    for sheet in package.sheets:
        _group(say("takeaway.tables"), sheet.title)
        with _row():
            if sheet is package.sheets[0]:
                _button(package, None, "xlsx", partial(files.xlsx, package), number)
            _button(package, sheet, "csv", partial(files.csv, package, sheet), number)


def _group(kind: str, title: str) -> None:
    st.markdown(f"**{plain(kind)}** · {plain(title)}")


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small")


def _button(
    package: Package, part: files.Part | None, extension: str, make: Make, number: str
) -> None:
    name = files.name(package, part, extension)
    say = package.say
    label = "GeoJSON" if extension == "geojson" else extension.upper()
    st.download_button(
        f"{label} ({say('takeaway.workbook')})" if extension == "xlsx" else label,
        partial(_made, make, name, number),
        file_name=name,
        mime=MIME[extension],
        # the view is part of the name, the place in the page is not
        key=f"takeaway_{name}",
        on_click="ignore",
    )


def _made(make: Make, name: str, number: str) -> bytes:
    """The file, or the error on record under `number` and passed on to the button."""
    try:
        return make()
    except Exception:
        log.exception("Error %s: %s could not be made", number, name)
        raise


def _error_style(sentence: str) -> str:
    """A style that puts our sentence in the place of Streamlit's own, which is English."""
    text = sentence.replace("\\", "").replace('"', "'").replace("<", "")
    return (
        '<style>[data-testid="stDownloadButtonError"] { font-size: 0 !important; }'
        f'[data-testid="stDownloadButtonError"]::after {{ content: "{text}"; '
        "font-size: 0.9rem; }</style>"
    )
