"""What each page hands over to be taken away is what it shows, and reads well off the screen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import keeping, takeaway
from dashboard.takeaway import Package, files
from tests.dashboard import beds

# shown in a file, these ask for a click that no file takes
ASKS_FOR_A_CLICK = re.compile(r"누르|[Cc]lick")
SIX = ("overview", "coverage_gap", "channels", "case_flow", "resources", "data_quality")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offered")
    beds.publish(folder, gu_count=2, dong_count=3)
    return folder


@pytest.fixture
def offered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    """A page as it runs, and what it offers."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))
    keeping.forget()

    def run(name: str, language: str) -> tuple[AppTest, Package]:
        given: list[Package] = []
        monkeypatch.setattr(takeaway, "offer", lambda package, **_: given.append(package))
        app = AppTest.from_file(str(Path(takeaway.__file__).parents[1] / "app.py"))
        app.query_params["lang"] = language
        app.switch_page(f"app_pages/{name}.py")
        app.run(timeout=60)
        assert [error.message for error in app.exception] == []
        (package,) = given
        return app, package

    yield run
    keeping.forget()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", SIX)
def test_the_brief_has_the_key_figures_and_no_title_asks_for_a_click(
    offered, name: str, language: str
) -> None:
    app, package = offered(name, language)
    told = {figure.label: figure.text for figure in package.figures}
    assert {metric.label: metric.value for metric in app.metric} == (
        {} if name == "overview" else told
    )
    assert len(told) == {"overview": 8, "channels": 0}.get(name, len(app.metric))
    text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(brief(package)).pages))
    for figure in package.figures:
        assert squeezed(figure.label + figure.text + figure.change) in text, figure
    parts = (*package.sheets, *package.maps, *package.charts)
    assert not [part.title for part in parts if ASKS_FOR_A_CLICK.search(part.title)]


def brief(package: Package) -> io.BytesIO:
    return io.BytesIO(files.brief_pdf(package))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
