"""The menu in a real Chromium: every format downloaded from the page, and opened."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import openpyxl
import pypdf
from PIL import Image

from tests.dashboard import beds
from tests.dashboard.watching import MARKS, sync_api

pytestmark = MARKS


def downloads(page: sync_api.Page, folder: Path) -> dict[str, list[Path]]:
    """Press every button of the menu; the files by their kind."""
    page.get_by_test_id("stPopover").get_by_role("button").first.click()
    buttons = page.get_by_test_id("stDownloadButton").get_by_role("button")
    buttons.filter(has_text="PDF").last.wait_for()
    found: dict[str, list[Path]] = {}
    for number in range(buttons.count()):
        with page.expect_download(timeout=30_000) as waiting:
            buttons.nth(number).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        found.setdefault(path.suffix.removeprefix("."), []).append(path)
    return found


def test_every_format_is_downloaded_and_opens(
    browser: sync_api.Browser, served: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{served}/coverage_gap?gu=26120&release=open")
    page.get_by_test_id("stPopover").first.wait_for(timeout=60_000)
    got = downloads(page, tmp_path)
    page.screenshot(path=tmp_path / "menu.png")
    context.close()
    assert set(got) == {"csv", "xlsx", "geojson", "html", "svg", "png", "pdf"}
    for path in (path for paths in got.values() for path in paths):
        assert re.fullmatch(
            rf"coverage_gap[\w-]*_{beds.DEPLOYMENT}_26120_2018-12_[\w-]+_open_ko_{beds.BUILD}\.\w+",
            path.name,
        )
    for kind in ("csv", "geojson", "html", "svg"):
        assert all("가상 자료" in path.read_text("utf-8-sig") for path in got[kind]), kind
    assert len(json.loads(got["geojson"][0].read_text())["features"]) == beds.DONGS_A_GU
    book = openpyxl.load_workbook(io.BytesIO(got["xlsx"][0].read_bytes()))
    assert book.worksheets[0].max_row == 1 + beds.DONGS_A_GU
    assert all(Image.open(path).width > 1500 for path in got["png"])
    text = "".join(page.extract_text() for page in pypdf.PdfReader(got["pdf"][0]).pages)
    assert beds.BUILD in text
    opens_alone(browser, got["html"][0])


def opens_alone(browser: sync_api.Browser, path: Path) -> None:
    """The HTML map from the disk, with the network off: drawn, nothing asked for, no error."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    wrongs: list[str] = []
    page.on("pageerror", lambda error: wrongs.append(str(error)))
    page.on("console", lambda said: wrongs.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(("data:", "file:")) else wrongs.append(request.url)
        ),
    )
    page.goto(path.as_uri())
    page.locator(".leaflet-pane path").first.wait_for(timeout=20_000)
    assert page.locator("path.leaflet-interactive").count() == beds.DONGS_A_GU
    assert page.locator(".notes .invented").inner_text()
    context.close()
    assert wrongs == []


def test_a_plan_is_saved_and_loaded_again(
    browser: sync_api.Browser, served: str, tmp_path: Path
) -> None:
    """As a reader does it: the button that saves, and the field that takes the file."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{served}/budget_balance?gu=26110&lang=en")
    button = page.locator(".st-key-plan_file_json").get_by_role("button")
    button.wait_for(timeout=60_000)
    with page.expect_download(timeout=30_000) as waiting:
        button.click()
    path = tmp_path / "last year.json"
    waiting.value.save_as(path)
    assert json.loads(path.read_text())["plan"]["moves"]
    page.get_by_text("Keep plans and compare them").click()
    field = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    field.set_input_files(path)
    page.get_by_text("What each plan changes").wait_for(timeout=30_000)
    page.get_by_text("What each plan changes").scroll_into_view_if_needed()
    kept = page.locator("[data-testid^=glide-cell]", has_text="last year")
    kept.first.wait_for(state="attached", timeout=30_000)
    letter = tmp_path / "letter.json"
    letter.write_text("{}")
    field.set_input_files(letter)
    page.get_by_text("This is no saved plan.").wait_for(timeout=30_000)
    context.close()
