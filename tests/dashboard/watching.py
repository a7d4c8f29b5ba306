"""A page in a real Chromium, watched: what it asked for, complained of, showed and cut."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import asgi
from dashboard.i18n import words
from pipelines.schema import FEEDS
from tests.dashboard import beds

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
]
# what the tests saw, to look at (git-ignored)
SHOTS = Path(os.environ.get("DABOKDONG_SHOTS") or Path(__file__).parent / "shots")
_FILES = sorted(asgi.SCRIPT.with_name("app_pages").glob("*.py"), key=lambda path: path.stem)
# the page where one arrives first
PAGES = ("overview", *(path.stem for path in _FILES if path.stem != "overview"))
# the pages of everybody's every run; the slow tests look at the others too
_ALWAYS = ("coverage_gap", "budget_balance")
WITHOUT_MAP = [path.stem for path in _FILES if "dong_map" not in path.read_text("utf-8")]

# Words of the Latin alphabet that a Korean page may show: names of sources and licences, file
# kinds, units, statisticians, proper names in the programmes' stories, and the other language's own
# name.
LATIN_ON_KOREAN = {
    "English", "SGIS", "KOGL", "CC", "BY", "CSV", "XLSX", "PDF", "PNG", "SVG", "HTML", "GeoJSON",
    "JSON", "SQL", "admdongkor", "vuski", "kg", "km", "Newcombe", "Benjamini", "Hochberg", "Holm",
    "HonestDiD", beds.BUILD,
    *FEEDS, "BAND", "Bum", "dong", "Hope", "project",
}  # fmt: skip
HANGUL_ON_ENGLISH = {"한국어"}
# Streamlit asks at the address of a page first whether it is served there: a 404 that it expects
PROBE = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
# Chromium remarks on what Streamlit asks of an iframe; no error of the page
REMARKS = ("Unrecognized feature", "allow-scripts and allow-same-origin")
SCRIPT = (Path(__file__).parent / "watching.js").read_text("utf-8")


def each(pages: Iterable[str]) -> list[Any]:
    """Parameters of a test for each of these pages; for most of them it is slow."""
    return [
        page if page in _ALWAYS else pytest.param(page, marks=pytest.mark.slow) for page in pages
    ]


@dataclass
class Served:
    """The app in its own process: its address, its data folder, its log."""

    base: str
    data: Path
    log: Path


@dataclass
class Watched:
    """A page, and all that it must not have done."""

    page: sync_api.Page
    base: str
    wrongs: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Put every outside request, failure and complaint on record."""
        host = urlsplit(self.base).netloc

        def on_request(request: Any) -> None:
            url = urlsplit(request.url)
            if url.scheme not in ("data", "blob") and url.netloc != host:
                self.wrongs.append(f"asked {request.url}")

        self.page.on("request", on_request)
        self.page.on("websocket", on_request)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.wrongs.append(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self.wrongs.append(f"failed: {request.url}"))

    def close(self) -> None:
        """Leave; what Chromium says of the leaving is not the page's."""
        self.page.remove_listener("console", self._on_console)
        self.page.close()

    def _on_console(self, message: Any) -> None:
        if PROBE.search(message.location.get("url", "")):
            return
        if message.type in ("error", "warning") and not any(r in message.text for r in REMARKS):
            self.wrongs.append(f"console: {message.text}")

    def open(self, name: str = "coverage_gap", **address: str) -> None:
        """Go to the page's address and wait until it is drawn."""
        query = "&".join(f"{key}={value}" for key, value in address.items())
        self.page.goto(f"{self.base}/{name}?{query}")
        self.arrive(name, address.get("lang", "ko"))

    def turn_to(self, name: str, language: str) -> None:
        """Choose a page of the menu and wait until it is drawn."""
        title = words(language)(f"{name}.menu")
        self.page.get_by_role("link", name=title, exact=True).click()
        self.arrive(name, language)

    def arrive(self, name: str, language: str) -> None:
        """Wait for the page's question, and for its map."""
        question = words(language)(f"{name}.question")
        self.page.get_by_role("heading", name=question).wait_for(timeout=60_000)
        if name not in WITHOUT_MAP:
            self.map.locator("path.dong").first.wait_for(timeout=60_000)
        self.settle()

    @property
    def map(self) -> sync_api.FrameLocator:
        """The map at the top; a page may have a further one below."""
        return self.page.frame_locator("iframe[title^='streamlit_folium']").first

    def settle(self) -> None:
        """Wait until the script has run and everything it sent is drawn.

        Drawn: in a quarter of a second nothing was added to the page, however slow the machine.
        """
        self.page.wait_for_timeout(200)
        self.page.wait_for_selector("[data-test-script-state='notRunning']", timeout=30_000)
        size, last = self.page.locator("body").evaluate("body => body.innerHTML.length"), -1
        for _ in range(40):
            if size == last:
                break
            self.page.wait_for_timeout(250)
            size, last = self.page.locator("body").evaluate("body => body.innerHTML.length"), size

    def until(self, name: str, value: str) -> None:
        """Wait until the address says so."""
        self.page.wait_for_function(
            "([name, value]) => new URLSearchParams(location.search).get(name) === value",
            arg=[name, value],
            timeout=30_000,
        )
        self.settle()

    def choose(self, control: str, option: str, name: str, value: str) -> None:
        """Pick from one of the lists."""
        self.page.get_by_label(control, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.until(name, value)

    def resize(self, width: int, scheme: str) -> None:
        """Another window, by day or by night."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": 900 if width > 900 else 1000})
        self.page.wait_for_timeout(500)

    @property
    def address(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(urlsplit(self.page.url).query).items()}

    def bodies(self) -> list[sync_api.Locator]:
        """The page and, where it has one, its map."""
        maps = self.page.locator("iframe[title^='streamlit_folium']").count()
        return [self.page.locator("body"), *([self.map.locator("body")] if maps else [])]

    def ask(self, name: str) -> list:
        """What a function of `watching.js` finds, on the page and in the map."""
        return [
            found
            for body in self.bodies()
            for found in body.evaluate(f"(body) => {{ {SCRIPT}; return {name}(body); }}")
        ]

    def words(self) -> str:
        """All that is visible, on the page and in the map, and in the tables' cells."""
        return "\n".join(self.ask("visibleTexts"))

    def untranslated(self, language: str) -> set[str]:
        """Words that are not of this language."""
        said = re.sub(r"[\w-]+(?:\.[\w-]+)+", " ", self.words())  # sources: names of hosts
        if language == "en":
            return set(re.findall(r"[가-힣]+", said)) - HANGUL_ON_ENGLISH
        return (
            set(re.findall(r"[A-Za-z][A-Za-z0-9]+|(?<![\w.])[0-9a-f]{12}(?!\w)", said))
            - LATIN_ON_KOREAN
        )

    def misfits(self) -> list[str]:
        """Texts that their box cuts, texts too pale for their ground, a page wider than itself."""
        found = [f"cut: {text}" for text in self.ask("cutTexts")]
        found += [f"pale: {text}" for text in self.ask("paleTexts")]
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return found + ([f"{width} px wider than the window"] if width > 0 else [])

    def shoot(self, name: str) -> None:
        """Keep what is seen as a picture."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))
