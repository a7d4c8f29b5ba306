"""The tables by track: stages, stock and flow of cases, and reasons for closing."""

from __future__ import annotations

import pandas as pd

from dashboard import data, measured
from dashboard.case_flow import drawn
from dashboard.case_flow.measures import TRACKS
from dashboard.case_flow.rows import CaseFlow
from dashboard.takeaway import Sheet
from pipelines import read

FLOW = ("open_start_count", "opened_count", "transferred_in_count", "closed_count",
         "transferred_out_count", "open_end_count")  # fmt: skip


def stages(flow: CaseFlow) -> Sheet:
    """The stages of every track, with the shares of the flagged and of the stage before."""
    say, release = flow.say, flow.selection.scope.release
    where = {
        "gu": None if flow.selection.dong else flow.selection.gu,
        "dong": flow.selection.dong,
    }
    names = drawn.stage_names(flow)
    parts = []
    for track in TRACKS:
        found = data.journey_stages(flow.info, release, flow.cohorts.months, track, **where)
        notes = [
            "" if pd.notna(count) else drawn.absent_stage(flow, stage)
            for stage, count in zip(found["stage"], found["household_count"], strict=True)
        ]
        parts.append(found.assign(track=flow.track_names[track], note=notes))
    made = pd.concat(parts, ignore_index=True)
    made = made.assign(stage=made["stage"].map(names))
    made["household_count"] = made["household_count"].astype("Float64").astype(float)
    return Sheet(
        name="stages",
        title=say(
            "case_flow.stage_table", place=flow.place_name, period=flow.cohorts.text(say)
        ),
        frame=made[["track", "stage", "household_count", "share_of_flagged", "share_of_previous",
                    "note"]].rename(columns={"share_of_flagged": "flagged_share",
                                             "share_of_previous": "previous_share"}),
        labels={
            "track": say("case_flow.track"),
            "stage": say("case_flow.stage_name"),
            "household_count": read.labels("coverage_by_dong_month", say.language)[
                "household_count"
            ],
            "flagged_share": say("case_flow.flagged_share"),
            "previous_share": say("case_flow.previous_share"),
            "note": say("table.note"),
        },
        units={"household_count": say("case_flow.households")},
    )  # fmt: skip


def cases(flow: CaseFlow) -> Sheet:
    """The stock and flow of cases by track in the chosen month, transfers among them."""
    say = flow.say
    names = read.labels("case_flow_by_dong_month", say.language)
    tracks = read.values("case_track", say.language)
    frame = flow.balance
    made = pd.DataFrame(
        {
            "track": [tracks[code] for code in frame["case_track"]],
            **{name: frame[name].astype("Float64").astype(float) for name in FLOW},
            "note": [
                measured.state_text(say, "suppressed") if hidden else ""
                for hidden in frame[list(FLOW)].isna().any(axis=1)
            ],
        }
    )
    return Sheet(
        name="cases",
        title=say(
            "case_flow.case_table",
            place=flow.place_name,
            month=drawn.when(flow, "open_end_count"),
        ),
        frame=made,
        labels={
            "track": say("case_flow.track"),
            **{name: names[name] for name in FLOW},
            "note": say("table.note"),
        },
        units=dict.fromkeys(FLOW, say("case_flow.cases")),
    )


def closures(flow: CaseFlow) -> Sheet:
    """Why cases closed, by track."""
    say = flow.say
    tracks = read.values("case_track", say.language)
    reasons = read.values("closure_reason", say.language)
    frame = flow.closures
    made = pd.DataFrame(
        {
            "track": [tracks[code] for code in frame["case_track"]],
            "reason": [reasons[code] for code in frame["closure_reason"]],
            "closure_count": frame["closure_count"].astype("Float64").astype(float),
            "closure_share": frame["closure_share"],
            "note": [
                measured.state_text(say, "suppressed") if hidden else ""
                for hidden in frame["closure_count"].isna()
            ],
        }
    )
    return Sheet(
        name="closures",
        title=say(
            "case_flow.closure_table", place=flow.place_name, period=flow.year.text(say)
        ),
        frame=made,
        labels={
            "track": say("case_flow.track"),
            "reason": say("case_flow.reason"),
            "closure_count": read.labels("closures_by_dong_month", say.language)["closure_count"],
            "closure_share": say("case_flow.closure_share"),
            "note": say("table.note"),
        },
        units={"closure_count": say("case_flow.cases")},
    )  # fmt: skip
