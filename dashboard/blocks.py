"""The blocks that pages are made of: heading, map, panel, table, what stands under them.

Each draws one thing from values that a page hands over; none reads data or session state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from plotly.graph_objects import Figure
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements import plotly_chart
from streamlit_folium import st_folium

from dashboard import charts, map_first, maps, points
from dashboard.i18n import Words

MAP_HEIGHT, WAY_HEIGHT = 560, 48
"""Pixels: of a map, and of the row of the way back, which stands above it in a Gu."""
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


def sentences(lines: Sequence[str]) -> None:
    """Plain sentences, each a paragraph."""
    st.markdown("\n\n".join(plain(line) for line in lines))
