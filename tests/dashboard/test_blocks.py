"""Blocks of a page: what stands in the place of Streamlit sees what the browser would get."""

import pandas as pd

from dashboard import blocks


def test_a_small_table_ends_with_its_last_row(monkeypatch):
    heights = []
    monkeypatch.setattr(blocks.st, "dataframe", lambda _, *, height, **more: heights.append(height))
    for count in (0, 3, 500):
        blocks.grid(pd.DataFrame({"a": ["x"] * count}), {"a": "A"}, {}, height=300)
    # a header and three rows of 35 pixels between two edges of one
    assert heights == [35 + 2, 4 * 35 + 2, 300]
