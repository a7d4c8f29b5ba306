"""The sentences under the title: the effect on the chosen outcome, and of how many it was found."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dashboard.trial import on_map, telling, words
from dashboard.trial.rows import Trial


def headline(trial: Trial) -> str:
    """What the roll-out did to the chosen outcome, or why that is not told."""
    say = trial.say
    if not trial.is_staggered:
        return say("trial_outcomes.not_staggered", place=trial.selection.scope.deployment_name)
    row = trial.headline()
    parts = [
        telling.sentence(trial, trial.outcome, row)
        if row
        else say(
            "trial_outcomes.not_compared",
            comparison=on_map.comparison_label(trial),
            outcome=on_map.outcome_label(trial),
        )
    ]
    if summary := primary_summary(trial):
        parts.append(summary)
    if trial.selection.dong:
        parts.append(_dong_sentence(trial, trial.selection.dong))
    return " ".join(parts)


def primary_summary(trial: Trial) -> str:
    """Of how many primary outcomes an effect was found; empty where none was looked at."""
    rows = [trial.headline(outcome) for outcome in trial.plan.primary]
    states = Counter(words.state(trial, row) for row in rows if row)
    if not states:
        return ""
    return trial.say(
        "trial_outcomes.summary",
        n=states.total(),
        **{name: states[name] for name in ("found", "none", "blind", "refused")},
    )


def _dong_sentence(trial: Trial, dong: str) -> str:
    """When the chosen Dong joined, and what it is in this comparison."""
    row = trial.dongs.loc[dong]
    role = on_map.role_text(trial.say, str(trial.compared[dong]))
    joined = on_map.joined_text(trial, row["cohort_month"], row["phase"])
    place = f"{row['gu_name']} {row['name']}" if pd.notna(row["name"]) else dong
    return trial.say("trial_outcomes.dong", dong=place, joined=joined, role=role)
