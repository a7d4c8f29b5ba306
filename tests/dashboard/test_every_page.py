"""Every page on every state of the data: it opens, answers or says why not, and shows no NaN."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from pandas.api.types import is_numeric_dtype
from streamlit.testing.v1 import AppTest

from dashboard import asgi, audience, keeping
from dashboard.charts import figure_of
from pipelines.schema import MARTS, Table
from tests.dashboard import beds, budgeted
from tests.dashboard.estimated import estimates, everywhere, risk
from tests.dashboard.evaluated import evaluation

PAGES = sorted(path.stem for path in asgi.SCRIPT.with_name("app_pages").glob("*.py"))
# what no reader should meet; "None of the Dongs" is English
NOT_A_VALUE = re.compile(
    r"(?<![A-Za-z_-])(?:nan|NaN|NaT|None(?! of)|<NA>|-?inf|undefined)(?![A-Za-z_-])"
)
SENTENCE = re.compile(r"\S.{8,}[.다요]\.?(?: |$)", re.MULTILINE)


def numbers_of(table: Table) -> list[str]:
    """The columns of a table that hold numbers, not keys."""
    return [
        column.name
        for column in table.columns
        if column.type in ("integer", "decimal") and column.name not in table.grain
    ]


def changed(change: Callable[[Table, pd.DataFrame], pd.DataFrame], gus: int, dongs: int) -> dict:
    """Every published table of a city, filled, then changed."""
    _, places = beds._places(gus, dongs)
    return {
        entry.name: change(entry, beds.filled(entry, places, tuple(beds.MONTHS)))
        for entry in MARTS.values()
        if entry.is_published and entry.name not in ("dongs", "gus")
    }


def zeroed(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Every count is 0, so no rate is defined."""
    rates = [column.name for column in table.columns if column.role == "rate"]
    zeros = rows.assign(**dict.fromkeys(set(numbers_of(table)) & set(rows), 0))
    return zeros.assign(**dict.fromkeys(set(rates) & set(rows), None))


def hidden(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Every number of a table that disclosure control guards is hidden."""
    if not table.counts:
        return rows
    nothing = dict.fromkeys(set(numbers_of(table)) & set(rows), None)
    return rows.assign(**nothing, is_suppressed=True)


def emptied(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.iloc[:0]


STATES = {
    "full": lambda data: beds.publish(
        data,
        tables=estimates(everywhere())
        | risk()
        | budgeted.budgets(budgeted.everywhere())
        | evaluation(),
    ),
    "tiny": lambda data: beds.publish(data, gu_count=2, dong_count=1, months=(beds.MONTHS[0],)),
    "one_dong": lambda data: beds.publish(data, gu_count=1, dong_count=1),
    "empty": lambda data: beds.publish(
        data, gu_count=2, dong_count=2, tables=changed(emptied, 2, 2)
    ),
    "all_hidden": lambda data: beds.publish(
        data, gu_count=2, dong_count=3, open_tables=changed(hidden, 2, 3)
    ),
    "all_zero": lambda data: beds.publish(
        data, gu_count=2, dong_count=3, tables=changed(zeroed, 2, 3)
    ),
}


@pytest.fixture(scope="module", params=STATES)
def state(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    STATES[request.param](folder)
    return folder


@pytest.fixture
def opened(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], AppTest]]:
    """Open a page on a state of the data."""
    monkeypatch.setenv("DABOKDONG_DATA", str(state))
    # only the open release hides anything
    releases = ("open",) if state.name.startswith("all_hidden") else ("internal", "open")
    monkeypatch.setattr(audience, "releases", lambda headers: releases)
    keeping.forget()

    def run(name: str) -> AppTest:
        app = AppTest.from_file(str(asgi.SCRIPT), default_timeout=60)
        app.switch_page(f"app_pages/{name}.py")
        return app.run()

    yield run
    keeping.forget()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_and_answers(opened: Callable[[str], AppTest], name: str) -> None:
    app = opened(name)
    look_over(app)
    # the same in a Gu, at a Dong, in English, in the open release
    app.query_params["gu"], app.query_params["dong"] = "26110", beds.dong_code(0, 0)
    app.query_params["lang"], app.query_params["release"] = "en", "open"
    look_over(app.run())
    assert app.query_params["dong"] in (beds.dong_code(0, 0), [beds.dong_code(0, 0)])


def look_over(app: AppTest) -> None:
    """No error; a heading, and a sentence that answers it or says why nothing does; no NaN."""
    assert [error.message for error in app.exception] == []
    assert [error.value for error in app.error] == []
    assert len(app.header) == 1
    elements = list(elements_of(app.main))
    place = next(place for place, element in enumerate(elements) if element.type == "header")
    answer = elements[place + 1]
    assert answer.type == "markdown"
    assert SENTENCE.search(answer.value), answer.value
    for element in elements:
        if element.type == "plotly_chart":
            go.Figure(json.loads(element.proto.spec))  # which the page itself leaves unchecked
    said = list(texts_of(elements))
    assert [text for text in said if NOT_A_VALUE.search(text)] == []


def elements_of(block) -> Iterator:
    """Every element of a block, in order."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from elements_of(child)
        else:
            yield child


def texts_of(elements: list) -> Iterator[str]:
    """All that is written on the page: words, cells, figures, charts and maps."""
    for element in elements:
        kind = element.type
        if kind == "dataframe":
            shown = element.value
            yield from (str(name) for name in shown)
            for name in shown:
                if not is_numeric_dtype(shown[name]):  # of a number nothing is shown as a dash
                    yield from (str(cell) for cell in shown[name].dropna())
        elif kind == "plotly_chart":
            yield from strings_in(json.loads(element.proto.spec))
        elif kind == "metric":
            yield from (element.label, element.value, element.help)
        elif kind == "html":
            yield re.sub(r"<style>.*?</style>|<[^>]*>", " ", element.proto.body, flags=re.DOTALL)
        elif kind == "component_instance":
            yield from map_texts(json.loads(element.proto.json_args))
        elif isinstance(getattr(element, "value", None), str):
            yield element.value


def map_texts(arguments: dict) -> Iterator[str]:
    """Legend and hover of the map, from what `dabokdong.show` is called with."""
    script = json.dumps(arguments.get("feature_group"), ensure_ascii=False)
    for part in re.findall(r'\\"(?:label|title|count|text)\\": \\"(.*?)\\"', script):
        yield part
    for part in re.findall(r'\\"tips\\": \{(.*?)\}', script):
        yield part


def strings_in(value: object) -> Iterator[str]:
    """Every string in a figure that is a text, not a name or a setting."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from strings_in(entry)
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name not in ("template", "bdata", "dtype"):
                yield from strings_in(entry)


def test_a_chart_that_plotly_does_not_know_would_be_found() -> None:
    wrong = figure_of([{"type": "scatter", "mode": "dotted"}], {"height": "tall"})
    with pytest.raises(ValueError, match="mode"):
        go.Figure(json.loads(wrong.to_json()))


def test_a_value_that_is_none_would_be_found() -> None:
    found = [text for text in ("nan %", "None", "+inf건", "a (NaN)") if NOT_A_VALUE.search(text)]
    assert found == ["nan %", "None", "+inf건", "a (NaN)"]
    fine = ("None of the Dongs", "Nonetheless", "finance", "information", "nano", "-")
    assert [text for text in fine if NOT_A_VALUE.search(text)] == []
