"""How long Chromium waits for the first map."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from pipelines.errors import InputError

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Looks, at every frame that the browser paints, whether the map can be seen: every polygon has its
# path, and the path its outline. Asked from outside, a busy page would answer late.
_WATCH = """(() => {
  if (window !== top) return;
  const look = () => {
    const frame = document.querySelector("iframe[title^='streamlit_folium']");
    const map = frame && frame.getBoundingClientRect().height > 0 && frame.contentDocument;
    const paths = map ? [...map.querySelectorAll('path.leaflet-interactive')] : [];
    const isDrawn = paths.length >= COUNT && paths.every((path) => path.getAttribute('d'));
    if (isDrawn) window.drawnAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""
_TAKEN = "window.drawnAt"  # milliseconds since the page was asked for


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
    context.add_init_script(_WATCH.replace("COUNT", str(count)))
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function(_TAKEN, timeout=60_000)
    milliseconds: float = page.evaluate(_TAKEN)
    context.close()
    return milliseconds / 1000
