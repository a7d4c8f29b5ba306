"""The tables of the page: the same numbers as its charts, on the screen and in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard.i18n import Words
from dashboard.keeping import kept
from dashboard.tabular import records
from dashboard.takeaway import Sheet
from dashboard.trial import claims, words
from dashboard.trial.on_map import comparison_label, outcome_label
from dashboard.trial.rows import Row, Trial
from pipelines import read
from pipelines.schema import COLUMNS, ESTIMATES

_SCALED = ("att", "std_error", "ci_low", "ci_high", "mde")
# tables of the chosen outcome and comparison, as they are, with their columns
_PLAIN = {
    "trial_event_study": ("event_time", "att", "ci_low", "ci_high", "treated_dong_count"),
    "trial_effects_by_cohort": ("cohort_month", "att", "ci_low", "ci_high", "treated_dong_count",
                                "trial_refusal"),
    "trial_checks": ("trial_check", "check_step", "att", "ci_low", "ci_high", "p_value",
                     "trial_refusal"),
    "trial_clock_by_month": ("month", "untreated_dong_count", "touching_dong_count",
                             "treated_dong_count"),
    "trial_permutations": ("bin_low", "bin_high", "permutation_count", "observed_statistic"),
    "trial_balance": ("covariate", "treated_mean", "control_mean", "standardised_difference",
                      "support_share", "treated_dong_count", "control_dong_count"),
    "trial_donors_by_dong": ("gu_name", "dong_name", "donor_weight"),
    "trial_decomposition_by_group": ("decomposed", "dong_group", "fiscal_year", "total_ratio",
                                     "staff_ratio", "visits_per_worker_ratio", "yield_ratio",
                                     "staff_part", "visits_per_worker_part", "yield_part",
                                     "decomposition_state"),
    "trial_decomposition_by_gu": ("decomposed", "gu_name", "fiscal_year", "total_ratio",
                                  "staff_ratio", "visits_per_worker_ratio", "yield_ratio",
                                  "decomposition_state"),
    "trial_surveys": ("respondent_kind", "item", "wave", "arm", "wave_score", "wave_score_low",
                      "wave_score_high", "answered_count", "surveyed_dong_count",
                      "attrition_share"),
    "trial_survey_effects": ("respondent_kind", "item", "wave", "att", "ci_low", "ci_high",
                             "p_value", "p_holm", "effect_size", "effect_size_low",
                             "effect_size_high", "panel_effect", "panel_effect_low",
                             "panel_effect_high", "trial_refusal"),
}  # fmt: skip
_COLUMNS_OF = {name: {column.name for column in ESTIMATES[name].columns} for name in _PLAIN}


def every(trial: Trial) -> dict[str, Sheet]:
    """All tables that have rows, by name, in the order in which they stand; effects come first."""
    made = {"effects": effects(trial)} if trial.is_staggered else {}
    if ledger := claims.ledger(trial):
        made["claims"] = ledger
    for name in _PLAIN:
        columns = _COLUMNS_OF[name]
        outcome = trial.outcome if "trial_outcome" in columns else ""
        comparison = trial.comparison if "comparison" in columns else ""
        sheet = _plain(trial, name, *trial.key, outcome, comparison)
        if len(sheet.frame):
            made[sheet.name] = sheet
    return made


def effects(trial: Trial) -> Sheet:
    """Every effect of every comparison and outcome, those that the page shows first."""
    say, language = trial.say, trial.say.language
    rows = trial.tables["trial_effects"]
    is_other = (rows["trial_outcome"] != trial.outcome) | (rows["comparison"] != trial.comparison)
    is_second = ~rows["is_headline"].fillna(False).astype(bool)
    rows = rows.assign(is_other=is_other, is_second=is_second)
    rows = rows.sort_values(["is_other", "is_second"], kind="stable")
    factor = rows["trial_outcome"].map(lambda outcome: words.scaled(outcome, 1.0))
    numbers = {name: rows[name].astype(float) * factor for name in _SCALED}
    frame = pd.DataFrame(
        {
            "trial_outcome": rows["trial_outcome"].map(read.values("trial_outcome", language)),
            "comparison": rows["comparison"].map(read.values("comparison", language)),
            "estimator": rows["estimator"].map(read.values("estimator", language)),
            "unit": [words.unit_text(say, outcome) for outcome in rows["trial_outcome"]],
            **{name: numbers[name] for name in ("att", "ci_low", "ci_high")},
            "p_value": rows["p_value"].astype(float),
            "p_holm": rows["p_holm"].astype(float),
            "mde": numbers["mde"],
            "mde_share": rows["mde_share"].astype(float),
            "std_error": numbers["std_error"],
            "treated_dong_count": _floats(rows["treated_dong_count"]),
            "control_dong_count": _floats(rows["control_dong_count"]),
            "interval_method": rows["interval_method"].map(
                read.values("interval_method", language)
            ),
            "note": [_note(trial, row) for row in records(rows)],
        }
    )
    labels = {**_labels(trial, "trial_effects"), "unit": say("trial_outcomes.unit")}
    title = say(
        "trial_outcomes.effects_title",
        outcome=outcome_label(trial),
        comparison=comparison_label(trial),
    )
    return Sheet("effects", title, frame.reset_index(drop=True), labels)


def tab_names(trial: Trial, sheets: dict[str, Sheet]) -> list[str]:
    """The words on their tabs."""
    say = trial.say
    names = {
        "effects": say("trial_outcomes.tab_effects"),
        "claims": say("trial_outcomes.tab_claims"),
        **{name: _title(say, f"trial_{name}") for name in sheets if f"trial_{name}" in _PLAIN},
    }
    return [names[name] for name in sheets]


def meanings() -> dict[str, dict[str, str]]:
    """What each numeric column means, by language and column."""
    numbers = {"p_value", "p_holm", "mde", "mde_share", *_SCALED}
    numbers |= {name for names in _PLAIN.values() for name in names if name in COLUMNS}
    return {
        language: {name: read.meaning(name, language) for name in sorted(numbers)}
        for language in ("ko", "en")
    }


@kept(200, aside=1)
def _plain(trial: Trial, table: str, *key: str) -> Sheet:
    """A table of the schema: codes in words, months as text, shares in points."""
    language, columns = trial.say.language, _PLAIN[table]
    rows = _rows(trial, table)
    named: dict[str, Mapping[Any, str]] = {
        "gu_name": trial.gu_names,
        "dong_name": trial.dongs["name"].to_dict(),
    }
    frame = pd.DataFrame(index=rows.index)
    for name in columns:
        if name in named:
            frame[name] = rows[name.replace("name", "code")].map(named[name]).astype(object)
            continue
        entry, values = COLUMNS[name], rows[name]
        if entry.vocabulary:
            mapped = values.map(read.values(entry.vocabulary, language)).astype(object)
            frame[name] = mapped.where(values.notna(), "")
        elif entry.type == "month":
            frame[name] = pd.to_datetime(values).dt.strftime("%Y-%m")
        else:
            frame[name] = _floats(values)
    if "trial_outcome" in rows and len(rows):
        own = [name for name in _SCALED if name in frame]
        frame[own] = frame[own] * words.scaled(trial.outcome, 1.0)
    title = _title(trial.say, table)
    return Sheet(table.removeprefix("trial_"), title, frame, _labels(trial, table))


def _rows(trial: Trial, table: str) -> pd.DataFrame:
    """What the page shows of a table: of the chosen outcome and comparison, where it has them."""
    rows = trial.tables.get(table)
    if rows is None:
        return pd.DataFrame(columns=list(read.labels(table, trial.say.language)))
    if "trial_outcome" in rows:
        rows = trial.of_outcome(table)
    elif "comparison" in rows:
        rows = rows[rows["comparison"] == trial.comparison]
    if table == "trial_donors_by_dong":
        rows = rows[rows["donor_weight"] > 0].sort_values("donor_weight", ascending=False)
    return rows.reset_index(drop=True)


def _title(say: Words, table: str) -> str:
    """What a table is called."""
    return {
        "trial_event_study": say("trial_outcomes.tab_event_study"),
        "trial_effects_by_cohort": say("trial_outcomes.tab_cohorts"),
        "trial_checks": say("trial_outcomes.tab_checks"),
        "trial_clock_by_month": say("trial_outcomes.tab_clock"),
        "trial_permutations": say("trial_outcomes.tab_permutations"),
        "trial_balance": say("trial_outcomes.tab_balance"),
        "trial_donors_by_dong": say("trial_outcomes.tab_donors"),
        "trial_decomposition_by_group": say("trial_outcomes.tab_by_group"),
        "trial_decomposition_by_gu": say("trial_outcomes.tab_by_gu"),
        "trial_surveys": say("trial_outcomes.tab_surveys"),
        "trial_survey_effects": say("trial_outcomes.tab_survey_effects"),
    }[table]


def _labels(trial: Trial, table: str) -> dict[str, str]:
    say = trial.say
    return {
        **read.labels(table, say.language),
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "note": say("table.note"),
    }


def _note(trial: Trial, row: Row) -> str:
    """What an effect is: of the plan or not, the headline or not, refused and why."""
    say = trial.say
    marks = {
        "is_headline": say("trial_outcomes.mark_headline"),
        "is_primary": say("trial_outcomes.mark_primary"),
        "is_exploratory": say("trial_outcomes.mark_exploratory"),
    }
    found = [mark for name, mark in marks.items() if row[name] is True]
    if pd.notna(row["trial_refusal"]):
        found.append(words.refusal(say, row["trial_refusal"]))
    return " · ".join(found)


def _floats(values: pd.Series) -> pd.Series:
    return pd.Series(values.to_numpy(float, na_value=np.nan), index=values.index)
