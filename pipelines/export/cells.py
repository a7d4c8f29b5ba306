"""What goes into the cells of a file: plain values, and text that no spreadsheet runs."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd

Kind = Literal["text", "boolean", "integer", "decimal", "percent", "won", "date", "month"]

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
"""What spreadsheets take for the start of a formula or of a command, the full-width forms too."""


def neutralise(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula when it is typed in."""
    return text.lstrip().startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n"))


def plain_values(column: pd.Series) -> list[Any]:
    """Python values: None where missing, ISO dates, neutralised text, whole numbers as such.

    Counts and won are whole though a missing one has made their column a float.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        column = column.dt.strftime("%Y-%m-%d")
    is_float = pd.api.types.is_float_dtype(column.dtype)
    if is_float and kind_of(str(column.name), column) in ("integer", "won"):
        column = column.astype("Float64")
        column = column.astype("Int64") if column.dropna().mod(1).eq(0).all() else column
    values = column.astype(object).where(column.notna(), None).tolist()
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return neutralise(value)
    return value.isoformat() if isinstance(value, date) else value


def kind_of(name: str, column: pd.Series) -> Kind:
    """What a column holds, from its type and, as names are rules here, from its name.

    A rate or share (0-1) is `percent`, whatever follows in its name (`coverage_rate_low`); `_krw`
    is `won`; a count is `integer` though a missing one has made its column a float.
    """
    words = name.split("_")
    if pd.api.types.is_bool_dtype(column.dtype):
        return "boolean"
    if pd.api.types.is_numeric_dtype(column.dtype):
        if {"rate", "share"} & set(words):
            return "percent"
        if "krw" in words:
            return "won"
        is_whole = column.dropna().mod(1).eq(0).all() and {"count", "rank"} & set(words)
        return "integer" if pd.api.types.is_integer_dtype(column.dtype) or is_whole else "decimal"
    known = column.dropna()
    is_days = pd.api.types.is_datetime64_any_dtype(column.dtype) or (
        len(known) > 0 and known.map(lambda value: isinstance(value, date)).all()
    )
    if is_days:
        return "month" if "month" in words else "date"
    return "text"
