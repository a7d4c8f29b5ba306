"""How many of the households at risk did we reach this month?"""

from functools import partial

import streamlit as st

from dashboard import blocks, data, filters, grids, places
from dashboard.overview import (
    cards,
    caveats,
    changes,
    figures,
    headline,
    on_map,
    ranking,
    rates,
    rollout,
    rows,
    tables,
)
from dashboard.takeaway import offer
from dashboard.takeaway.package import ChartPart

TITLE, PICKER = 40, 78  # pixels: of a chart's title, of the list of Dongs
MANY = 14  # places whose ranks take all the room beside the map

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=rates.names(scope)
)
overview = rows.load(selection, info)
key_figures = figures.load(overview)
answer = headline.headline(overview, key_figures)
with top:
    blocks.heading(say("overview.question"), answer)

cards.draw(figures.cards(overview, key_figures), say("overview.meaning"))
if note := caveats.first_year_note(overview):
    st.caption(blocks.plain(note))

by_dong = on_map.measured_dongs(overview)
view = on_map.map_view(overview, by_dong)
is_inside = bool(selection.gu) or len(gus) == 1
height = 336 if is_inside else 376
ranks = ranking.figure(overview, height=height - TITLE - (PICKER if is_inside else 0))
moves, calendar = changes.figure(overview), rollout.figure(overview)
left, right = blocks.beside()
with left:
    blocks.dong_map(
        say, data.shapes_url(info), view, key="overview_map",
        on_click=filters.chosen_on_map("overview_map"), height=height,
    )  # fmt: skip
with right:
    blocks.chart(ranking.title(overview), ranks, key="overview_ranks")
if is_inside:
    with left if len(overview.ranked.rows) > MANY else right:
        filters.dong_picker(selection, dongs)
st.caption(blocks.plain(ranking.note(overview)))

changes.draw(overview, moves, partial(tables.draw_changed, overview))
rollout.draw(overview, calendar)

frame = tables.places(overview)
columns = tables.split(overview, frame, tables.labels(overview))
grids.table(say("overview.table", place=overview.scope_name), frame, *columns)
remarks = caveats.caveats(overview)
parts = (
    ChartPart("ranks", ranking.title(overview), ranks),
    ChartPart("changes", changes.title(overview), moves),
    ChartPart("rollout", rollout.title(overview), calendar),
)
offer(tables.package(overview, answer, key_figures, by_dong, view, parts, remarks))
blocks.caveats(say("overview.caveat_title"), remarks)
