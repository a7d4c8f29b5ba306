"""What the effects say: a sentence an outcome, and what a reader must know beside it."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.trial import words
from dashboard.trial.on_map import comparison_label
from dashboard.trial.rows import Row, Trial
from pipelines import read


def sentence(trial: Trial, outcome: str, row: Row) -> str:
    """An effect in words: what it is, how sure, and whether chance could have made it."""
    say, state = trial.say, words.state(trial, row)
    about = {"who": words.who(trial, row), "outcome": words.subject(say, outcome)}
    if state == "refused":
        reason = words.reason(say, row["trial_refusal"])
        return say("trial_outcomes.sentence_refused", reason=reason, **about)
    if pd.isna(row["ci_low"]) or pd.isna(row["ci_high"]):  # a point, where few are left to compare
        value = words.signed_amount(say, outcome, row["att"])
        return say("trial_outcomes.sentence_point", value=value, **about)
    about["range"] = words.interval(say, outcome, row["ci_low"], row["ci_high"])
    if state == "found":
        about["value"] = words.amount(say, outcome, row["att"])
        chance = words.chance_text(trial, row)
        if row["att"] > 0:
            return say("trial_outcomes.sentence_rose", chance=chance, **about)
        return say("trial_outcomes.sentence_fell", chance=chance, **about)
    about |= {
        "value": words.signed_amount(say, outcome, row["att"]),
        "least": words.least(trial, outcome, row),
        "chance": words.chance_text(trial, row),
    }
    if state == "none":
        level = formats.percent(trial.plan.level, say.language, decimals=0)
        return say("trial_outcomes.sentence_none", level=level, **about)
    return say("trial_outcomes.sentence_blind", **about)


def all_sentences(trial: Trial) -> list[tuple[str, list[str]]]:
    """(heading, sentences) of the comparison: primary, secondary, placebo, exploratory outcomes."""
    say, plan = trial.say, trial.plan
    names = read.values("trial_outcome", say.language)
    planned = {
        say("trial_outcomes.primary"): plan.primary,
        say("trial_outcomes.secondary"): plan.secondary,
        say("trial_outcomes.placebo"): plan.placebo,
        say("trial_outcomes.exploratory"): tuple(c for c in names if c not in plan.outcomes),
    }
    found = []
    for heading, outcomes in planned.items():
        rows = [(outcome, trial.headline(outcome)) for outcome in outcomes]
        said = [sentence(trial, outcome, row) for outcome, row in rows if row]
        if said:
            found.append((heading, said))
    return found


def period_note(trial: Trial) -> str:
    """How many months are taken together; empty where it is one."""
    row, say = trial.headline(), trial.say
    match row and row.get("trial_period"):
        case "before_after":
            return say("trial_outcomes.pooled_note")
        case "three_months":
            return say("trial_outcomes.quarters_note")
        case _:
            return ""


def controls_note(trial: Trial) -> str:
    """How many of the controls on the map the headline uses, where not all; else empty."""
    row, on_map = trial.headline(), int(trial.roles.eq("control").sum())
    if row is None or pd.isna(row["control_dong_count"]) or row["control_dong_count"] >= on_map:
        return ""
    say = trial.say
    about = {
        "used": say.number(row["control_dong_count"]),
        "dongs": say.amount("dong", on_map),
    }
    if trial.comparison == "trial":
        share = formats.percent(trial.plan.deprived_share, say.language, decimals=0)
        return say("trial_outcomes.controls_deprived", share=share, **about)
    return say("trial_outcomes.controls_used", **about)


def comparison_heading(trial: Trial) -> str:
    """The heading over the sentences."""
    return trial.say("trial_outcomes.sentences_title", comparison=comparison_label(trial))
