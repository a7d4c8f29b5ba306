"""The sections of the page, drawn in their order; each says why it is empty where it is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import blocks, filters, grids, sheets
from dashboard.drawn import Drawn
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.takeaway import Sheet
from dashboard.trial import (
    checking,
    claims,
    effects,
    on_map,
    rows,
    surveys,
    tables,
    taking_apart,
    telling,
    words,
)
from dashboard.trial.rows import Trial
from pipelines.read import BuildInfo

# what fits above the fold of an office screen; there is a row more in a Gu
_MAP_HEIGHT, _WAY_HEIGHT = 446, 48
_Made = tuple[str, Drawn | None]


def draw_choices(selection: Selection, info: BuildInfo, dongs: dict[str, str]) -> tuple[str, str]:
    """Draw the choice of the comparison, of the map and of a Dong; (comparison, map).

    Where all joined at once there is but one map, and nothing to compare.
    """
    say = selection.scope.words
    if not rows.is_staggered(selection.scope, info):
        filters.dong_picker(selection, dongs)
        return rows.COMPARISONS[0], on_map.COHORTS
    what, which, where = st.container(key="choices").columns([1.5, 1.6, 1.3])
    with what:
        names = rows.comparison_names(selection.scope, info)
        comparison = filters.choice(
            "comparison", say("trial_outcomes.comparison"), names, is_list=True
        )
    with which:
        maps = on_map.names(say, comparison, is_open=selection.scope.release == "open")
        kind = filters.choice("arms", say("trial_outcomes.map"), maps)
    with where:
        filters.dong_picker(selection, dongs)
    return comparison, kind


def map_height(trial: Trial) -> int:
    """The height of the map in pixels."""
    return _MAP_HEIGHT - (_WAY_HEIGHT if trial.selection.gu else 0)


def draw_panel(trial: Trial) -> list[Drawn]:
    """Draw the event study beside the map; the clock where there is nothing to compare."""
    say = trial.say
    if not trial.is_staggered:
        return _draw((say("trial_outcomes.clock_title"), checking.clock(trial)), say)
    drawn = effects.event_study(trial, height=map_height(trial) - 156)
    title = say("trial_outcomes.tab_event_study")
    period = telling.period_note(trial)
    made = _draw((title, drawn), say, period)
    notes = [period if drawn else "", telling.controls_note(trial)]
    if trial.outcome in words.EFFORTS:
        notes.append(say("trial_outcomes.effort_note"))
    if text := " ".join(filter(None, notes)):
        st.caption(blocks.plain(text))
    return made


def draw_effects(trial: Trial) -> list[Drawn]:
    """Draw a sentence for each outcome, the estimators, and what chance gives or the cohorts."""
    say = trial.say
    st.subheader(blocks.plain(telling.comparison_heading(trial)), anchor=False)
    for heading, sentences in telling.all_sentences(trial):
        lines = "\n".join(f"- {blocks.plain(sentence)}" for sentence in sentences)
        st.markdown(f"**{blocks.plain(heading)}**\n\n{lines}")
    chance = (say("trial_outcomes.tab_permutations"), effects.permutations(trial))
    cohorts = (say("trial_outcomes.tab_cohorts"), effects.cohorts(trial))
    second = chance if chance[1] or not cohorts[1] else cohorts
    return _pair(
        trial, "effects", (say("trial_outcomes.tab_estimators"), effects.estimators(trial)), second
    )


def draw_checks(trial: Trial) -> list[Drawn]:
    """Draw the control clock, balance at baseline, and the effect under each check."""
    say = trial.say
    st.subheader(blocks.plain(say("trial_outcomes.checks_heading")), anchor=False)
    made = _pair(
        trial,
        "clock",
        (say("trial_outcomes.clock_title"), checking.clock(trial)),
        (say("trial_outcomes.tab_balance"), checking.balance(trial)),
    )
    return made + _draw((say("trial_outcomes.tab_checks"), checking.checks(trial)), say)


def draw_decomposition(trial: Trial) -> list[Drawn]:
    """Draw the growth of finds, cases or links taken apart."""
    say = trial.say
    st.subheader(blocks.plain(say("trial_outcomes.decomposition_heading")), anchor=False)
    decomposed, year = taking_apart.choose(trial)
    title = say("trial_outcomes.tab_by_group")
    drawn = taking_apart.decomposition(trial, decomposed, year)
    return _draw((title, drawn), say, _absence(trial))


def draw_claims(trial: Trial) -> None:
    """Draw the programme's figures beside what the data give."""
    say, made = trial.say, claims.ledger(trial)
    st.subheader(blocks.plain(say("trial_outcomes.claims_title")), anchor=False)
    if made is None:
        blocks.empty(_absence(trial))
        return
    blocks.sentence(claims.summary(trial))
    grids.grid(made.frame, made.labels, {}, wide=("months",))


def draw_surveys(trial: Trial) -> list[Drawn]:
    """Draw the answers of three waves, and the effects on them."""
    say = trial.say
    st.subheader(blocks.plain(say("trial_outcomes.surveys_heading")), anchor=False)
    made = _draw((say("trial_outcomes.tab_surveys"), surveys.scores(trial)), say, _absence(trial))
    sizes = surveys.effect_sizes(trial)
    return made + (_draw((say("trial_outcomes.tab_survey_effects"), sizes), say) if sizes else [])


def draw_tables(trial: Trial, made: dict[str, Sheet]) -> None:
    """Draw the tables behind tabs."""
    if not made:
        return
    meanings = tables.meanings()[trial.say.language]
    for tab, sheet in zip(
        blocks.sections(tables.tab_names(trial, made)), made.values(), strict=True
    ):
        with tab:
            sheets.draw(sheet, meanings, decimals=3)


def draw_nothing(say: Words, scope: Scope) -> None:
    """Say that this build holds no evaluation, and what to do."""
    command = f"dabokdong estimate -d {scope.deployment}"
    blocks.empty(say("trial_outcomes.run_estimate", command=command))


def _absence(trial: Trial) -> str:
    """Why a table that is internal, or empty, shows nothing."""
    say = trial.say
    return say("trial_outcomes.internal") if trial.is_open else say("trial_outcomes.nothing")


def _pair(trial: Trial, name: str, first: _Made, second: _Made) -> list[Drawn]:
    """Two charts beside each other; one under the other on a narrow screen."""
    places: Sequence[DeltaGenerator] = st.container(key=f"pair_trial_{name}").columns(2)
    found: list[Drawn] = []
    for place, made in zip(places, (first, second), strict=True):
        with place:
            found += _draw(made, trial.say, _absence(trial))
    return found


def _draw(made: _Made, say: Words, absence: str = "") -> list[Drawn]:
    """Draw a chart and its sentences, or its title and why it is not there."""
    title, drawn = made
    if drawn is None:
        st.markdown(f"**{blocks.plain(title)}**")
        blocks.empty(absence or say("trial_outcomes.nothing"))
        return []
    blocks.chart(drawn.title, drawn.figure, key=f"trial_{drawn.name}")
    for sentence in drawn.sentences:
        st.caption(blocks.plain(sentence))
    return [drawn]
