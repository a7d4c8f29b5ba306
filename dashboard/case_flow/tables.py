"""The tables of the board: Dongs, Gu, stages by track, cases by track, reasons, months."""

from __future__ import annotations

import pandas as pd

from dashboard.case_flow import drawn, measures
from dashboard.case_flow.measures import COHORT, FIRST, OUTCOMES, QUEUES, WAITING, WORK
from dashboard.case_flow.rows import CaseFlow
from dashboard.case_flow.track_tables import FLOW, cases, closures, stages
from dashboard.measured import Measured
from dashboard.takeaway import Sheet
from pipelines import read

SHOWN = (*COHORT, *FIRST, "repeat_flag_rate", *QUEUES, *WORK)


def every(flow: CaseFlow, dongs: Measured) -> dict[str, Sheet]:
    """All tables of the page by name, in the order in which they stand."""
    made = {"dongs": by_dong(flow, dongs)}
    if has_gus(flow):
        made["gus"] = by_gu(flow)
    return made | {
        "stages": stages(flow),
        "cases": cases(flow),
        "closures": closures(flow),
        "months": months(flow),
    }


def has_gus(flow: CaseFlow) -> bool:
    """Whether there are several Gu to compare."""
    return flow.selection.gu is None and len(flow.gus) > 1


def tab_names(flow: CaseFlow, sheets: dict[str, Sheet]) -> list[str]:
    """The words on the tabs of those tables."""
    say = flow.say
    names = {
        "dongs": say("case_flow.tab_dongs"),
        "gus": say("case_flow.tab_gus"),
        "stages": say("case_flow.tab_stages"),
        "cases": say("case_flow.tab_cases"),
        "closures": say("case_flow.tab_closures"),
        "months": say("case_flow.tab_months"),
    }
    return [names[name] for name in sheets]


def by_dong(flow: CaseFlow, dongs: Measured) -> Sheet:
    """Every Dong in scope with all measures, in the map's order."""
    say = flow.say
    frame = flow.dongs.reindex(dongs.rows.index)
    made = pd.DataFrame(
        {
            "gu_name": dongs.rows["gu_name"],
            "dong_name": dongs.rows["name"],
            **{name: frame[name] for name in SHOWN},
            "note": _notes(flow, frame),
        }
    )
    labels = {"gu_name": say("controls.gu"), "dong_name": say("controls.dong")}
    title = say("case_flow.dong_table", place=flow.scope_name)
    return Sheet("dongs", title, made, _dated(flow) | labels, _units(flow))


def by_gu(flow: CaseFlow) -> Sheet:
    """Every Gu with all measures, the one with the most that got nothing first."""
    say, frame = flow.say, flow.gus
    made = pd.DataFrame(
        {
            "gu_name": frame["name"],
            **{name: frame[name] for name in SHOWN},
            "note": _notes(flow, frame),
        }
    ).sort_values("nothing_rate", ascending=False, kind="stable")
    title = say("case_flow.gu_table", place=flow.scope_name)
    labels = _dated(flow) | {"gu_name": say("controls.gu")}
    return Sheet("gus", title, made, labels, _units(flow))


def months(flow: CaseFlow) -> Sheet:
    """Every month of the place: what the charts by month draw."""
    say = flow.say
    frame = flow.months
    names = ("flagged_count", "nothing_rate", "days_to_first_attempt", *FIRST, *WAITING, *WORK)
    pending = ~frame["is_complete"].astype(bool)
    hidden = frame[["flagged_count", *WAITING]].isna().any(axis=1)
    notes = pd.Series("", index=frame.index)
    notes = notes.mask(
        hidden, say("channels.some_hidden") if flow.is_open else say("state.missing")
    )
    notes = notes.mask(pending, say("case_flow.pending"))
    made = pd.DataFrame(
        {
            "month": frame["month"].dt.strftime("%Y-%m"),
            **{name: frame[name].astype("Float64").astype(float) for name in names},
            "note": notes,
        }
    )
    return Sheet(
        name="months",
        title=say("case_flow.month_table", place=flow.place_name),
        frame=made,
        labels=_labels(flow) | {"month": say("controls.month")},
        units=_units(flow),
    )


def meanings(flow: CaseFlow) -> dict[str, str]:
    """What each numeric column of the tables means."""
    say, language = flow.say, flow.say.language
    made = {
        name: read.meaning(name, language)
        for name in (*SHOWN, *FLOW, "closure_count")
        if name != "cases_per_fte"
    }
    return made | {
        "days_to_first_visit": say("first_visit.meaning"),
        "cases_per_fte": say("case_flow.caseload_meaning"),
        "fte": say("case_flow.fte_meaning"),
        "flagged_share": say("case_flow.flagged_share_meaning"),
        "previous_share": say("case_flow.previous_share_meaning"),
        "closure_share": say("case_flow.closure_share_meaning"),
        "household_count": say("case_flow.stage_meaning"),
    }


def _labels(flow: CaseFlow) -> dict[str, str]:
    return {
        **measures.labels(flow.say, SHOWN),
        "fte": flow.say("case_flow.fte"),
        "note": flow.say("table.note"),
    }


def _dated(flow: CaseFlow) -> dict[str, str]:
    """The headers of a table that mixes months: each names those that it speaks of."""
    labels = _labels(flow)
    return labels | {
        name: f"{labels[name]} · {drawn.when(flow, name, is_short=True)}" for name in SHOWN
    }


def _units(flow: CaseFlow) -> dict[str, str]:
    say = flow.say
    households = ("flagged_count", "nothing_count", "repeat_flag_count", "repeat_unserved_count",
                  "untried_count", "no_contact_count", "first_visit_count")  # fmt: skip
    return {
        **dict.fromkeys(households, say("case_flow.households")),
        "missing_address_count": say("case_flow.cases"),
        "open_end_count": say("case_flow.cases"),
        "cases_per_fte": say("case_flow.cases"),
        **dict.fromkeys(("days_to_first_attempt", "days_to_first_visit"), say("case_flow.days")),
    }


def _notes(flow: CaseFlow, frame: pd.DataFrame) -> list[str]:
    """Why cells of a row are empty."""
    say = flow.say
    is_there = frame["has_row"].fillna(False).astype(bool)
    empty = frame[list(SHOWN)].isna()
    pending = not flow.is_outcome_known
    checked = [name for name in SHOWN if name != "fte" and not (pending and name in OUTCOMES)]
    is_hidden = empty[checked].any(axis=1) & flow.is_open
    reasons = (
        (say("channels.some_hidden"), is_hidden),
        (say("case_flow.pending"), pd.Series(pending, index=frame.index)),
        (say("case_flow.no_staff_record"), empty["fte"]),
        (say("case_flow.nobody_flagged"), frame["flagged_count"].eq(0)),
    )
    texts = pd.Series("", index=frame.index)
    for text, applies in reasons:
        texts = texts.mask(applies, texts.where(texts == "", texts + " · ") + text)
    return list(texts.where(is_there, say("state.missing")))
