"""Did what came in reach the households that need it?"""

import streamlit as st

from dashboard import blocks, data, filters, places, takeaway
from dashboard.resources import headline, ledger, money, organisations, pictures, rows, table, taken

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(scope, months=data.months(info), gus=gus, dongs=dongs)
period, kind, dong = st.container(key="choices").columns([1.4, 1, 1], vertical_alignment="top")
with period:
    view = rows.choose_view(say)
with kind:
    shown_kind = organisations.choose_kind(say)
with dong:
    filters.dong_picker(selection, dongs)

found = rows.load(selection, info, rows.months_of(view, selection.month, data.months(info)))
book = ledger.load(found)
bodies = organisations.load(found, shown_kind)
answer = headline.headline(found, book)
with top:
    blocks.heading(say("resources.question"), answer)

drawn = pictures.all_of(found, book, money.load(found))
left, right = blocks.beside()
with left:
    blocks.dong_map_with_points(
        say,
        data.shapes_url(info),
        taken.map_view(found),
        organisations.on_map(bodies),
        key="resources_map",
        on_click=filters.chosen_on_map("resources_map"),
        height=470,
    )
with right:
    blocks.figures(rows.figures(found, ledger.income_texts(book)))
    if "need" in drawn:
        blocks.chart(*drawn["need"], key="resources_need")

absent = pictures.absent(book)
blocks.pair(drawn, ("income", "services"), key="resources", absent=absent)
blocks.pair(drawn, ("donors", "money"), key="resources", absent=absent)
ledger_words = ledger.labels(book)
blocks.table(
    say("resources.ledger_table", place=found.place_name),
    ledger.table(book),
    {name: ledger_words[name] for name in (*ledger.TEXTS_IN, *ledger.TEXTS_OUT)},
    {name: (ledger_words[name], "") for name in (*ledger.NUMBERS_IN, *ledger.NUMBERS_OUT)},
)
budget, budget_words = taken.budget(found)
blocks.table(
    say("resources.budget_table", place=found.place_name),
    budget,
    {name: budget_words[name] for name in ("level", "line")},
    {name: (text, "") for name, text in budget_words.items() if name not in ("level", "line")},
)
blocks.table(
    say("resources.organisation_table", year=bodies.year),
    organisations.table(bodies),
    organisations.texts(bodies),
    organisations.measures(bodies),
)
blocks.table(
    say("resources.dong_table", place=found.dongs.scope_name),
    table.visible(found),
    table.texts(found),
    table.measures(found),
)
takeaway.offer(taken.package(found, book, bodies, drawn, answer))
blocks.caveats(say("resources.caveat_title"), taken.caveats(found))
