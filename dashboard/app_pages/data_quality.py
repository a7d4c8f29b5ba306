"""Can these numbers be trusted?"""

import streamlit as st

from dashboard import blocks, data, filters, grids, places, takeaway
from dashboard.data_quality import (
    deliveries,
    headline,
    invented,
    lineage,
    pictures,
    rows,
    tables,
    taken,
)

scope = filters.current_scope()
say = scope.words
info = data.build(scope.deployment)
gus, dongs = places.names(scope, info)

top = st.container(gap="small")
selection = filters.controls(scope, months=data.months(info), gus=gus, dongs=dongs)
quality = rows.load(selection, info)
answer = headline.headline(quality)
with top:
    blocks.heading(say("data_quality.question"), answer)
shown: list[grids.Shown] = []
delivered = deliveries.load(quality)
drawn = pictures.all_of(quality, delivered)

left, right = blocks.beside()
with left:
    blocks.chart(*drawn["deliveries"], key="quality_deliveries")
    blocks.sentences(deliveries.sentences(quality, delivered))
with right:
    blocks.figures(taken.figures(quality))
    blocks.sentences(invented.sentences(quality))

if quality.intake is None:
    blocks.empty(say("data_quality.intake_open"))
else:
    blocks.pair(drawn, ("refused", "reasons"), key="quality", absent=pictures.absent(quality))
    shown.append(tables.refused(quality, quality.intake))
    grids.listed(shown[-1], is_folded=True)
if quality.lineage and (marts := lineage.marts(quality.lineage, say)):
    mart = filters.choice("mart", say("data_quality.mart"), marts, is_list=True)
    reads = lineage.ancestors(quality.lineage, f"marts.{mart}")
    drawn["lineage"] = pictures.way_of(quality, reads, marts[mart])
    blocks.chart(*drawn["lineage"], key="quality_lineage")
    shown.append(tables.way(quality, reads, marts[mart]))
    grids.listed(shown[-1], is_folded=True)
if quality.checks is None:
    blocks.empty(say("data_quality.no_facts"))
else:
    if "steps" in drawn:
        blocks.chart(*drawn["steps"], key="quality_steps")
    shown.append(tables.checks(quality))
    grids.listed(shown[-1])
if quality.files is not None:
    shown.append(tables.files(quality, quality.files))
    grids.listed(shown[-1], is_folded=True)
for table in (tables.hidden, tables.phases, tables.policy, tables.versions):
    shown.append(table(quality))
    grids.listed(shown[-1], is_folded=True)
takeaway.offer(taken.package(quality, shown, drawn, answer))
blocks.caveats(say("data_quality.caveat_title"), taken.caveats(quality))
