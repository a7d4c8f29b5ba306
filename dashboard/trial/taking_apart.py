"""Finds = staff x visits per worker x finds per visit: how much of the growth is more staff."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import data, formats
from dashboard.drawn import Drawn
from dashboard.filters import choice
from dashboard.i18n import Words
from dashboard.keeping import kept
from dashboard.tabular import records
from dashboard.trial import part_plots
from dashboard.trial.rows import Row, Trial
from pipelines import read

FACTORS = ("staff", "visits_per_worker", "yield")
# the figures that Suyeong-gu published; its Gu code
_PUBLIC = {"total_ratio": "suyeong_finds_ratio", "staff_ratio": "suyeong_staff_ratio",
           "visits_per_worker_ratio": "suyeong_visits_per_worker_ratio",
           "yield_ratio": "suyeong_finds_per_visit_ratio"}  # fmt: skip
SUYEONG = "26500"
_PUBLIC_YEAR = 2016


def choose(trial: Trial) -> tuple[str, int]:
    """Draw the choice of what is taken apart and of the year, part of the address; both."""
    say = trial.say
    names = read.values("decomposed", say.language)
    what, when = st.container(key="apart").columns([1, 2])
    with what:
        decomposed = choice("decomposed", say("trial_outcomes.decomposed"), names)
    known = years(trial)
    if len(known) < 2:
        return decomposed, known[0] if known else _PUBLIC_YEAR
    with when:
        texts = {str(year): formats.year(date(year, 1, 1), say.language) for year in known}
        year = choice("year", say("trial_outcomes.year"), texts)
    return decomposed, int(year)


def years(trial: Trial) -> list[int]:
    """The years that can be taken apart, the last first."""
    groups = trial.tables.get("trial_decomposition_by_group")
    held = set() if groups is None else {int(year) for year in groups["fiscal_year"].unique()}
    return sorted(held, reverse=True)


def decomposition(trial: Trial, decomposed: str, year: int) -> Drawn | None:
    """The groups in a year, Suyeong-gu's and its public figures; None where there are none."""
    return _decomposition(trial, *trial.key, decomposed, year)


@kept(40, aside=1)
def _decomposition(
    trial: Trial, deployment: str, version: str, release: str, language: str, decomposed: str,
    year: int,
) -> Drawn | None:  # fmt: skip
    lines = _lines(trial, decomposed, year)
    if not lines:
        return None
    say = trial.say
    names = factor_names(say)
    rows = [
        {
            "label": label,
            "part": factor,
            "value": float(row[f"{factor}_part"]) if is_exact(row) else 0.0,
            "hover": f"{label} · {names[factor]} {_ratio(row[f'{factor}_ratio'])}"
            if is_exact(row)
            else f"{label} · {state_text(say, row)}",
        }
        for label, row in lines
        for factor in FACTORS
    ]
    figure = part_plots.log_parts(
        pd.DataFrame(rows), names, ends={label: text(say, row) for label, row in lines}
    )
    title = say(
        "trial_outcomes.decomposition_title",
        what=read.values("decomposed", say.language)[decomposed],
        year=formats.year(date(year, 1, 1), say.language),
    )
    return Drawn("decomposition", title, figure, tuple(_notes(trial, decomposed)))


def _lines(trial: Trial, decomposed: str, year: int) -> list[tuple[str, Row]]:
    """(label, row): groups in order, then Suyeong-gu's own, then what it published of 2016."""
    say = trial.say
    groups = trial.tables.get("trial_decomposition_by_group")
    if groups is None or groups.empty:
        return []
    names = read.values("dong_group", say.language)
    own = groups[(groups["decomposed"] == decomposed) & (groups["fiscal_year"] == year)]
    if own.empty:
        return []
    ordered = sorted(records(own), key=lambda row: list(names).index(row["dong_group"]))
    found = [(_label(say, names[row["dong_group"]], row), row) for row in ordered]
    if decomposed != "finds" or SUYEONG not in trial.gu_names:
        return found
    by_gu = trial.tables["trial_decomposition_by_gu"]
    is_own = (by_gu["gu_code"] == SUYEONG) & (by_gu["decomposed"] == decomposed)
    for row in records(by_gu[is_own & (by_gu["fiscal_year"] == year)]):
        found.append((_label(say, trial.gu_names[SUYEONG], row), row))
    return [*found, (say("trial_outcomes.suyeong_public"), public_figures())]


def _label(say: Words, name: str, row: Row) -> str:
    """A group or Gu, with the months compared and those they are compared with."""
    if pd.isna(row["first_month"]) or pd.isna(row["base_first_month"]):
        return name
    spans = [
        "–".join(f"{row[end]:%Y.%m}" for end in ends)
        for ends in (("base_first_month", "base_last_month"), ("first_month", "last_month"))
    ]
    return say("trial_outcomes.group_months", group=name, base=spans[0], after=spans[1])


def public_figures() -> Row:
    """Suyeong-gu's published ratios and their logs, as a row of a decomposition."""
    ledger = data.claims()["value"]
    row: Row = {name: float(ledger[claim]) for name, claim in _PUBLIC.items()}
    row |= {f"{factor}_part": math.log(row[f"{factor}_ratio"]) for factor in FACTORS}
    return {**row, "decomposition_state": "exact"}


def is_exact(row: Row) -> bool:
    """Whether the growth could be taken apart."""
    return bool(row["decomposition_state"] == "exact")


def text(say: Words, row: Row) -> str:
    """The ratios: x3.80 = x8.60 . x0.930 . x0.475; or why there are none."""
    if not is_exact(row):
        return state_text(say, row)
    factors = " · ".join(_ratio(row[f"{factor}_ratio"]) for factor in FACTORS)
    return f"{_ratio(row['total_ratio'])} = {factors}"


def state_text(say: Words, row: Row) -> str:
    """Why a growth was not taken apart."""
    return read.values("decomposition_state", say.language)[row["decomposition_state"]]


def factor_names(say: Words) -> dict[str, str]:
    """The three factors in words."""
    return {
        "staff": say("trial_outcomes.staff"),
        "visits_per_worker": say("trial_outcomes.visits_per_worker"),
        "yield": say("trial_outcomes.yield"),
    }


def _notes(trial: Trial, decomposed: str) -> list[str]:
    say = trial.say
    notes = [say("trial_outcomes.decomposition_note")]
    if decomposed == "finds" and SUYEONG in trial.gu_names:
        notes.append(say("trial_outcomes.suyeong_note"))
    return notes


def _ratio(value: object) -> str:
    """A ratio to three significant digits."""
    number = float(str(value))
    digits = max(0, 2 - math.floor(math.log10(number))) if number > 0 else 0
    return f"×{number:.{min(digits, 3)}f}"
