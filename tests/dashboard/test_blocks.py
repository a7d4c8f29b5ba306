"""Blocks of a page: what stands in the place of Streamlit sees what the browser would get."""

import pandas as pd

from dashboard import blocks


def test_a_small_table_ends_with_its_last_row(monkeypatch):
    heights = []
    monkeypatch.setattr(blocks.st, "dataframe", lambda _, *, height, **more: heights.append(height))
    for count in (0, 3, 500):
        blocks.grid(pd.DataFrame({"a": ["x"] * count}), {"a": "A"}, {}, height=300)
    # a header and three rows of 33 pixels between two edges of one
    assert heights == [33 + 2, 4 * 33 + 2, 300]


def test_the_numbers_of_a_column_have_the_same_decimals(monkeypatch):
    shown = {}
    monkeypatch.setattr(blocks.st, "dataframe", lambda _, **more: shown.update(more))
    rows = pd.DataFrame(
        {
            "count": [8, 10, 12],
            "days": [11.53, 11.3, 11.0],
            "change": [5.0, -3.2, None],
            "hidden_count": [None, None, None],
            "spent": [0.12345, 1.0, 2.0],
        }
    )
    blocks.grid(rows, {}, {name: (name, "") for name in rows})
    steps = {name: shown["column_config"][name]["type_config"]["step"] for name in rows}
    assert steps == {"count": 1, "days": 0.01, "change": 0.1, "hidden_count": 1, "spent": 0.01}
