"""A table that can be taken away, drawn on the page: the same rows, the same words."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pandas.api.types import is_numeric_dtype

from dashboard import blocks
from dashboard.takeaway import Sheet

_DECIMALS = 2


def draw(
    sheet: Sheet, meanings: Mapping[str, str], *, otherwise: str = "", decimals: int = _DECIMALS
) -> None:
    """Draw a sheet as a sortable table, or the sentence `otherwise` where it has no rows.

    Parameters
    ----------
    meanings : what a numeric column means, shown on hover.
    """
    if sheet.frame.empty and otherwise:
        st.subheader(blocks.plain(sheet.title), anchor=False)
        blocks.empty(otherwise)
        return
    columns = [str(name) for name in sheet.frame]
    numbers = [name for name in columns if is_numeric_dtype(sheet.frame[name])]
    texts = {name: sheet.labels[name] for name in columns if name not in numbers}
    measures = {name: (_header(sheet, name), meanings.get(name, "")) for name in numbers}
    rounded = sheet.frame.assign(
        **{
            name: sheet.frame[name].astype(float).round(decimals)
            for name in numbers
            if not name.endswith(("_rate", "_share"))
        }
    )
    blocks.table(sheet.title, rounded, texts, measures)


def _header(sheet: Sheet, name: str) -> str:
    unit = sheet.units.get(name)
    return f"{sheet.labels[name]} ({unit})" if unit else sheet.labels[name]
