"""The blocks that pages are made of: heading, map, panel, table, what stands under them.

Each draws one thing from values that a page hands over; none reads data or session state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements import plotly_chart
from streamlit_folium import st_folium

from dashboard import charts, map_first, maps, points
from dashboard.i18n import Words

MAP_HEIGHT, WAY_HEIGHT = 560, 48
"""Pixels: of a map, and of the row of the way back, which stands above it in a Gu."""
TABLE_HEIGHT = 420
_ROW, _BORDER = 33, 2
"""Pixels, of Streamlit's table: a row (the header is one; 2.1875 of the theme's letters of 15), and
its edges."""
_MOST_DECIMALS = 2
# from here on new figures have the template that stands for the colours of the theme file, which
# the browser fills in, light or dark; to give it to a figure later costs ten times the figure
plotly_chart.configure_streamlit_plotly_theme()


def heading(title: str, answer: str) -> None:
    """The question, and the sentence that answers it."""
    st.header(title, anchor=False)
    st.markdown(plain(answer))


def beside() -> Sequence[DeltaGenerator]:
    """Two places beside each other, 3 to 2; one under the other on a narrow screen."""
    return st.container(key="beside").columns([3, 2])


def map_height(gu: str | None, most: int = MAP_HEIGHT) -> int:
    """The height of a map that ends above the fold at 1400 x 900, in a Gu too."""
    return most - (WAY_HEIGHT if gu else 0)


def dong_map(
    say: Words,
    shapes_url: str,
    view: maps.View,
    *,
    key: str,
    on_click: Callable[[], None],
    height: int = MAP_HEIGHT,
    marks: points.Points | None = None,
) -> None:
    """A map of Dongs that tells `on_click` which one was clicked.

    `marks` stand over them; a click on one counts as one on its Dong.
    """
    assets = maps.served(shapes_url)
    drawn = maps.base_map(
        assets if marks is None else points.served(assets),
        zoom_in=say("map.zoom_in"),
        zoom_out=say("map.zoom_out"),
    )
    st_folium(
        drawn,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=[maps.shown(view), *([] if marks is None else [points.shown(marks)])],
        on_change=on_click,
    )
    map_first.let_draw()


def figures(values: Mapping[str, tuple[str, str]]) -> None:
    """Key figures, two in a row: the text and the meaning (on hover) by label."""
    entries = list(values.items())
    for start in range(0, len(entries), 2):
        for column, (label, (text, meaning)) in zip(
            st.columns(2), entries[start : start + 2], strict=False
        ):
            column.metric(label, text, help=meaning)


def chart(title: str, figure: Figure, *, key: str) -> None:
    """A chart under its title."""
    st.markdown(f"**{plain(title)}**")
    st.plotly_chart(figure, key=key, config=charts.CONFIG, theme="streamlit")


def table(
    title: str,
    rows: pd.DataFrame,
    texts: Mapping[str, str],
    measures: Mapping[str, tuple[str, str]],
) -> None:
    """A sortable table under its title; as `grid`."""
    if title:
        st.subheader(plain(title), anchor=False)
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
    return plain(text).replace("|", "\\|").replace("\n", " ")


def decimals(values: pd.Series) -> int:
    """How many decimals the numbers of a column need, all of them the same; at most two."""
    known = values.dropna().astype(float)
    for places in range(_MOST_DECIMALS):
        if np.allclose(known, known.round(places), rtol=0, atol=1e-9):
            return places
    return _MOST_DECIMALS


def download(label: str, name: str, content: bytes) -> None:
    """A button that saves a file; the page does not run again for it."""
    st.download_button(label, content, file_name=name, mime="text/csv", on_click="ignore")


def sections(titles: Sequence[str]) -> Sequence[DeltaGenerator]:
    """Places behind tabs, the first open."""
    return st.tabs([plain(title) for title in titles])


def sentence(text: str) -> None:
    """A sentence between blocks."""
    st.markdown(plain(text))


def caveats(title: str, sentences: list[str]) -> None:
    """What to keep in mind, as a short list."""
    st.subheader(title, anchor=False)
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def empty(sentence: str) -> None:
    """Why there is nothing to see, and what to do."""
    st.info(plain(sentence))


def plain(text: str) -> str:
    """Text in which nothing is taken for Markdown: names come from files."""
    for sign in ("\\", "`", "*", "_", "[", "]", "<", "$", "~", "#", ":"):
        text = text.replace(sign, f"\\{sign}")
    return text


def pair(
    drawn: Mapping[str, tuple[str, Figure]],
    names: tuple[str, str],
    *,
    key: str,
    absent: Mapping[str, tuple[str, str]],
) -> None:
    """Two charts of (title, figure) beside each other; one not drawn says (title, why) instead."""
    for place, name in zip(
        st.container(key=f"pair_{key}_{names[0]}").columns(2), names, strict=True
    ):
        with place:
            if name in drawn:
                chart(*drawn[name], key=f"{key}_{name}_chart")
            else:
                title, why = absent[name]
                st.markdown(f"**{plain(title)}**")
                empty(why)


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
        with st.expander(plain(shown.title)):
            table("", shown.frame, shown.texts, shown.numbers)
    else:
        table(shown.title, shown.frame, shown.texts, shown.numbers)


def sentences(lines: Sequence[str]) -> None:
    """Plain sentences, each a paragraph."""
    st.markdown("\n\n".join(plain(line) for line in lines))
