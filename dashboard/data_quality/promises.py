"""What each check promises, as a sentence in the reader's language.

A check's name is the promise in English (`pipelines/sql/checks/<name>.sql`); here stands what it
means to somebody who does not read SQL. Sums over Gu and Dongs have one form for all tables.
"""

from __future__ import annotations

import re

from dashboard.i18n import Words
from pipelines.schema import MARTS

_SUM = re.compile(r"(?P<subject>\w+)_by_(?P<place>gu|city)_adds_up_its_(?:dongs|gus)")


def sentence(say: Words, name: str) -> str:
    """The promise of the check of that name; its bare name where no sentence is known."""
    if match := _SUM.fullmatch(name):
        subject = _subject(match["subject"], say.language)
        if match["place"] == "gu":
            return say("promise.gu_adds_up", subject=subject)
        return say("promise.city_adds_up", subject=subject)
    return _sentences(say).get(name) or say("promise.unknown", name=name.replace("_", " "))


def _subject(name: str, language: str) -> str:
    """What a mart is about, without the place: the label before its bracket or comma."""
    mart = next(table for key, table in MARTS.items() if key.startswith(f"{name}_by_"))
    label = str(mart.ko if language == "ko" else mart.en)
    return label.rsplit("(", 1)[0] if language == "ko" else label.rsplit(",", 1)[0]


def _sentences(say: Words) -> dict[str, str]:
    """The sentence of every other check."""
    return {
        "activity_counts_every_record_once": say("promise.activity_counts_every_record_once"),
        "arms_follow_the_rollout": say("promise.arms_follow_the_rollout"),
        "case_flow_closes_for_every_dong_month": say(
            "promise.case_flow_closes_for_every_dong_month"
        ),
        "closures_are_the_cases_that_went": say("promise.closures_are_the_cases_that_went"),
        "every_frame_dong_has_every_month": say("promise.every_frame_dong_has_every_month"),
        "every_journey_stage_lies_within_the_one_before": say(
            "promise.every_journey_stage_lies_within_the_one_before"
        ),
        "every_record_counts_once": say("promise.every_record_counts_once"),
        "first_visits_add_up_over_channels": say("promise.first_visits_add_up_over_channels"),
        "flags_are_the_households_that_reports_name": say(
            "promise.flags_are_the_households_that_reports_name"
        ),
        "no_event_outside_its_dongs_validity": say("promise.no_event_outside_its_dongs_validity"),
        "no_money_without_a_rate": say("promise.no_money_without_a_rate"),
        "no_place_outside_the_deployment": say("promise.no_place_outside_the_deployment"),
        "no_record_outside_the_months": say("promise.no_record_outside_the_months"),
        "no_visit_before_its_case": say("promise.no_visit_before_its_case"),
        "open_cases_are_those_that_the_records_leave_open": say(
            "promise.open_cases_are_those_that_the_records_leave_open"
        ),
        "organisation_reach_counts_every_service_once": say(
            "promise.organisation_reach_counts_every_service_once"
        ),
        "queues_hold_whom_the_records_leave_waiting": say(
            "promise.queues_hold_whom_the_records_leave_waiting"
        ),
        "rates_lie_between_zero_and_one": say("promise.rates_lie_between_zero_and_one"),
        "reached_is_never_more_than_at_risk": say("promise.reached_is_never_more_than_at_risk"),
        "what_came_of_reports_is_part_of_them": say("promise.what_came_of_reports_is_part_of_them"),
    }
