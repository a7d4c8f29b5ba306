"""The measures of the board: which there are, of which months each speaks, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard import measured
from dashboard.filters import Scope
from dashboard.i18n import Words
from dashboard.measured import Measure
from pipelines import read

MEASURES = ("nothing_rate", "repeat_flag_count", "untried_count", "no_contact_count",
            "missing_address_count", "days_to_first_attempt", "days_to_first_visit",
            "cases_per_fte")  # fmt: skip
"""Of each more is worse."""
TRACKS: tuple[read.Track, ...] = ("all", "general", "intensive", "none")
# of the cohort months; known when their outcome windows are over
OUTCOMES = ("nothing_count", "nothing_rate", "days_to_first_attempt")
COHORT = ("flagged_count", *OUTCOMES)
# of the chosen month: what came in, and what waits as it ends
QUEUES = ("repeat_flag_count", "repeat_unserved_count", "untried_count", "no_contact_count",
          "missing_address_count")  # fmt: skip
WAITING = ("repeat_flag_count", "untried_count", "no_contact_count", "missing_address_count")
# of the period: first visits are counted in the month in which they were made
FIRST = ("first_visit_count", "days_to_first_visit")
WORK = ("open_end_count", "fte", "cases_per_fte")


def names(scope: Scope) -> dict[str, str]:
    """The names of the measures that the page offers."""
    return {name: measure_of(scope, name).label for name in MEASURES}


def measure_of(scope: Scope, name: str) -> Measure:
    """A measure with this page's words for a value that is absent."""
    say = scope.words
    if name == "cases_per_fte":
        return Measure(
            name=name,
            label=say("case_flow.caseload"),
            meaning=say("case_flow.caseload_meaning"),
            unit="case",
            is_rate=False,
            is_more_worse=True,
            absent={
                "missing": say("case_flow.no_staff_record"),
                "undefined": say("case_flow.no_staff"),
            },
        )
    found = measured.measure(name, say.language, is_more_worse=True)
    absent = {"undefined": say("case_flow.nobody_flagged")}
    if name == "days_to_first_attempt":
        absent = {"undefined": say("case_flow.nobody_tried")}
    if name == "days_to_first_visit":
        absent = {"undefined": say("channels.no_first_visit")}
        found = replace(found, meaning=say("first_visit.meaning"))
    return replace(found, absent=absent)


def labels(say: Words, names: tuple[str, ...]) -> Mapping[str, str]:
    """The label of each measure, by name."""
    language = say.language
    queues = read.labels("queues_by_dong_month", language)
    flags = read.labels("flags_by_dong_month", language)
    work = {
        **read.labels("case_flow_by_dong_month", language),
        **read.labels("staff_by_dong_month", language),
        **read.labels("first_visits_by_dong_month", language),
        "cases_per_fte": say("case_flow.caseload"),
    }
    return {name: {**work, **flags, **queues}[name] for name in names}
