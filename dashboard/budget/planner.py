"""The planner: what is asked on the left, who loses and what moves on the right, then pictures.

It runs again alone when one of its own controls is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dashboard import blocks, data, filters, formats, sheets
from dashboard.budget import (
    plan_files,
    plan_pictures,
    plan_tables,
    planned,
    side_by_side,
    solving,
)
from dashboard.budget.asking import ask
from dashboard.budget.drawing import draw
from dashboard.budget.planned import Planned
from dashboard.budget.rows import Balance
from dashboard.budget.solving import Solved
from pipelines import read

_AGAIN = 0.5  # seconds, after which a plan being made is looked at again
_MAP_HEIGHT = 420


def draw_planner(balance: Balance, dongs: Mapping[str, str]) -> None:
    """Draw the planner; while a plan is being made beside the page, it looks again by itself."""
    running = solving.job()
    is_waiting = running is not None and running.is_running
    part = st.fragment(_draw, run_every=_AGAIN if is_waiting else None)
    part(balance, dict(dongs))


def _draw(balance: Balance, dongs: dict[str, str]) -> None:
    say = balance.say
    st.subheader(blocks.plain(say("budget.planner_heading")), anchor=False)
    left, right = st.container(key="pair_planner").columns([2, 5], gap="large")
    with left:
        request = ask(balance, dongs)
    with right:
        solved = _solved(balance, request)
        if solved is None:
            filters.write_address()
            return
        found = Planned(balance, solved, dongs)
        _say(found)
        if found.plan.moves:
            _draw_losers(found)
            _draw_moves(found)
    if found.plan.moves:
        # the words are on the screen while the frontier is worked out
        _draw_pictures(replace(found, solved=solving.with_frontier(balance, solved)))
    side_by_side.draw(found)
    filters.write_address()


def _solved(balance: Balance, request: read.PlanRequest) -> Solved | None:
    """The plan: made now, made before, or begun by a button; None while there is none."""
    if solving.is_quick(balance):
        return solving.solve(balance, request)
    say = balance.say
    job = solving.job_of(balance, request)
    if job is None or job.future is None:
        _offer_to_solve(balance, request, say("budget.long_solve"))
        return None
    if job.is_running:
        _draw_progress(balance, job)
        return None
    if filters.remembered("plan_seen") is not job:
        # once more with the whole page, which then no longer looks again by itself
        filters.remember("plan_seen", job)
        st.rerun()
    found = job.future.result()
    if found.plan.state == "stopped":
        _offer_to_solve(balance, request, say("budget.plan_stopped"))
        return None
    return found


def _offer_to_solve(balance: Balance, request: read.PlanRequest, sentence: str) -> None:
    """The button that begins a long solve, under why there is no plan yet."""
    blocks.sentence(sentence)
    if st.button(balance.say("budget.solve"), key="plan_solve"):
        solving.start(balance, request)
        st.rerun()


def _draw_progress(balance: Balance, job: solving.Job) -> None:
    """What is done so far: parts, and within a part what it is made of; and the way to stop."""
    say = balance.say
    about = {"done": say.number(job.done), "of": say.number(job.of)}
    parts = {
        "plan": say("budget.part_plan", limit=say.number(job.request.time_limit_s)),
        "draws": say("budget.part_draws", **about),
        "frontier": say("budget.part_frontier", **about),
    }
    blocks.sentence(say("budget.solving", seconds=say.number(int(job.seconds))))
    place = say("budget.part", n=say.number(solving.PARTS.index(job.part) + 1),
                parts=say.number(len(solving.PARTS)), part=parts[job.part])  # fmt: skip
    st.progress(min(job.share_done, 1.0), text=blocks.plain(place))
    st.button(say("budget.stop"), key="plan_stop", on_click=solving.stop)


def _say(found: Planned) -> None:
    """What the plan comes to; what clashes; what a reader must know."""
    say, plan = found.say, found.plan
    if plan.state == "infeasible":
        st.warning(blocks.plain(planned.answer(found)))
        lines = planned.clashes(found)
        st.markdown("\n".join(f"- {blocks.plain(line)}" for line in lines))
        blocks.sentence(say("budget.clash_hint"))
    else:
        st.markdown(f"**{blocks.plain(planned.answer(found))}**")
    for note in (*planned.regrets(found), *planned.notes(found)):
        st.caption(blocks.plain(note))


def _draw_losers(found: Planned) -> None:
    """Who loses, by how much and why, first."""
    say = found.say
    st.markdown(f"**{blocks.plain(say('budget.losers_title'))}**")
    blocks.sentences(planned.losses(found))
    if found.plan.losers:
        sheets.draw_whole(_untitled(plan_tables.losers(found)), say, plan_tables.meanings(say))


def _draw_moves(found: Planned) -> None:
    """The moves that are advised, and apart from them those that are not."""
    say, request = found.say, found.plan.request
    advised, doubtful = (plan_tables.moves(found, is_advised=one) for one in (True, False))
    if len(advised.frame):
        st.markdown(f"**{blocks.plain(advised.title)}**")
        sheets.draw_whole(_untitled(advised), say, {})
    if len(doubtful.frame):
        share = formats.percent(request.agreement_share, say.language, decimals=0)
        st.markdown(f"**{blocks.plain(doubtful.title)}**")
        st.caption(blocks.plain(say("budget.doubtful_note", share=share)))
        sheets.draw_whole(_untitled(doubtful), say, {})
    staff = plan_tables.staff(found)
    if len(staff.frame):
        st.markdown(f"**{blocks.plain(staff.title)}**")
        sheets.draw_whole(_untitled(staff), say, {})


def _untitled(sheet: plan_tables.Sheet) -> plan_tables.Sheet:
    return plan_tables.Sheet(sheet.name, "", sheet.frame, sheet.labels, sheet.units)


def _draw_pictures(found: Planned) -> None:
    """Before and after, the moves, the frontier; all of it to be taken away."""
    say, view = found.say, plan_pictures.before_and_after(found)
    st.markdown(f"**{blocks.plain(say('budget.maps_title', place=found.scope_name))}**")
    blocks.dong_map(
        say, data.shapes_url(found.balance.info), view,
        key="plan_map", on_click=lambda: None, height=_MAP_HEIGHT,
    )  # fmt: skip
    charts = [plan_pictures.sankey(found), plan_pictures.frontier(found)]
    for place, chart in zip(st.container(key="pair_plan").columns(2), charts, strict=True):
        with place:
            draw(chart)
    transfers = plan_tables.transfers(found)
    with st.expander(blocks.plain(transfers.title)):
        sheets.draw_whole(_untitled(transfers), say, {})
    plan_files.offer(found, charts, view)
