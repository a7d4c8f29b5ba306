"""Did the households that were flagged get help in the end?"""

import streamlit as st

from dashboard import blocks, data, filters, period, places, sheets, takeaway
from dashboard.case_flow import balance, drawn, headline, measures, monthly, rows, tables, words

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=measures.names(scope)
)
left, right = blocks.beside()
with right:
    who, when = st.columns([4, 5])
    with who:
        names = rows.track_names(scope)
        track = filters.choice("track", say("case_flow.track"), names, is_list=True)
    with when:
        length = period.choose(scope)
    filters.dong_picker(selection, dongs)
flow = rows.load(selection, info, track=track, length=length)
by_dong = rows.by_dong(flow)
shown = drawn.map_view(flow, by_dong)
stages, balances, closures = drawn.stages(flow), balance.balances(flow), drawn.closures(flow)
trends, waiting = monthly.trends(flow), monthly.waiting(flow)

with top:
    blocks.heading(say("case_flow.question"), headline.headline(flow))
with left:
    blocks.dong_map(
        say, data.shapes_url(info), shown, key="case_flow_map",
        on_click=filters.chosen_on_map("case_flow_map"), height=blocks.map_height(selection.gu),
    )  # fmt: skip
with right:
    blocks.chart(stages.title, stages.figure, key="stages")
    blocks.figures(words.figures(flow))

for name, beside in {"balances": balances, "closures": [(it, "") for it in closures]}.items():
    places_of_two = st.container(key=f"pair_case_flow_{name}").columns(2)
    for column, (chart, sentence) in zip(places_of_two, beside, strict=False):
        with column:
            blocks.chart(chart.title, chart.figure, key=chart.name)
            if sentence:
                st.caption(blocks.plain(sentence))
for column, chart in zip(st.columns(3), trends, strict=True):
    with column:
        blocks.chart(chart.title, chart.figure, key=chart.name)
blocks.chart(waiting.title, waiting.figure, key="waiting")

made, meanings = tables.every(flow, by_dong), tables.meanings(flow)
tabs = tables.tab_names(flow, made)
# where every Dong is hidden, the numbers are the Gu's
first = tabs[1] if headline.is_told_by_gu(flow) else tabs[0]
for tab, sheet in zip(st.tabs(tabs, default=first), made.values(), strict=True):
    with tab:
        sheets.draw(sheet, meanings, otherwise=say("state.missing"))
charts = [stages, *[chart for chart, _ in balances], *closures, *trends, waiting]
takeaway.offer(words.package(flow, by_dong, shown, charts, made))
blocks.caveats(say("case_flow.caveat_title"), words.caveats(flow))
