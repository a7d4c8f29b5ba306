"""Tables of a page: what stands in the place of Streamlit sees what the browser would get."""

from dataclasses import replace

import pandas as pd

from dashboard import grids, sheets
from dashboard.i18n import words
from dashboard.takeaway import Sheet


def test_a_small_table_ends_with_its_last_row(monkeypatch):
    heights = []
    monkeypatch.setattr(grids.st, "dataframe", lambda _, *, height, **more: heights.append(height))
    for count in (0, 3, 500):
        grids.grid(pd.DataFrame({"a": ["x"] * count}), {"a": "A"}, {}, height=300)
    # a header and three rows of 33 pixels between two edges of one
    assert heights == [33 + 2, 4 * 33 + 2, 300]


def test_the_numbers_of_a_column_have_the_same_decimals(monkeypatch):
    shown = {}
    monkeypatch.setattr(grids.st, "dataframe", lambda _, **more: shown.update(more))
    rows = pd.DataFrame(
        {
            "count": [8, 10, 12],
            "days": [11.53, 11.3, 11.0],
            "change": [5.0, -3.2, None],
            "hidden_count": [None, None, None],
            "spent": [0.12345, 1.0, 2.0],
        }
    )
    grids.grid(rows, {}, {name: (name, "") for name in rows})
    steps = {name: shown["column_config"][name]["type_config"]["step"] for name in rows}
    assert steps == {"count": 1, "days": 0.01, "change": 0.1, "hidden_count": 1, "spent": 0.01}


def test_a_listing_shows_every_row_and_takes_no_name_for_markdown(monkeypatch):
    drawn = []
    monkeypatch.setattr(grids.st, "markdown", drawn.append)
    grids.listing(["Dong", "Won"], [["a|b *c*", "1,000"], ["d\ne", "–"]], [False, True])
    assert drawn == [
        "| Dong | Won |\n| :--- | ---: |\n| a\\|b \\*c\\* | 1,000 |\n| d e | – |"
    ]  # fmt: skip


def test_a_sheet_of_tens_of_rows_is_listed_and_a_longer_one_is_sortable(monkeypatch):
    listed, others, said = [], [], []
    monkeypatch.setattr(grids, "listing", lambda *parts: listed.append(parts))
    monkeypatch.setattr(sheets, "draw", lambda sheet, meanings: others.append(sheet))
    monkeypatch.setattr(sheets.st, "caption", said.append)
    frame = pd.DataFrame({"name": ["가", "나"], "after_krw": [1234.5, None], "x_share": [0.5, 0]})
    labels = {"name": "동", "after_krw": "후", "x_share": "비중"}
    sheet = Sheet("plan", "", frame, labels, {"after_krw": "원"})
    sheets.draw_whole(sheet, words("ko"), {"x_share": "무엇의 비중"})
    header, rows, numeric = listed[0]
    assert (header, numeric) == (["동", "후 (원)", "비중"], [False, True, True])
    assert list(rows) == [("가", "1,234.5", "50.0%"), ("나", "–", "0.0%")]
    assert said == ["비중\\: 무엇의 비중"]
    longer = replace(sheet, frame=pd.concat([frame] * 21, ignore_index=True))
    sheets.draw_whole(longer, words("ko"), {})
    assert (len(listed), others) == (1, [longer])
