"""The page in a real Chromium, against the app as `dabokdong serve` runs it.

Any request to another host, any error on the console and any untranslated word fails.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.dashboard import beds

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
SHOTS = os.environ.get("DABOKDONG_SHOTS")  # a folder, to look at what the test saw

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
]

# Words of the Latin alphabet that a Korean page may show: names of sources and licences, file
# kinds, units, and the other language's own name.
LATIN_ON_KOREAN = {
    "English",
    "SGIS",
    "KOGL",
    "CC",
    "BY",
    "CSV",
    "admdongkor",
    "kg",
    "km",
    beds.BUILD,
}
HANGUL_ON_ENGLISH = {"한국어"}
# Chromium remarks on what Streamlit asks of an iframe; no error of the page
# Streamlit asks at the address of a page first whether it is served there: a 404 that it expects
PROBE = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
REMARKS = ("Unrecognized feature", "allow-scripts and allow-same-origin")


def hidden(gu, dong, month):
    """Every fifth Dong is hidden in the open release, and one has nobody at risk."""
    if (gu, dong) == (0, 1):
        return 900, 0, 0
    return (900, None, None) if dong % 5 == 0 else beds.usual(gu, dong, month)


@dataclass
class Watched:
    """A page, and all that it must not have done."""

    page: sync_api.Page
    base: str
    wrongs: list[str] = field(default_factory=list)

    def open(self, **address: str) -> None:
        query = "&".join(f"{name}={value}" for name, value in address.items())
        self.page.goto(f"{self.base}/coverage_gap?{query}")
        self.map.locator("path.dong").first.wait_for(timeout=60_000)
        self.settle()

    @property
    def map(self) -> sync_api.FrameLocator:
        return self.page.frame_locator("iframe[title^='streamlit_folium']")

    def settle(self) -> None:
        """Wait until the script has run and everything it sent is drawn."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector("[data-test-script-state='notRunning']", timeout=30_000)
        self.page.wait_for_timeout(300)

    def until(self, name: str, value: str) -> None:
        """Wait until the address says so."""
        self.page.wait_for_function(
            "([name, value]) => new URLSearchParams(location.search).get(name) === value",
            arg=[name, value],
            timeout=30_000,
        )
        self.settle()

    @property
    def address(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(urlsplit(self.page.url).query).items()}

    def words(self) -> str:
        """All that is visible, on the page and in the map."""
        seen = [self.page.locator("body"), self.map.locator("body")]
        return "\n".join(body.evaluate(VISIBLE_TEXT) for body in seen)

    def shoot(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a free port, in its own process, over a published made-up city."""
    data = tmp_path_factory.mktemp("data")
    beds.publish(data, open_numbers=hidden)
    beds.publish(data, gu_count=1, dong_count=5, deployment="suseong_dodream")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = data / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-c", f"from dashboard import asgi; asgi.run(port={port})"],
            env={**os.environ, "DABOKDONG_DATA": str(data)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base, server, log)
        yield base
    finally:
        server.terminate()
        server.wait(20)
    assert "Traceback" not in log.read_text()


def _wait_for(base: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {base}: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: sync_api.Browser) -> Iterator[sync_api.BrowserContext]:
    """One profile for the module: the scripts are fetched once."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="ko-KR")
    yield context
    context.close()


@pytest.fixture
def watched(context: sync_api.BrowserContext, served: str) -> Iterator[Watched]:
    page = context.new_page()
    seen = Watched(page, served)
    host = urlsplit(served).netloc

    def on_request(request):
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != host:
            seen.wrongs.append(f"asked {request.url}")

    def on_console(message):
        if PROBE.search(message.location.get("url", "")):
            return
        if message.type in ("error", "warning") and not any(r in message.text for r in REMARKS):
            seen.wrongs.append(f"console: {message.text}")

    page.on("request", on_request)
    page.on("websocket", lambda socket: on_request(socket))
    page.on("console", on_console)
    page.on("pageerror", lambda error: seen.wrongs.append(f"error: {error}"))
    page.on("requestfailed", lambda request: seen.wrongs.append(f"failed: {request.url}"))
    yield seen
    page.remove_listener("console", on_console)
    page.close()
    assert seen.wrongs == []


def test_health_is_ok(served):
    with urllib.request.urlopen(f"{served}/healthz") as answer:
        assert answer.status == 200
        assert json.load(answer)["builds"][beds.DEPLOYMENT] == beds.BUILD


def choose(watched, control, option, name, value):
    """Pick from one of the lists."""
    watched.page.get_by_label(control, exact=True).click()
    watched.page.get_by_role("option", name=option, exact=True).click()
    watched.until(name, value)


def test_the_map_is_drawn_and_the_first_view_needs_no_scrolling(watched):
    watched.open()
    assert watched.map.locator("path.dong").count() == 3 * beds.DONGS_A_GU
    assert set(watched.map.locator(".gu-name").all_inner_texts()) == {"가람구", "나루구", "다솜군"}
    frame = watched.page.locator("iframe").bounding_box()
    chart = watched.page.locator("[data-testid=stPlotlyChart]").bounding_box()
    for box in (frame, chart):
        assert box["y"] + box["height"] <= 900
    # map and panel stand side by side, about 3 to 2
    assert frame["x"] + frame["width"] <= chart["x"]
    assert 1.3 < frame["width"] / chart["width"] < 1.7
    # the legend covers no Dong
    legend = watched.map.locator(".legend").bounding_box()
    for dong in watched.map.locator("path.dong").all():
        box = dong.bounding_box()
        is_beside = box["x"] + box["width"] <= legend["x"] + 1
        is_above = box["y"] + box["height"] <= legend["y"] + 1
        assert is_beside or is_above
    for text in ("가상 자료", "SGIS"):
        assert text in watched.map.locator(".notes").inner_text()
    watched.shoot("ko")


def test_hovering_tells_clicking_chooses_and_back_goes_back(watched):
    watched.open(lang="ko", gu="26110")
    code = beds.dong_code(0, 0)
    dong, chosen = (watched.map.locator(f"path.dong-{code}"),
                    watched.map.locator(".leaflet-chosen-pane path"))  # fmt: skip
    dong.hover()
    assert watched.map.locator(".dong-tip").inner_text().splitlines() == [
        "가람1동 · Garam 1-dong (가람구)",
        "포괄률 20.0%",
        "위기가구 40가구 중 발굴 8가구",
        "포괄률이 낮은 순서: 가람구 12개 동 중 1위",
        "전체 가구 4,000가구",
    ]
    watched.shoot("hover")
    watched.map.locator("body").evaluate("body => { body.dataset.mark = 'first' }")
    at_risk = watched.page.locator("[data-testid=stMetricValue]").first
    assert at_risk.inner_text() == "1,110가구"
    dong.click()
    watched.until("dong", code)
    assert at_risk.inner_text() == "40가구"
    assert chosen.count() == 1
    watched.shoot("chosen")
    watched.page.go_back()
    watched.until("dong", "none")
    assert at_risk.inner_text() == "1,110가구"
    # a second click on the same Dong is news, a third lets go of it
    dong.click()
    watched.until("dong", code)
    dong.click()
    watched.until("dong", "none")
    assert chosen.count() == 0
    # through all of this the map was not drawn again
    assert watched.map.locator("body").get_attribute("data-mark") == "first"


def test_a_gu_is_gone_into_and_taken_away(watched):
    watched.open(lang="ko", release="open")
    watched.map.locator(f"path.dong-{beds.dong_code(1, 3)}").click()
    watched.until("gu", "26120")
    assert watched.address["dong"] == "none"
    assert watched.map.locator("path.dong").count() == beds.DONGS_A_GU
    assert watched.map.locator(".gu-name").all_inner_texts() == ["나루구"]
    assert watched.address == {
        "deployment": beds.DEPLOYMENT, "release": "open", "gu": "26120", "dong": "none",
        "month": "2018-12", "measure": "coverage_rate", "lang": "ko",
    }  # fmt: skip
    with watched.page.expect_download() as waiting:
        watched.page.get_by_text("CSV 내려받기").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert sum(line.startswith("26120,") for line in lines) == beds.DONGS_A_GU
    assert any("가상 자료" in line for line in lines if line.startswith("#"))
    assert "open" in waiting.value.suggested_filename


def test_hidden_and_undefined_dongs_are_hatched_apart_and_all_is_korean(watched):
    watched.open(release="open", lang="ko", month="2018-02")  # a bad month: its sentence too
    fills = [path.get_attribute("fill") for path in watched.map.locator("path.dong").all()]
    assert fills.count("url(#hatch-suppressed)") == 3 * 3  # Dongs 1, 6 and 11 of each Gu
    assert fills.count("url(#hatch-undefined)") == 1
    legend = watched.map.locator(".legend").inner_text()
    assert "비공개" in legend
    assert "위기가구 없음" in legend
    watched.shoot("open")
    for _ in range(2):
        words = set(re.findall(r"[A-Za-z][A-Za-z0-9]+|[0-9a-f]{12}", watched.words()))
        assert {word for word in words if word not in LATIN_ON_KOREAN} == set()
        choose(watched, "지표", "포괄 격차", "measure", "coverage_gap_count")
    assert_nothing_is_cut(watched, "ko")


def test_no_korean_word_stands_on_the_english_page(watched):
    watched.open(lang="en", release="open", month="2018-02")
    for _ in range(2):
        assert set(re.findall(r"[가-힣]+", watched.words())) == HANGUL_ON_ENGLISH
        choose(watched, "Measure", "Coverage gap", "measure", "coverage_gap_count")
    watched.shoot("en")
    assert_nothing_is_cut(watched, "en")


def test_language_and_deployment_are_one_click_away(watched):
    watched.open(lang="ko")
    watched.page.get_by_text("English", exact=True).click()
    watched.until("lang", "en")
    watched.map.locator(".legend-title", has_text="Coverage rate").wait_for()
    assert "Garam-gu" in watched.map.locator(".gu-name").all_inner_texts()
    assert watched.map.locator(".leaflet-control-zoom-in").get_attribute("title") == "Zoom in"
    watched.page.get_by_label("Gu", exact=True).click()
    options = watched.page.get_by_role("option").all_inner_texts()
    assert options == ["All", "Garam-gu", "Naru-gu", "Dasom-gun"]
    watched.page.keyboard.press("Escape")
    watched.page.get_by_label("Programme", exact=True).click()
    watched.page.get_by_role("option").nth(1).click()
    watched.until("deployment", "suseong_dodream")
    watched.map.locator("path.dong").nth(4).wait_for()
    assert watched.map.locator("path.dong").count() == 5


def assert_nothing_is_cut(watched, language):
    """Text fits its box, the page its width: narrow, and in the dark."""
    for width, scheme in ((800, "light"), (1400, "dark")):
        watched.page.set_viewport_size({"width": width, "height": 1000})
        watched.page.emulate_media(color_scheme=scheme)
        watched.page.wait_for_timeout(700)
        assert watched.page.evaluate(CUT_TEXTS) == []
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
        frame = watched.page.locator("iframe").bounding_box()
        chart = watched.page.locator("[data-testid=stPlotlyChart]").bounding_box()
        is_stacked = chart["y"] >= frame["y"] + frame["height"]
        assert is_stacked == (width < 900)
        watched.shoot(f"{language}_{width}_{scheme}")


# Not what Streamlit's lists whisper to screen readers from a box of one pixel: it has no words of
# ours, and no setting for its own
VISIBLE_TEXT = """(body) => {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement;
    const { width, height } = box.getBoundingClientRect();
    if (['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(box.tagName)) continue;
    if (width > 1 && height > 1 && box.checkVisibility()) found.push(walker.currentNode.data);
  }
  return found.join('\\n');
}"""

CUT_TEXTS = """() => [...document.querySelectorAll(
    'button, label, h1, h2, h3, p, [data-testid=stMetricValue], [data-testid=stMetricLabel]')]
  .filter((box) => box.offsetParent && box.scrollWidth > box.clientWidth + 2
                   && getComputedStyle(box).display !== 'inline')
  .map((box) => box.innerText)"""


def test_what_comes_through_a_proxy_gets_the_open_release(served):
    # a session begins with its web socket, so ask for one as a proxy on this machine would
    websocket = pytest.importorskip("websockets.sync.client")
    host = urlsplit(served).netloc
    with websocket.connect(
        f"ws://{host}/_stcore/stream",
        additional_headers={"X-Forwarded-For": "203.0.113.9"},
        origin=served,
        subprotocols=["streamlit"],
    ) as stream:
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = BackMsg()
        message.rerun_script.query_string = "release=internal&lang=en"
        stream.send(message.SerializeToString())
        texts = []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(stream.recv(timeout=30))
            texts.append(str(answer))
            if answer.WhichOneof("type") == "script_finished":
                break
    everything = "\n".join(texts)
    assert "open (disclosure" in everything
    assert "internal (exact" not in everything
