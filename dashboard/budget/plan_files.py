"""A plan to be taken away: saved as JSON, as a workbook with live formulas, as a memo; and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import maps, takeaway
from dashboard.budget import plan_tables
from dashboard.budget.memo import memo
from dashboard.budget.planned import Planned, answer, conditions, notes
from dashboard.drawn import Drawn
from dashboard.takeaway import MapPart, Package, Sheet, files
from dashboard.takeaway.offering import MIME
from pipelines import export, read


def package(planned: Planned, charts: Sequence[Drawn], view: maps.View) -> Package:
    """The plan's tables, charts, both maps (the view) and words for the usual menu of files."""
    balance, say = planned.balance, planned.say
    sheets: list[Sheet] = [plan_tables.places(planned)]
    sheets += [plan_tables.moves(planned, is_advised=advised) for advised in (True, False)]
    sheets += [plan_tables.transfers(planned), plan_tables.staff(planned)]
    return Package(
        page="budget_plan",
        title=say("budget.planner_heading"),
        answer=answer(planned),
        selection=balance.selection,
        info=balance.info,
        place_name=balance.place_name,
        sheets=tuple(sheet for sheet in sheets if len(sheet.frame)),
        maps=(_before_and_after(planned, sheets[0], view),),
        charts=tuple(chart.part for chart in charts),
        caveats=(*notes(planned), say("budget.caveat_need"), say("budget.caveat_plan")),
    )


def _before_and_after(planned: Planned, main: Sheet, view: maps.View) -> MapPart:
    """Both maps as one picture; the properties of its GeoJSON are the plan's numbers."""
    codes = [place.dong_code for place in planned.plan.places]
    title = planned.say("budget.maps_title", place=planned.scope_name)
    return MapPart(title, view, main.frame.set_axis(codes), main.labels)


def workbook(planned: Planned) -> bytes:
    """The plan as a workbook with live formulas (see `pipelines.export.plan_to_xlsx`)."""
    language = planned.say.language
    names = export.PlanNames(
        dongs={place.dong_code: planned.name(place.dong_code) for place in planned.plan.places},
        lines=read.values("line", language),
        reasons=read.values("move_reason", language),
    )
    return export.plan_to_xlsx(
        planned.plan,
        info=planned.balance.info,
        release=planned.balance.selection.scope.release,
        names=names,
        language=language,
        facts=[(planned.say("takeaway.answer"), answer(planned)), *conditions(planned)],
    )


def offer(planned: Planned, charts: Sequence[Drawn], view: maps.View) -> None:
    """Draw the buttons: memo, workbook with formulas, saved plan; and the usual menu."""
    say = planned.say
    whole = package(planned, charts, view)
    makers = {
        "pdf": (say("budget.take_memo"), partial(memo, planned)),
        "xlsx": (say("budget.take_workbook"), partial(workbook, planned)),
        "json": (say("budget.take_plan"), partial(saved, planned.plan)),
    }
    with st.container(horizontal=True, gap="small"):
        for extension, (label, make) in makers.items():
            name = files.name(whole, None, extension)
            st.download_button(
                label,
                make,
                file_name=name,
                mime=MIME.get(extension, "application/json"),
                key=f"plan_file_{extension}",
                on_click="ignore",
            )
        takeaway.offer(whole, key="takeaway_plan", label=say("budget.take_all"))


def saved(plan: read.Plan) -> bytes:
    """The plan as a file that this page loads again (see `pipelines.read.plan_to_json`)."""
    return read.plan_to_json(plan).encode()
