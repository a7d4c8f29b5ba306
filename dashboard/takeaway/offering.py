"""The menu on the page: one download a format; bytes are made when asked for, not before."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.blocks import plain
from dashboard.i18n import Words
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


def offer(package: Package) -> None:
    """Draw the menu with the downloads of a page, grouped by what they hold.

    A file is made when its button is pressed, beside the page, which stays usable. Where that
    fails, the button says so with a number; the log has the traceback under the same number.
    """
    say = package.say
    number = secrets.token_hex(4)
    with st.popover(say("takeaway.menu"), icon=":material/download:", key="takeaway"):
        st.html(_error_style(say("takeaway.error", id=number)))
        if package.sheets:
            _group(say("takeaway.tables"))
            for sheet in package.sheets:
                _button(package, sheet, "csv", partial(files.csv, package, sheet), number)
            _button(package, None, "xlsx", partial(files.xlsx, package), number)


def _group(title: str) -> None:
    st.markdown(f"**{plain(title)}**")


def _button(
    package: Package, part: files.Part | None, extension: str, make: Make, number: str
) -> None:
    name = files.name(package, part, extension)
    st.download_button(
        plain(_label(package.say, part, extension)),
        partial(_made, make, name, number),
        file_name=name,
        mime=MIME[extension],
        key=f"takeaway_{name}",
        on_click="ignore",
        type="tertiary",
    )


def _label(say: Words, part: files.Part | None, extension: str) -> str:
    return extension.upper() if part is None else f"{extension.upper()} · {part.title}"


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
        '<style>[data-testid="stDownloadButtonError"] * { font-size: 0 !important; }'
        f'[data-testid="stDownloadButtonError"]::after {{ content: "{text}"; }}</style>'
    )
