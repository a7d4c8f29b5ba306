"""The coverage page as Streamlit runs it: full, tiny, empty, hidden, alike, and a country."""

import re
from datetime import date

import pandas as pd
import pytest

from dashboard.coverage import rows
from pipelines.schema import MARTS
from tests.dashboard import beds

EMPTY = {name: pd.DataFrame() for name in MARTS if name.startswith(("reports", "staff", "serv"))}
# numbers and words that a reader must never meet
LEAKS = re.compile(r"\b(nan|NaN|None|NaT|<NA>|inf)\b")


def everything_said(app):
    parts = [*app.header, *app.markdown, *app.caption, *app.warning, *app.info, *app.subheader]
    texts = [part.value for part in parts] + [f"{m.label} {m.value}" for m in app.metric]
    # a missing cell is drawn as a dash, so only words can leak from a table
    tables = [frame.value.select_dtypes(exclude="number") for frame in app.dataframe]
    return "\n".join([*texts, *(table.to_csv() for table in tables)])


def in_address(app, name):
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def opened(page, **address):
    app = page("coverage_gap", **address)
    assert not app.exception
    assert not app.error
    assert not LEAKS.search(everything_said(app))
    return app


def test_the_whole_view_stands_in_the_address(bed, page):
    app = opened(page, measure="smoothed_rate", classes="natural", maps="pair", gu="26120")
    asked = {"classes": "natural", "maps": "pair", "measure": "smoothed_rate", "gu": "26120"}
    assert {name: in_address(app, name) for name in asked} == asked
    assert app.selectbox(key="control_classes").value == "natural"
    app.selectbox(key="control_classes").set_value("fixed").run()
    assert in_address(app, "classes") == "fixed"
    assert not app.exception


def test_a_count_offers_no_second_map(bed, page):
    app = opened(page, measure="coverage_gap_count")
    assert "maps" not in app.query_params
    assert app.selectbox(key="control_classes").value == "quantile"


def test_a_dong_opens_its_panel(bed, page):
    app = opened(page, gu="26110", dong=beds.dong_code(0, 1), lang="en")
    assert [tab.label for tab in app.tabs] == [
        "Figures", "Channels", "Staff", "Services", "Neighbours"]  # fmt: skip
    assert "its neighbours" in everything_said(app)
    assert [tab.label for tab in opened(page, lang="en").tabs] == ["Figures", "Unlike neighbours"]


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (lambda g, d, m: (900, 40, 30), "75.0%"),
        (lambda g, d, m: (900, 0, 0), "위기가구가 없습니다"),
        (lambda g, d, m: (900, None, None), "모두 노출을 막으려고 가렸습니다"),
    ],
    ids=("all_alike", "all_zero", "all_hidden"),
)
def test_degenerate_numbers_of_one_dong_and_of_many_stay_readable(data, page, numbers, sentence):
    # one Dong in Suseong, a dozen in Busan
    beds.publish(data, numbers, gu_count=1, dong_count=1, deployment="suseong_dodream")
    beds.publish(data, numbers, gu_count=1)
    one, many = {"deployment": "suseong_dodream"}, {"deployment": beds.DEPLOYMENT}
    dong = beds.dong_code(0, 0)
    for address in (one, many):
        assert sentence in everything_said(opened(page, **address, maps="pair", lang="ko"))
    opened(page, **one, measure="smoothed_rate", gu=dong[:5], dong=dong)
    opened(page, **many, measure="coverage_gap_count", gu=dong[:5], dong=dong)


def test_a_month_without_rows_says_so_and_what_to_do(data, page):
    beds.publish(data, gu_count=1, covered_months=(date(2018, 10, 1),), tables=EMPTY)
    app = opened(page, dong=beds.dong_code(0, 0))
    assert "2018년 12월에는 부산 다복동 전체의 자료가 없습니다. 다른 달을 고르세요." in (
        everything_said(app).replace("\\", "")
    )
    assert [tab.label for tab in app.tabs][1] == "발굴 경로"


def test_a_country_begins_with_its_gus(bed, page, monkeypatch):
    monkeypatch.setattr(rows, "MOST_DONGS", 30)
    app = opened(page, measure="smoothed_rate", lang="ko")
    assert "3개 구·군" in everything_said(app)
    assert len(app.dataframe[-1].value) == 3
    assert len(opened(page, gu="26120").dataframe[-1].value) == beds.DONGS_A_GU
