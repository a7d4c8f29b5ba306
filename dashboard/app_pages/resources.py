"""Did what came in reach the households that need it?"""

import streamlit as st

from dashboard import blocks, data, filters, grids, period, places, takeaway
from dashboard.resources import headline, ledger, money, organisations, pictures, rows, taken

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(scope, months=data.months(info), gus=gus, dongs=dongs)
when, kind, dong = st.container(key="choices").columns([1.4, 1, 1], vertical_alignment="top")
with when:
    length = period.choose(scope)
with kind:
    shown_kind = organisations.choose_kind(say)
with dong:
    filters.dong_picker(selection, dongs)

months = period.up_to(selection.month, length, data.months(info)).months
found = rows.load(selection, info, months)
book = ledger.load(found)
bodies = organisations.load(found, shown_kind)
answer = headline.headline(found, book)
with top:
    blocks.heading(say("resources.question"), answer)

figures = rows.figures(found, ledger.income_texts(book))
map_view, marks = taken.map_view(found), organisations.on_map(bodies)
drawn = pictures.all_of(found, book, money.load(found))
left, right = blocks.beside()
with left:
    blocks.dong_map(
        say,
        data.shapes_url(info),
        map_view,
        marks=marks,
        key="resources_map",
        on_click=filters.chosen_on_map("resources_map"),
        height=blocks.map_height(selection.gu, 446),
    )
with right:
    blocks.figures(figures)
    if "need" in drawn:
        blocks.chart(*drawn["need"], key="resources_need")

absent = pictures.absent(book)
blocks.pair(drawn, ("income", "services"), key="resources", absent=absent)
blocks.pair(drawn, ("donors", "money"), key="resources", absent=absent)
shown = taken.tables(found, book, bodies)
for table in shown:
    grids.listed(table)
takeaway.offer(taken.package(found, shown, map_view, marks, drawn, answer, figures))
blocks.caveats(say("resources.caveat_title"), taken.caveats(found))
