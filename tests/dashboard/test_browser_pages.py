"""Every page in a real Chromium: in both languages and deployments, by keyboard, by link.

One server and one browser; the menu leads from page to page, and every visit looks at all it can.
"""

from __future__ import annotations

import json
import re
import shutil

import pytest

from tests.dashboard import beds, watching
from tests.dashboard.watching import PAGES

pytestmark = watching.MARKS

SUSEONG = "suseong_dodream"
MOST_STOPS = 250  # a table has one for each column
# a view of each page that is nobody's default, with the page's own choices
VIEW = {
    "deployment": beds.DEPLOYMENT, "release": "open", "gu": "26120",
    "dong": beds.dong_code(1, 3), "month": "2018-11", "lang": "en",
}  # fmt: skip
OWN = {
    "overview": {"measure": "newly_found_per_1000_households"},
    "coverage_gap": {"measure": "coverage_rate", "classes": "equal", "maps": "pair"},
    "channels": {"measure": "sole_channel_rate", "channel": "landlord", "period": "month"},
    "case_flow": {"measure": "repeat_flag_count", "track": "intensive", "period": "month"},
    "resources": {"period": "month", "kind": "all"},
    "budget_balance": {"measure": "need_share", "year": "2018", "money": "with_private"},
    "trial_outcomes": {
        "measure": "coverage_rate",
        "comparison": "trial",
        "arms": "cohorts",
        "decomposed": "cases",
    },
    "data_quality": {},
}


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "deployment", [beds.DEPLOYMENT, pytest.param(SUSEONG, marks=pytest.mark.slow)]
)
def test_every_page_is_translated_fits_and_can_be_read(watched, language, deployment):
    # wide by day and narrow by night, or the other way round: each language sees both
    schemes = ("light", "dark") if language == "ko" else ("dark", "light")
    watched.resize(1400, schemes[0])
    watched.open(PAGES[0], lang=language, deployment=deployment)
    wrong = {}
    for name in PAGES:
        if name != PAGES[0]:
            watched.turn_to(name, language)
        assert watched.address["deployment"] == deployment
        assert watched.address["lang"] == language
        found = [f"untranslated: {word}" for word in sorted(watched.untranslated(language))]
        # Korean is the shorter; many an office's screen is 1280 wide
        sizes = list(zip((1400 if language == "ko" else 1280, 800), schemes, strict=True))
        for width, scheme in sizes if deployment == beds.DEPLOYMENT else sizes[:1]:
            watched.resize(width, scheme)
            found += [f"{misfit} ({width} px, {scheme})" for misfit in watched.misfits()]
            watched.shoot(f"{name}_{language}_{deployment}_{width}_{scheme}")
        if width < 1400:
            watched.resize(1400, schemes[0])
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("name", watching.each(PAGES))
def test_a_link_reopens_its_view_and_the_keyboard_reaches_every_control(watched, name):
    given = VIEW | OWN.get(name, {})
    if name == "data_quality":  # counts rows, not Dongs: it has no list of them
        given = {key: value for key, value in given.items() if key != "dong"}
    watched.open(name, **given)
    assert {key: watched.address.get(key) for key in given} == given
    assert watched.page.get_by_test_id("stAlertContentWarning").count() == 0
    shown = watched.words()
    assert re.search(r"Nov(ember)? 2018", shown)
    assert "Naru-gu" in shown
    assert "dong" not in given or "Naru 4-dong" in shown
    assert keyboard_round(watched) == []


def keyboard_round(watched) -> list[str]:
    """Press Tab until it leaves the page; what it missed, and where the focus was not seen."""
    watched.page.add_style_tag(content="* { transition: none !important; }")
    watched.page.locator("body").evaluate("body => body.ownerDocument.activeElement.blur()")
    wrong: list[str] = []
    for _ in range(MOST_STOPS):
        watched.page.keyboard.press("Tab")
        wrong += watched.ask("markFocus")
        if not watched.ask("unreached"):
            break
    return list(dict.fromkeys(wrong)) + [f"not reached: {it}" for it in watched.ask("unreached")]


def test_the_files_are_reached_by_keyboard_alone(watched):
    watched.open("channels", lang="ko")
    menu = watched.page.get_by_test_id("stPopover").get_by_role("button").first
    menu.focus()
    watched.page.keyboard.press("Enter")
    watched.page.get_by_test_id("stDownloadButton").first.wait_for()
    for _ in range(30):
        watched.page.keyboard.press("Tab")
        label = watched.page.evaluate("document.activeElement.innerText")
        if label == "PDF":
            break
    assert label == "PDF"
    with watched.page.expect_download(timeout=60_000) as waiting:
        watched.page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".pdf")


def test_an_error_is_a_sentence_with_a_number_that_is_in_the_log(watched, server):
    """A publication damaged after the fact: a table that is no longer Parquet."""
    folder = server.data / "published" / SUSEONG
    whole = next(path for path in folder.iterdir() if path.is_dir())
    pointer = (folder / "current.json").read_text()
    broken = folder / "ffffffffffff-00000000"
    shutil.copytree(whole, broken)
    for path in broken.glob("*/coverage_by_dong_month.parquet"):
        path.write_bytes(b"PAR1 and nothing more")
    info = json.loads((broken / "build.json").read_text()) | {"build_id": "ffffffffffff"}
    (broken / "build.json").write_text(json.dumps(info))
    (folder / "current.json").write_text(
        json.dumps({"build_id": "ffffffffffff", "folder": broken.name})
    )
    try:
        watched.page.goto(f"{watched.base}/coverage_gap?deployment={SUSEONG}&lang=ko")
        alert = watched.page.get_by_test_id("stAlert")
        alert.wait_for(timeout=60_000)
        said = alert.inner_text()
        watched.shoot("error_ko")
        number = re.search(r"\b[0-9a-f]{8}\b", said)
        assert number, said
        assert re.search(r"[가-힣].*다\.", said)
        page = watched.page.locator("body").inner_text()
        assert not re.search(r"Traceback|File \"|\.py|Error|Exception", page)
        log = server.log.read_text()
        assert number[0] in log
        assert "Traceback" in log
    finally:
        (folder / "current.json").write_text(pointer)
        server.log.write_text("")  # that traceback was meant
