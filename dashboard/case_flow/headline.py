"""The sentences under the title: who got nothing, who was flagged before, and the country."""

from __future__ import annotations

import pandas as pd

from dashboard import data, formats
from dashboard.case_flow import rows, tables
from dashboard.case_flow.rows import CaseFlow


def headline(flow: CaseFlow) -> str:
    """The answer to whether flagged households got help, beside the national figures."""
    hidden = (flow.say("case_flow.dongs_hidden"),) if is_told_by_gu(flow) else ()
    return " ".join([_own(flow), *hidden, national(flow)])


def is_told_by_gu(flow: CaseFlow) -> bool:
    """Whether no Dong has a number of the chosen measure, some being hidden, and some Gu has."""
    name = flow.selection.measure
    states = set(rows.states(flow, flow.dongs, name))
    is_hidden = "suppressed" in states and "value" not in states
    return bool(is_hidden and flow.gus[name].notna().any() and tables.has_gus(flow))


def national(flow: CaseFlow) -> str:
    """What is published of the national system; the ledger of claims has the source."""
    say, ledger = flow.say, data.claims()["value"]
    return say(
        "case_flow.national",
        people=say.amount("person", ledger["national_flagged"], is_short=True),
        nothing=_percent(flow, ledger["national_nothing_share"]),
        repeat=_percent(flow, ledger["national_repeat_share"]),
    )


def _own(flow: CaseFlow) -> str:
    say, here = flow.say, flow.here
    about = {"period": flow.cohorts.text(say), "place": flow.place_name}
    if not flow.has_data:
        return say("case_flow.no_data", **about)
    if pd.isna(here["flagged_count"]):
        return say("case_flow.hidden", **about)
    if here["flagged_count"] == 0:
        return say("case_flow.nobody", **about)
    flagged = say.amount("household", here["flagged_count"], is_short=True)
    about["flagged"] = say("case_flow.about", count=flagged) if flow.is_open else flagged
    if flow.cohorts.count > 1:
        about["flagged"] = say("case_flow.once_a_month", count=about["flagged"])
    if not flow.is_outcome_known:
        return say("case_flow.not_over", **about)
    nothing, repeat = here["nothing_rate"], here["repeat_flag_rate"]
    if pd.isna(nothing) and pd.isna(repeat):
        return say("case_flow.outcome_hidden", **about)
    if pd.isna(repeat):
        return say("case_flow.nothing_only", nothing=_percent(flow, nothing), **about)
    if pd.isna(nothing):
        return say("case_flow.repeat_only", repeat=_percent(flow, repeat), **about)
    return say(
        "case_flow.both",
        nothing=_percent(flow, nothing),
        repeat=_percent(flow, repeat),
        **about,
    )


def _percent(flow: CaseFlow, rate: float) -> str:
    return formats.percent(float(rate), flow.say.language, decimals=0)
