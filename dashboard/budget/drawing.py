"""The sections under the map, drawn: inequality by year, the claims of 2016, tables."""

from __future__ import annotations

import streamlit as st

from dashboard import blocks, sheets
from dashboard.budget import claim, pictures, tables
from dashboard.budget.rows import Balance
from dashboard.drawn import Drawn
from dashboard.i18n import Words
from dashboard.takeaway import Sheet

# what fits above the fold of an office screen; there is a row more in a Gu
_MAP_HEIGHT, _WAY_HEIGHT, _PANEL = 510, 48, 290

_FIGURES = 80  # a second row of figures


def map_height(balance: Balance) -> int:
    """The height of the map in pixels."""
    return _MAP_HEIGHT - (_WAY_HEIGHT if balance.selection.gu else 0)


def chart_height(balance: Balance) -> int:
    """The height of the scatter beside the map: what the figures above it leave."""
    more = _FIGURES if balance.selection.dong else 0
    return map_height(balance) - _PANEL - more


def draw_inequality(balance: Balance) -> list[Drawn]:
    """Draw the Lorenz curve and Theil by year beside each other; returns what was drawn."""
    say = balance.say
    st.subheader(blocks.plain(say("budget.inequality_heading")), anchor=False)
    drawn = [pictures.lorenz(balance), pictures.theil(balance)]
    for place, chart in zip(st.container(key="pair_inequality").columns(2), drawn, strict=True):
        with place:
            draw(chart)
    return drawn


def draw_claim(balance: Balance) -> None:
    """Draw the small block on the money of 2016, where it is this programme's."""
    said = claim.sentences(balance)
    if said:
        with st.container(border=True):
            st.markdown(f"**{blocks.plain(balance.say('budget.claim_title'))}**")
            blocks.sentences(said)


def draw_tables(balance: Balance, made: dict[str, Sheet]) -> None:
    """Draw the tables behind tabs."""
    meanings = tables.meanings(balance)
    names = tables.tab_names(balance, made)
    for tab, sheet in zip(blocks.sections(names), made.values(), strict=True):
        with tab:
            sheets.draw(sheet, meanings, otherwise=balance.say("state.missing"))


def draw(chart: Drawn) -> None:
    """Draw a chart and the sentences under it."""
    blocks.chart(chart.title, chart.figure, key=f"budget_{chart.name}")
    for sentence in chart.sentences:
        st.caption(blocks.plain(sentence))


def draw_nothing(say: Words, deployment: str) -> None:
    """Say that no balance was worked out for this build, and what to do."""
    blocks.empty(say("budget.run_estimate", command=f"dabokdong estimate -d {deployment}"))
