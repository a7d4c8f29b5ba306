"""Plans kept side by side for as long as the session lasts, and plans loaded from a file."""

from __future__ import annotations

import streamlit as st

from dashboard import blocks, filters, formats, sheets
from dashboard.budget import plan_tables
from dashboard.budget.planned import Planned
from pipelines import read
from pipelines.errors import InputError

_NAME, _MOST = "plans", 8


def kept_plans() -> dict[str, read.Plan]:
    """The plans of this session by name, in the order in which they were kept."""
    found: dict[str, read.Plan] | None = filters.remembered(_NAME)
    return dict(found or {})


def keep(plan: read.Plan, name: str) -> None:
    """Keep a plan under a name; of more than eight the oldest goes, and none is kept twice."""
    plans = {known: own for known, own in kept_plans().items() if own != plan}
    plans[_free(name, plans)] = plan
    filters.remember(_NAME, dict(list(plans.items())[-_MOST:]))


def _free(name: str, taken: dict[str, read.Plan]) -> str:
    names = (name, *(f"{name} ({place})" for place in range(2, _MOST + 3)))
    return next(one for one in names if one not in taken)


def forget() -> None:
    """Let go of the kept plans."""
    filters.remember(_NAME, {})


def draw(found: Planned) -> None:
    """Draw the buttons, the file to load, and the kept plans beside this one."""
    say = found.say
    with st.expander(blocks.plain(say("budget.keep_heading")), expanded=bool(kept_plans())):
        left, right = st.columns(2)
        with left:
            if found.plan.moves:
                st.button(say("budget.keep"), key="plan_keep", on_click=keep,
                          args=(found.plan, _title(found)))  # fmt: skip
            if kept_plans():
                st.button(say("budget.forget"), key="plan_forget", on_click=forget)
        with right:
            _load(found)
        plans = kept_plans()
        if not plans:
            blocks.empty(say("budget.none_kept"))
            return
        shown = {say("budget.this_plan"): found.plan, **plans}
        sheet = plan_tables.compared(found, shown)
        sheets.draw(sheet, plan_tables.meanings(say))
        _draw_changes(found, shown)


def _title(found: Planned) -> str:
    """A name that tells plans apart: place, objective, and what is moved."""
    say, plan = found.say, found.plan
    goals = read.values("plan_objective", say.language)
    return say(
        "budget.plan_name",
        place=found.scope_name,
        goal=goals[plan.request.objective],
        won=formats.won(plan.moved_krw, say.language),
    )


def _load(found: Planned) -> None:
    """A plan saved before, taken up among the kept ones; what is none is said to be none."""
    say = found.say
    st.html(_uploader_words(say("budget.load_button")))
    given = st.file_uploader(say("budget.load"), type="json", key="plan_load")
    if given is None or filters.remembered("plan_loaded") == given.file_id:
        return
    filters.remember("plan_loaded", given.file_id)
    try:
        plan = read.plan_from_json(given.getvalue().decode("utf-8", errors="replace"))
    except InputError:
        st.warning(blocks.plain(say("budget.not_a_plan")))
        return
    keep(plan, given.name.removesuffix(".json"))
    if plan.build_id != found.balance.info.build_id:
        st.info(blocks.plain(say("budget.other_build", build=plan.build_id)))


def _draw_changes(found: Planned, plans: dict[str, read.Plan]) -> None:
    """What each plan changes for each Dong, the largest disagreement first."""
    say = found.say
    table = read.compare_plans(plans)
    changed = table[(table[list(plans)].fillna(0) != 0).any(axis=1)]
    order = changed.sort_values("difference_krw", ascending=False, kind="stable")
    frame = order[list(plans)].astype("Float64").astype(float)
    frame.insert(0, "dong_name", [found.name(str(code)) for code in order.index])
    sheet = plan_tables.Sheet("changes", say("budget.changes_title"), frame,
                              {"dong_name": say("controls.dong"),
                               **{name: name for name in plans}})  # fmt: skip
    sheets.draw(sheet, {})


def _uploader_words(text: str) -> str:
    """A style that puts our word in the place of Streamlit's own, which are English."""
    label = text.replace("\\", "").replace('"', "'").replace("<", "")
    return (
        '<style>[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }'
        '[data-testid="stFileUploaderDropzone"] button { font-size: 0; }'
        f'[data-testid="stFileUploaderDropzone"] button::after {{ content: "{label}"; '
        "font-size: 0.95rem; }</style>"
    )
