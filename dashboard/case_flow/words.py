"""What stands under the board: definitions, what to keep in mind, and what can be taken away."""

from __future__ import annotations

from dashboard import data, maps
from dashboard.case_flow import drawn, measures, rows
from dashboard.case_flow.headline import headline
from dashboard.case_flow.rows import CaseFlow
from dashboard.caveats import definitions, sources
from dashboard.drawn import Drawn
from dashboard.measured import Measured
from dashboard.measured_map import part_of
from dashboard.takeaway import Package, Sheet
from dashboard.takeaway.package import key_figures
from pipelines import read

DEFINED = ("flagged_count", "contacted_count", "visited_count", "journey_linked_count",
           "journey_supported_count", "nothing_count", "repeat_flag_count",
           "repeat_unserved_count", "untried_count", "no_contact_count", "missing_address_count",
           "days_to_first_attempt", "journey_track", "closure_count")  # fmt: skip


def figures(flow: CaseFlow) -> dict[str, tuple[str, str]]:
    """Text and meaning of the key figures, by label."""
    language = flow.say.language
    made = {}
    for name in ("nothing_rate", "repeat_flag_rate", "days_to_first_attempt",
                 "days_to_first_visit", "cases_per_fte"):  # fmt: skip
        measure = measures.measure_of(flow.selection.scope, name)
        meaning = read.meaning(name, language) if name == "repeat_flag_rate" else measure.meaning
        made[measure.label] = (rows.text_of(flow, name), f"{meaning} ({drawn.when(flow, name)})")
    return made


def caveats(flow: CaseFlow) -> list[str]:
    """Definitions, the months that are followed, the national figures, where the data are from."""
    say, language = flow.say, flow.say.language
    names = {
        **read.labels("flags_by_dong_month", language),
        **read.labels("queues_by_dong_month", language),
        **read.labels("journeys_by_dong_month", language),
        **read.labels("closures_by_dong_month", language),
    }
    sentences = definitions(say, names, DEFINED)
    first = read.labels("first_visits_by_dong_month", language)["days_to_first_visit"]
    sentences.append(say("caveat.definition", term=first, meaning=say("first_visit.meaning")))
    caseload, meaning = say("case_flow.caseload"), say("case_flow.caseload_meaning")
    sentences.append(say("caveat.definition", term=caseload, meaning=meaning))
    sentences.append(say("case_flow.caveat_cohort", months=flow.cohorts.text(say)))
    sentences.append(say("case_flow.caveat_twice"))
    source = data.claims().loc["national_flagged", "source" if language == "en" else "source_ko"]
    sentences.append(say("case_flow.caveat_national", source=source))
    sentences.append(say("case_flow.caveat_no_case"))
    sentences.append(say("case_flow.caveat_first_year"))
    if flow.is_open:
        sentences += [say("caveat.open"), say("case_flow.caveat_open")]
    return [*sentences, *sources(say, flow.info)]


def package(
    flow: CaseFlow,
    dongs: Measured,
    view: maps.View,
    charts: list[Drawn],
    sheets: dict[str, Sheet],
) -> Package:
    """All that the page shows, to be taken away."""
    say = flow.say
    return Package(
        page="case_flow",
        title=say("case_flow.question"),
        answer=headline(flow),
        selection=flow.selection,
        info=flow.info,
        place_name=flow.place_name,
        sheets=tuple(sheet for sheet in sheets.values() if len(sheet.frame)),
        maps=(
            part_of(
                dongs,
                say(
                    "case_flow.map_title",
                    place=flow.scope_name,
                    measure=dongs.measure.label,
                    period=drawn.when(flow, dongs.measure.name),
                ),
                view,
            ),
        ),
        charts=tuple(chart.part for chart in charts),
        caveats=tuple(caveats(flow)),
        figures=key_figures(figures(flow)),
    )
