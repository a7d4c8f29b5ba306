"""The choices of the map and the parts of the panel, drawn."""

from __future__ import annotations

from typing import cast

import plotly.graph_objects as go
import streamlit as st

from dashboard import blocks, classes, filters, grids
from dashboard.coverage import apart, dong, panel, rows
from dashboard.coverage.rows import Coverage
from dashboard.filters import Selection
from pipelines.read import BuildInfo

# what fits above the fold of an office screen, below the choices
_MAP_HEIGHT = 474
# and beside the map
_ROOM = 330


def draw_choices(selection: Selection, info: BuildInfo) -> tuple[classes.Method, str]:
    """Draw the choices of the map, and return how classes are broken and whether there are two."""
    scope = selection.scope
    say = scope.words
    # a count has no smoothed counterpart, and a map of Gu has households enough
    can_pair = selection.measure != "coverage_gap_count" and not rows.is_by_gu(selection, info)
    columns = iter(st.columns([1, 1]))
    with next(columns):
        method = filters.choice(
            "classes", say("controls.classes"), rows.method_names(scope), is_list=True
        )
    maps = "one"
    if can_pair:
        with next(columns):
            maps = filters.choice("maps", say("controls.maps"), rows.map_names(scope))
    return cast(classes.Method, method), maps


def map_height(selection: Selection) -> int:
    """The height of the map in pixels."""
    return blocks.map_height(selection.gu, _MAP_HEIGHT)


def draw_panel(coverage: Coverage, trend: go.Figure) -> None:
    """Figures and trend; behind further tabs the Dong's parts, or the Dongs that stand out."""
    first, *others = blocks.sections(panel.tab_names(coverage))
    with first:
        blocks.figures(panel.figures(coverage))
        blocks.chart(panel.trend_title(coverage), trend, key="coverage_trend")
    if not coverage.selection.dong:
        with others[0]:
            _draw_apart(coverage)
        return
    channels, staff, services, neighbours = others
    with channels:
        listing = dong.channels(coverage)
        blocks.sentence(listing.sentence)
        if len(listing.rows):
            blocks.chart(
                listing.measures["report_count"][0],
                dong.channel_chart(coverage),
                key="coverage_channels",
            )
    with staff:
        _draw_listing(dong.staff(coverage))
    with services:
        _draw_listing(dong.services(coverage))
    with neighbours:
        listing = dong.neighbours(coverage)
        blocks.sentence(apart.own_sentence(coverage, listing.rows[coverage.shown.measure.name]))
        _draw_listing(listing)


def _draw_apart(coverage: Coverage) -> None:
    blocks.sentence(apart.summary(coverage))
    found = apart.listed(coverage)
    if len(found):
        grids.grid(found, *apart.labels(coverage), height=_ROOM)


def _draw_listing(listing: dong.Listing) -> None:
    if listing.sentence:
        blocks.sentence(listing.sentence)
    if len(listing.rows):
        grids.grid(listing.rows, listing.texts, listing.measures, height=_ROOM)
