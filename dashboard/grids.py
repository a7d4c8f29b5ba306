"""The tables of a page: sortable ones, and those that are read whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import blocks

TABLE_HEIGHT = 420
_ROW, _BORDER = 33, 2
"""Pixels, of Streamlit's table: a row (the header is one; 2.1875 of the theme's letters of 15), and
its edges."""
_MOST_DECIMALS = 2


def table(
    title: str,
    rows: pd.DataFrame,
    texts: Mapping[str, str],
    measures: Mapping[str, tuple[str, str]],
) -> None:
    """A sortable table under its title; as `grid`."""
    if title:
        st.subheader(blocks.plain(title), anchor=False)
    grid(rows, texts, measures)


def grid(
    rows: pd.DataFrame,
    texts: Mapping[str, str],
    measures: Mapping[str, tuple[str, str]],
    *,
    height: int = TABLE_HEIGHT,
    wide: Collection[str] = (),
) -> None:
    """A sortable table, no higher than `height`.

    Parameters
    ----------
    rows : the cells; rates between 0 and 1.
    texts : label of each text column.
    measures : (label, meaning) of each numeric column.
    wide : text columns that are shown whole, wider than the table would make them.
    """
    columns = {
        name: st.column_config.TextColumn(label, width="large" if name in wide else None)
        for name, label in texts.items()
    }
    for name, (label, meaning) in measures.items():
        is_rate = name.endswith(("_rate", "_share"))
        # a p value of 0.0001 is not 0
        number = "%.4f" if name.startswith("p_") else "localized"
        columns[name] = st.column_config.NumberColumn(
            label,
            help=meaning,
            format="%.1f%%" if is_rate else number,
            step=10.0 ** -decimals(rows[name]),
        )
        rows = rows.assign(**{name: rows[name] * (100 if is_rate else 1)})
    st.dataframe(
        rows,
        column_config=columns,
        column_order=[*rows.columns],
        hide_index=True,
        height=min(height, _ROW * (len(rows) + 1) + _BORDER),
        placeholder="–",
    )


def listing(header: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> None:
    """A table to be read whole: every row in place, none to sort, scroll or wait for.

    Drawn by the browser itself, where `grid` loads and paints a canvas: several of those beside
    each other take a tenth of a second. For tens of rows.
    """
    sides = ["---:" if is_number else ":---" for is_number in numeric]
    head, *body = ([_cell(text) for text in row] for row in (header, *rows))
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in (head, sides, *body)))


def _cell(text: str) -> str:
    return blocks.plain(text).replace("|", "\\|").replace("\n", " ")


def decimals(values: pd.Series) -> int:
    """How many decimals the numbers of a column need, all of them the same; at most two."""
    known = values.dropna().astype(float)
    for places in range(_MOST_DECIMALS):
        if np.allclose(known, known.round(places), rtol=0, atol=1e-9):
            return places
    return _MOST_DECIMALS


@dataclass(frozen=True)
class Shown:
    """A table with its words: of its text columns, and (label, meaning) of its numbers.

    `name` is an ascii stem for files.
    """

    name: str
    title: str
    frame: pd.DataFrame
    texts: dict[str, str]
    numbers: dict[str, tuple[str, str]]


def listed(shown: Shown, *, is_folded: bool = False) -> None:
    """A table as its maker describes it; `is_folded`: under its title until it is opened."""
    if is_folded:
        with st.expander(blocks.plain(shown.title)):
            table("", shown.frame, shown.texts, shown.numbers)
    else:
        table(shown.title, shown.frame, shown.texts, shown.numbers)
