"""How many households does no one reach, where, and how sure are we?"""

import streamlit as st

from dashboard import blocks, data, filters, places, takeaway
from dashboard.unreached import drawing, headline, measures, on_map, panel, rows, tables, taking

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=measures.names(scope, info)
)
if not rows.months(scope, info):
    with top:
        blocks.heading(say("unreached.question"), say("unreached.not_estimated"))
    drawing.draw_nothing(say, scope.deployment)
else:
    unreached = rows.load(selection, info)
    shown, answer = on_map.map_view(unreached), headline.headline(unreached)
    with top:
        blocks.heading(say("unreached.question"), answer)
    left, right = blocks.beside()
    with left:
        blocks.dong_map(
            say, data.shapes_url(info), shown, key="unreached_map",
            on_click=filters.chosen_on_map("unreached_map"), height=drawing.map_height(unreached),
        )  # fmt: skip
    with right:
        filters.dong_picker(selection, dongs)
        blocks.figures(panel.figures(unreached))
        history = panel.history(unreached)
        drawing.draw(history)
    charts = [history, *drawing.draw_need(unreached)]
    compared, odds_ratio = drawing.draw_methods(unreached)
    made = tables.every(unreached, odds_ratio)
    drawing.draw_tables(unreached, made)
    validated, audited = drawing.draw_validation(unreached)
    charts += [*compared, *validated]
    takeaway.offer(taking.package(unreached, answer, shown, charts, [*made.values(), *audited]))
    blocks.caveats(say("unreached.caveat_title"), taking.caveats(unreached))
