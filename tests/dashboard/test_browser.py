"""The page in a real Chromium, against the app as `dabokdong serve` runs it.

Any request to another host, any error on the console and any untranslated word fails.
"""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import urlsplit

import pytest

from dashboard.bench import in_browser
from dashboard.bench.sessions import View, read_through
from tests.dashboard import beds, watching

pytestmark = watching.MARKS


def test_health_is_ok(served):
    with urllib.request.urlopen(f"{served}/healthz") as answer:
        assert answer.status == 200
        assert json.load(answer)["builds"][beds.DEPLOYMENT] == beds.BUILD


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
    watched.shoot("coverage_gap_first_view")


@pytest.mark.parametrize(
    "name", watching.each(["overview", "coverage_gap", "channels", "case_flow", "resources"])
)
def test_in_a_gu_the_map_ends_above_the_fold_too(watched, name):
    watched.open(name, lang="ko", gu="26110")
    way = watched.page.locator(".st-key-way").bounding_box()
    frame = watched.page.locator("iframe").bounding_box()
    assert way["y"] + way["height"] < frame["y"]
    assert frame["y"] + frame["height"] <= 900


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
        "포괄률이 낮은 순서: 가람구 12개 동 중 1위 (90% 구간 1–3위)",
        "전체 가구 4,000가구",
    ]
    watched.shoot("coverage_gap_hover")
    watched.map.locator("body").evaluate("body => { body.dataset.mark = 'first' }")
    at_risk = watched.page.locator("[data-testid=stMetricValue]").first
    assert at_risk.inner_text() == "1,110가구"
    dong.click()
    watched.until("dong", code)
    assert at_risk.inner_text() == "40가구"
    assert chosen.count() == 1
    watched.shoot("coverage_gap_chosen")
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


def test_a_gu_is_gone_into(watched):
    watched.open(lang="ko", release="open")
    watched.map.locator(f"path.dong-{beds.dong_code(1, 3)}").click()
    watched.until("gu", "26120")
    assert watched.address["dong"] == "none"
    assert watched.map.locator("path.dong").count() == beds.DONGS_A_GU
    assert watched.map.locator(".gu-name").all_inner_texts() == ["나루구"]
    assert watched.address == {
        "deployment": beds.DEPLOYMENT, "release": "open", "gu": "26120", "dong": "none",
        "month": "2018-12", "measure": "coverage_rate", "lang": "ko", "classes": "quantile",
        "maps": "one",
    }  # fmt: skip


def test_two_maps_move_together_and_leave_the_gu_its_room_in_english(watched):
    watched.open(lang="en", gu="26110", maps="pair")
    maps, notes = watched.map.locator(".leaflet-container"), watched.map.locator(".notes")
    boxes = [maps.nth(place).bounding_box() for place in (0, 1)]
    tall = max(path.bounding_box()["y"] + path.bounding_box()["height"]
               for path in maps.first.locator("path.dong").all())  # fmt: skip
    top = min(path.bounding_box()["y"] for path in maps.first.locator("path.dong").all())
    assert tall - top > boxes[0]["height"] / 4
    # the notes under both maps, as wide as they are
    under = notes.bounding_box()
    assert under["y"] >= boxes[0]["y"] + boxes[0]["height"] - 1
    assert under["width"] > 1.9 * boxes[0]["width"]
    assert "Invented data" in notes.inner_text()
    code = beds.dong_code(0, 0)
    before = [maps.nth(n).locator(f"path.dong-{code}").bounding_box() for n in (0, 1)]
    assert before[0]["width"] == pytest.approx(before[1]["width"], abs=1)
    watched.map.locator(".leaflet-control-zoom-in").first.click()
    watched.page.wait_for_timeout(600)
    after = [maps.nth(n).locator(f"path.dong-{code}").bounding_box() for n in (0, 1)]
    assert after[0]["width"] > 1.3 * before[0]["width"]
    assert after[0]["width"] == pytest.approx(after[1]["width"], abs=1)
    # one map again: the notes go back into it
    watched.page.get_by_text("One", exact=True).click()
    watched.until("maps", "one")
    assert maps.count() == 1
    assert maps.first.locator(".notes").count() == 1


def test_hidden_and_undefined_dongs_are_hatched_apart_and_all_is_korean(watched):
    watched.open(release="open", lang="ko", month="2018-02")  # a bad month: its sentence too
    fills = [path.get_attribute("fill") for path in watched.map.locator("path.dong").all()]
    assert fills.count("url(#hatch-suppressed)") == 3 * 3  # Dongs 1, 6 and 11 of each Gu
    assert fills.count("url(#hatch-undefined)") == 1
    legend = watched.map.locator(".legend").inner_text()
    assert "비공개" in legend
    assert "위기가구 없음" in legend
    watched.shoot("coverage_gap_open_ko")
    for _ in range(2):
        assert watched.untranslated("ko") == set()
        watched.choose("지표", "포괄 격차", "measure", "coverage_gap_count")


def test_no_korean_word_stands_on_the_english_page(watched):
    watched.open(lang="en", release="open", month="2018-02")
    for _ in range(2):
        assert watched.untranslated("en") == set()
        watched.choose("Measure", "Coverage gap", "measure", "coverage_gap_count")
    watched.shoot("coverage_gap_open_en")


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
    # it has one Gu, so its Dongs are named as in a chosen one
    assert watched.map.locator(".dong-name").count() > 0


def test_map_and_panel_stand_one_under_the_other_on_a_narrow_screen(watched):
    watched.open(lang="ko")
    for width in (800, 1024, 1400):
        watched.resize(width, "light")
        frame = watched.page.locator("iframe").bounding_box()
        chart = watched.page.locator("[data-testid=stPlotlyChart]").bounding_box()
        assert (chart["y"] >= frame["y"] + frame["height"]) == (width < 1100)


def test_months_play_and_the_page_follows_to_where_they_stop(watched):
    watched.open(lang="ko", month="2018-10")
    button, month = watched.map.locator(".player-button"), watched.map.locator(".player-month")
    assert month.inner_text() == "2018년 10월"
    before = watched.map.locator(".legend").inner_text()
    fills = "paths => paths.map((path) => path.getAttribute('fill')).join()"
    painted = watched.map.locator("path.dong").evaluate_all(fills)
    assert button.get_attribute("aria-label") == "월별로 재생"
    button.click()
    # it runs to the last month and stops there; nothing is asked of the server on the way
    watched.until("month", "2018-12")
    assert month.inner_text() == "2018년 12월"
    assert watched.map.locator(".legend").inner_text() != before
    assert button.get_attribute("aria-label") == "월별로 재생"
    slider = watched.map.locator(".player-slider")
    slider.focus()
    slider.press("ArrowLeft")
    watched.until("month", "2018-11")
    slider.press("ArrowLeft")
    watched.until("month", "2018-10")
    assert watched.map.locator("path.dong").evaluate_all(fills) == painted


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


def test_clicks_and_first_maps_are_measured_on_the_app(served, browser):
    month = {"deployment": beds.DEPLOYMENT, "month": "2018-11"}
    ways = [[View("overview", {}), View("overview", month)]] * 2
    clicks = read_through(served, ways, pause=0.01)
    assert len(clicks) == 2
    assert all(click.seconds > 0 and click.sent > 5_000 for click in clicks)
    # twelve Dongs to a Gu: every polygon has to be drawn
    dongs = 3 * beds.DONGS_A_GU
    taken = in_browser.first_map(
        {"app": f"{served}/coverage_gap"}, dongs, visits=1, browser=browser
    )
    assert 0 < taken["app"] < 60


@pytest.mark.parametrize("page", ["coverage_gap", "overview"])
def test_the_map_is_drawn_before_the_charts_library_is_asked_for(browser, served, page):
    def places():
        """When, in the order of requests, the map was drawn and the charts asked for."""
        asked: list[str] = []
        visitor = browser.new_context(viewport={"width": 1400, "height": 900})
        tab = visitor.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{served}/{page}")
        tab.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
        visitor.close()
        drawn = next(n for n, url in enumerate(asked) if url.endswith("/assets/map/drawn"))
        return drawn, next(n for n, url in enumerate(asked) if "PlotlyChart" in url)

    # a machine with its hands full may not draw within the page's patience: three visits, then
    assert any(drawn < library for drawn, library in (places() for _ in range(3)))
