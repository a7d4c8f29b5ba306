"""How long Chromium waits for the first map."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from pipelines.errors import InputError

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# every polygon has its path, and the path its outline
_DRAWN = """(count) => {
  const paths = document.querySelectorAll('path.leaflet-interactive');
  return paths.length >= count && [...paths].every((path) => path.getAttribute('d'));
}"""


def chromium() -> str:
    """The browser to measure with.

    Raises InputError where there is none, or nothing to drive it.
    """
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    try:
        import playwright.sync_api  # noqa: F401  a tool of the developers, not of an office
    except ImportError:
        found = None
    if found is None:
        raise InputError(
            "The first map is not measured: that needs Chromium and the Python package playwright."
        )
    return found


def first_map(
    addresses: dict[str, str], count: int, *, visits: int = 7, browser: Any = None
) -> dict[str, float]:
    """Median seconds from asking for each page to the last of its `count` polygons.

    Every visit has an empty cache; the pages take turns, so that a busy minute harms them alike. A
    visit to each before the first one counted lets the servers load what they need once. `browser`
    is one that runs already.
    """
    if browser is None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=chromium(), args=_ARGUMENTS)
            return first_map(addresses, count, visits=visits, browser=started)
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    for visit in range(visits + 1):
        for name, address in addresses.items():
            seconds = _visit(browser, address, count)
            if visit:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def _visit(browser: Any, address: str, count: int) -> float:
    """Seconds to the map of one page, in a profile of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    iframe = page.wait_for_selector("iframe[title^='streamlit_folium']", timeout=60_000)
    iframe.content_frame().wait_for_function(_DRAWN, arg=count, timeout=60_000)
    seconds = time.perf_counter() - began
    context.close()
    return seconds
