"""Where are the households at risk that we do not reach?"""

import streamlit as st

from dashboard import blocks, data, filters
from dashboard.coverage import headline, on_map, panel, rows, table

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = rows.places(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=rows.measure_names(scope)
)
coverage = rows.load(selection, info)
with top:
    blocks.heading(say("coverage_gap.question"), headline.headline(coverage))

left, right = blocks.beside()
with left:
    blocks.dong_map(
        say,
        data.shapes_url(info),
        on_map.map_view(coverage),
        key="coverage_map",
        on_click=filters.chosen_on_map("coverage_map"),
    )
with right:
    filters.dong_picker(selection, dongs)
    blocks.figures(panel.figures(coverage))
    blocks.chart(panel.trend_title(coverage), panel.trend(coverage), key="coverage_trend")

blocks.table(
    say("table.title", place=coverage.scope_name),
    table.visible(coverage),
    table.text_labels(coverage),
    table.measure_labels(coverage),
)
blocks.download(say("table.download"), *table.as_csv(coverage))
blocks.caveats(say("coverage_gap.caveat_title"), panel.caveats(coverage))
