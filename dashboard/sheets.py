"""A table that can be taken away, drawn on the page: the same rows, the same words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype

from dashboard import blocks, formats, grids
from dashboard.i18n import Words
from dashboard.takeaway import Sheet

_DECIMALS = 2
_WHOLE = 40  # rows; the Dongs of the largest Gu are 22


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
    grids.table(sheet.title, rounded, texts, measures)


def draw_whole(sheet: Sheet, say: Words, meanings: Mapping[str, str]) -> None:
    """Draw a sheet of tens of rows as a table without sorting, its numbers' meanings under it.

    A longer one is drawn as `draw` does.
    """
    if len(sheet.frame) > _WHOLE:
        draw(sheet, meanings)
        return
    columns = [str(name) for name in sheet.frame]
    numeric = [is_numeric_dtype(sheet.frame[name]) for name in columns]
    texts = [
        [_text(value, name, say) for value in sheet.frame[name]] if is_number
        else [str(value) for value in sheet.frame[name]]
        for name, is_number in zip(columns, numeric, strict=True)
    ]  # fmt: skip
    rows = list(zip(*texts, strict=True))
    grids.listing([_header(sheet, name) for name in columns], rows, numeric)
    for name in columns:
        if name in meanings:
            st.caption(blocks.plain(f"{sheet.labels[name]}: {meanings[name]}"))


def _text(value: float, name: str, say: Words) -> str:
    """A number as `grids.grid` shows it; a dash where there is none."""
    if pd.isna(value):
        return "–"
    if name.endswith(("_rate", "_share")):
        return formats.percent(float(value), say.language)
    return say.number(round(float(value), _DECIMALS))


def _header(sheet: Sheet, name: str) -> str:
    unit = sheet.units.get(name)
    return f"{sheet.labels[name]} ({unit})" if unit else sheet.labels[name]
