"""The map and the charts of a place: stages, and reasons for closing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import charts, formats, maps, measured
from dashboard.case_flow.measures import FIRST, OUTCOMES
from dashboard.case_flow.rows import CaseFlow
from dashboard.drawn import Drawn
from dashboard.measured import Measured
from pipelines import read


def map_view(flow: CaseFlow, dongs: Measured) -> maps.View:
    """The chosen measure by Dong; its legend says of which months."""
    view = measured.map_view(dongs)
    title = flow.say(
        "case_flow.legend",
        measure=dongs.measure.label,
        period=when(flow, dongs.measure.name, is_short=True),
    )
    return replace(view, legend=replace(view.legend, title=title))


def when(flow: CaseFlow, name: str, *, is_short: bool = False) -> str:
    """The months that a measure speaks of: the cohort's, the period's, or the chosen one."""
    if name in (*OUTCOMES, "flagged_count", "repeat_flag_rate"):
        return flow.cohorts.text(flow.say, is_short=is_short)
    if name in FIRST:
        return flow.year.text(flow.say, is_short=is_short)
    write = formats.short_month if is_short else formats.month
    return write(flow.selection.month, flow.say.language)


def stages(flow: CaseFlow) -> Drawn:
    """How many of the households flagged came to each stage, on the chosen track."""
    say = flow.say
    labels = stage_names(flow)
    table = pd.DataFrame(
        {
            "label": [labels[stage] for stage in flow.stages["stage"]],
            "value": flow.stages["household_count"].astype("Float64").astype(float),
            "text": [stage_text(flow, row) for _, row in flow.stages.iterrows()],
            "is_strong": True,
        }
    )
    table["hover"] = table["label"] + " · " + table["text"]
    title = say(
        "case_flow.stages_title",
        place=flow.place_name,
        track=flow.track_names[flow.track],
        period=flow.cohorts.text(say),
    )
    return Drawn("stages", title, charts.bars(table, height=140, room=1.15))


def stage_names(flow: CaseFlow) -> dict[str, str]:
    """A short name of each stage."""
    say = flow.say
    return {
        "flagged_count": say("case_flow.flagged"),
        "contacted_count": say("case_flow.contacted"),
        "visited_count": say("case_flow.visited"),
        "journey_linked_count": say("case_flow.linked"),
        "journey_supported_count": say("case_flow.supported"),
    }


def stage_text(flow: CaseFlow, stage: pd.Series) -> str:
    """Count, share of the flagged and of the stage before; or why there is none."""
    say, language = flow.say, flow.say.language
    if pd.isna(stage["household_count"]):
        return absent_stage(flow, stage["stage"])
    if pd.isna(stage["share_of_flagged"]) or stage["stage"] == "flagged_count":
        return say.amount("household", stage["household_count"])
    count = say.number(stage["household_count"])
    share = formats.percent(float(stage["share_of_flagged"]), language, decimals=0)
    if pd.isna(stage["share_of_previous"]) or stage["stage"] == "contacted_count":
        return say("case_flow.stage_first", count=count, share=share)
    before = formats.percent(float(stage["share_of_previous"]), language, decimals=0)
    return say("case_flow.stage", count=count, share=share, before=before)


def absent_stage(flow: CaseFlow, stage: str) -> str:
    """Why a stage has no number."""
    is_support = stage == "journey_supported_count"
    is_known = flow.is_support_known if is_support else flow.is_outcome_known
    if not flow.has_data:
        return flow.say("state.missing")
    if stage != "flagged_count" and not is_known:
        return flow.say("case_flow.pending")
    return measured.state_text(flow.say, "suppressed" if flow.is_open else "missing")


def closures(flow: CaseFlow) -> list[Drawn]:
    """Why cases closed, a chart for each track."""
    names = read.values("case_track", flow.say.language)
    return [_closures(flow, track, name) for track, name in names.items()]


def _closures(flow: CaseFlow, track: str, name: str) -> Drawn:
    say = flow.say
    reasons = read.values("closure_reason", say.language)
    own = flow.closures[flow.closures["case_track"] == track].set_index("closure_reason")
    own = own.reindex(list(reasons))
    if own["closure_count"].isna()["not_stated"]:
        own = own.drop(index=["not_stated"])
    table = pd.DataFrame(
        {
            "label": [reasons[code] for code in own.index],
            "value": own["closure_count"].astype("Float64").astype(float).to_numpy(),
            "text": [_closure_text(flow, row) for _, row in own.iterrows()],
            "is_strong": True,
        }
    )
    table["hover"] = table["label"] + " · " + table["text"]
    table = table.sort_values("value", ascending=False, kind="stable", na_position="last")
    title = say(
        "case_flow.closures_title", place=flow.place_name, track=name, period=flow.year.text(say)
    )
    return Drawn(f"closures_{track}", title, charts.bars(table, height=250, room=0.9))


def _closure_text(flow: CaseFlow, row: pd.Series) -> str:
    say = flow.say
    if pd.isna(row["closure_count"]):
        # only the open release hides; elsewhere an absent row is none
        return say("case_flow.hidden_or_none") if flow.is_open else say.amount("case", 0)
    count = say.amount("case", row["closure_count"])
    if pd.isna(row["closure_share"]):
        return count
    share = formats.percent(float(row["closure_share"]), say.language, decimals=0)
    return f"{count} · {share}"
