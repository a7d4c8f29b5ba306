"""Who finds the households at risk?"""

import streamlit as st

from dashboard import blocks, data, filters, period, places, sheets, takeaway
from dashboard.channels import drawn, headline, rows, tables, words
from pipelines import read

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(
    scope, months=data.months(info), gus=gus, dongs=dongs, measures=rows.measure_names(scope)
)
left, right = blocks.beside()
with right:
    who, when = st.columns([4, 5])
    with who:
        names = read.values("report_channel", scope.language)
        channel = filters.choice("channel", say("channels.channel"), names, is_list=True)
    with when:
        length = period.choose(scope)
    filters.dong_picker(selection, dongs)
channels = rows.load(selection, info, channel=channel, length=length)
by_dong = rows.by_dong(channels)
shown = drawn.map_view(channels, by_dong)
figures = {"channels": drawn.bars(channels), "months": drawn.months(channels)}

with top:
    blocks.heading(say("channels.question"), headline.headline(channels))
with left:
    blocks.dong_map(
        say, data.shapes_url(info), shown, key="channels_map",
        on_click=filters.chosen_on_map("channels_map"), height=blocks.map_height(selection.gu),
    )  # fmt: skip
with right:
    blocks.chart(drawn.bars_title(channels), figures["channels"], key="channels_bars")

blocks.chart(drawn.months_title(channels), figures["months"], key="channels_months")
meanings, made = tables.meanings(channels), tables.every(channels, by_dong)
for sheet in made.values():
    sheets.draw(sheet, meanings, otherwise=headline.silence(channels))
takeaway.offer(words.package(channels, by_dong, shown, figures, made))
blocks.caveats(say("channels.caveat_title"), words.caveats(channels))
