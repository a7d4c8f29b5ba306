"""Did the pilot change anything, beyond more staff and beyond chance?"""

import streamlit as st

from dashboard import blocks, data, filters, places, takeaway
from dashboard.trial import drawing, headline, on_map, rows, tables, taking

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=rows.outcome_names(scope, info)
)
if not rows.is_evaluated(scope, info):
    with top:
        blocks.heading(say("trial_outcomes.question"), say("trial_outcomes.not_evaluated"))
    drawing.draw_nothing(say, scope)
else:
    comparison, kind = drawing.draw_choices(selection, info, dongs)
    trial = rows.load(selection, info, comparison)
    answer, view = headline.headline(trial), on_map.map_view(trial, kind)
    with top:
        blocks.heading(say("trial_outcomes.question"), answer)
    left, right = blocks.beside()
    with left:
        blocks.dong_map(
            say, data.shapes_url(info), view, key="trial_map",
            on_click=filters.chosen_on_map("trial_map"), height=drawing.map_height(trial),
        )  # fmt: skip
    with right:
        charts = drawing.draw_panel(trial)
    if trial.is_staggered:
        charts += drawing.draw_effects(trial)
        charts += drawing.draw_checks(trial)
        charts += drawing.draw_decomposition(trial)
    drawing.draw_claims(trial)
    if trial.is_staggered:
        charts += drawing.draw_surveys(trial)
    made = tables.every(trial)
    drawing.draw_tables(trial, made)
    takeaway.offer(taking.package(trial, answer, kind, view, charts, list(made.values())))
    blocks.caveats(say("trial_outcomes.caveat_title"), taking.caveats(trial))
