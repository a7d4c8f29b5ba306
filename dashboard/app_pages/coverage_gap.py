"""Where are the households at risk that we do not reach?"""

import streamlit as st

from dashboard import blocks, data, filters, grids, places, takeaway
from dashboard.coverage import drawing, headline, measures, on_map, panel, rows, table, taking

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=measures.names(scope)
)
left, right = blocks.beside()
with left:
    method, maps = drawing.draw_choices(selection, info)
coverage = rows.load(selection, info, method=method, maps=maps)
shown = on_map.map_view(coverage)
key = f"coverage_map_{rows.shapes_part(coverage)}"
answer, trend = headline.headline(coverage), panel.trend(coverage)
with top:
    blocks.heading(say("coverage_gap.question"), answer)
with left:
    blocks.dong_map(
        say,
        data.shapes_url(info, rows.shapes_part(coverage)),
        shown,
        key=key,
        on_click=filters.chosen_on_map(key),
        height=drawing.map_height(selection),
    )
with right:
    filters.dong_picker(selection, dongs)
    drawing.draw_panel(coverage, trend)

grids.table(
    table.title(coverage),
    table.visible(coverage),
    table.text_labels(coverage),
    table.measure_labels(coverage),
)
takeaway.offer(taking.package(coverage, shown, answer, trend))
blocks.caveats(say("coverage_gap.caveat_title"), panel.caveats(coverage))
