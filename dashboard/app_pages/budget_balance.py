"""Who has too little for the need, and which moves would mend it?"""

import streamlit as st

from dashboard import blocks, data, filters, places, takeaway
from dashboard.budget import drawing, headline, on_map, pictures, planner, rows, tables, taking

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=rows.measure_names(scope)
)
known = rows.years(scope, info)
if not known:
    with top:
        blocks.heading(say("budget_balance.question"), say("budget.not_estimated"))
    drawing.draw_nothing(say, scope.deployment)
else:
    left, right = blocks.beside()
    with right:
        asked = rows.choose(selection, known, dongs, is_of_many_gus=len(gus) > 1)
    balance = rows.load(selection, info, asked)
    shown, answer = on_map.map_view(balance), headline.headline(balance)
    with top:
        blocks.heading(say("budget_balance.question"), answer)
    with left:
        part = "gus" if balance.is_by_gu else ""
        blocks.dong_map(
            say, data.shapes_url(info, part), shown, key="budget_map",
            on_click=filters.chosen_on_map("budget_map"), height=drawing.map_height(balance),
        )  # fmt: skip
    scatter = pictures.scatter(balance, height=drawing.chart_height(balance))
    with right:
        blocks.figures(pictures.figures(balance))
        drawing.draw(scatter)
    planner.draw_planner(balance, dongs)
    charts = [scatter, *drawing.draw_inequality(balance)]
    drawing.draw_claim(balance)
    made = tables.every(balance)
    drawing.draw_tables(balance, made)
    takeaway.offer(taking.package(balance, answer, shown, charts, list(made.values())))
    blocks.caveats(say("budget.caveat_title"), taking.caveats(balance))
