"""The sections under the map, drawn: need and ranks, methods and channels, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from dashboard import blocks, data, filters, sheets
from dashboard.drawn import Drawn
from dashboard.i18n import Words
from dashboard.keeping import kept
from dashboard.takeaway import Sheet
from dashboard.unreached import comparing, fairness, need, tables, validation
from dashboard.unreached.rows import Unreached

# what fits above the fold of an office screen; there is a row more in a Gu
_MAP_HEIGHT, _WAY_HEIGHT = 520, 48


def map_height(unreached: Unreached) -> int:
    """The height of the map in pixels."""
    return _MAP_HEIGHT - (_WAY_HEIGHT if unreached.selection.gu else 0)


def draw_need(unreached: Unreached) -> list[Drawn]:
    """Draw need by Gu and the ranking beside each other; returns what was drawn."""
    drawn = [need.bars(unreached), need.ranking(unreached)]
    for place, chart in zip(_pair("need"), drawn, strict=True):
        with place:
            draw(chart)
    return drawn


def draw_methods(unreached: Unreached) -> tuple[list[Drawn], float]:
    """Draw the methods with the slider of dependence, and the channels; returns them and its value.

    The slider stands under the chart that it moves.
    """
    say = unreached.say
    left, right = _pair("methods")
    with left:
        above = st.container()
        odds_ratio = filters.number(
            "odds_ratio",
            say("unreached.slider"),
            comparing.ODDS_RATIOS,
            1.0,
            help=say("unreached.slider_help"),
            format_func=lambda value: f"{value:g}",
        )
    methods = comparing.methods(unreached, odds_ratio)
    with above:
        blocks.chart(methods.title, methods.figure, key=methods.name)
    with left:
        blocks.sentences(methods.sentences)
    channels = comparing.sole_shares(unreached)
    with right:
        draw(channels)
    return [methods, channels], odds_ratio


def draw_validation(unreached: Unreached) -> tuple[list[Drawn], list[Sheet]]:
    """Draw how the order of visits was validated, or why that is not to be seen."""
    say = unreached.say
    st.subheader(blocks.plain(say("unreached.validation_heading")), anchor=False)
    info = unreached.info
    about = (data.version(info), info.deployment, say.language)
    told = None if unreached.is_open else _validated(unreached, *about)
    if told is None:
        blocks.empty(validation.absence(unreached))
        return [], []
    blocks.sentence(say("unreached.validation_intro"))
    drawn, groups, texts = told
    for place, chart in zip(_pair("validation"), drawn, strict=True):
        with place:
            draw(chart)
    with st.expander(blocks.plain(groups.title)):
        sheets.draw(texts, {})
        for sentence in fairness.sentences(unreached):
            st.caption(blocks.plain(sentence))
    _draw_card(unreached)
    return drawn, [groups]


@kept(8, aside=1)
def _validated(
    unreached: Unreached, version: str, deployment: str, language: str
) -> tuple[list[Drawn], Sheet, Sheet] | None:
    """(charts, groups in numbers, in texts), the same whatever is looked at; None without any."""
    found = validation.load(unreached)
    if found is None:
        return None
    drawn = [validation.calibration(unreached, found), validation.recall(unreached, found)]
    return drawn, fairness.numbers(unreached, found), fairness.texts(unreached, found)


def _draw_card(unreached: Unreached) -> None:
    """Draw the model card when it is asked for: it needs the libraries of the models."""
    say = unreached.say
    names = {"closed": say("unreached.card_closed"), "open": say("unreached.card_open")}
    if filters.choice("card", say("unreached.card"), names) == "open":
        card = data.model_card(unreached.info, say.language)
        with st.container(border=True):
            # its headings stand below those of the page
            st.markdown(re.sub(r"^#", "###", card, flags=re.MULTILINE))


def draw_tables(unreached: Unreached, made: dict[str, Sheet]) -> None:
    """Draw the tables behind tabs."""
    meanings = tables.meanings(unreached)
    names = tables.tab_names(unreached, made)
    for tab, sheet in zip(blocks.sections(names), made.values(), strict=True):
        with tab:
            sheets.draw(sheet, meanings, otherwise=unreached.say("unreached.too_early"))


def draw(chart: Drawn) -> None:
    """Draw a chart and the sentences under it."""
    blocks.chart(chart.title, chart.figure, key=chart.name)
    for sentence in chart.sentences:
        st.caption(blocks.plain(sentence))


def draw_nothing(say: Words, deployment: str) -> None:
    """Say that nothing was estimated for this build, and what to do."""
    blocks.empty(say("unreached.run_estimate", command=f"dabokdong estimate -d {deployment}"))


def _pair(name: str) -> Sequence[st.delta_generator.DeltaGenerator]:
    """Two places beside each other; one under the other on a narrow screen."""
    return st.container(key=f"pair_{name}").columns(2)
