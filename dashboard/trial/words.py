"""Effects in words: their unit, their interval, whether chance could have made them."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from dashboard import formats
from dashboard.i18n import Words
from dashboard.trial.rows import Row, Trial
from pipelines import read
from pipelines.schema import VOCABULARIES

# counted anew each month; others are levels
FLOWS = ("finds_per_1000", "visits_per_1000", "consultations_per_1000", "services_per_1000",
         "signals_per_1000", "finds_per_worker", "visits_per_worker", "consultations_per_worker",
         "services_per_worker")  # fmt: skip
# how much was done, not what came of it for a household
EFFORTS = ("finds_per_1000", "visits_per_1000", "consultations_per_1000", "services_per_1000")
# found: beyond chance; none: a large effect is unlikely; blind: even a large one would be missed
State = Literal["refused", "found", "none", "blind"]
_LEAST = 0.001


def state(trial: Trial, row: Row) -> State:
    """What can be said of an effect, by its p value and by what could have been found at all."""
    if pd.isna(row["att"]):
        return "refused"
    p = p_value(row)
    if p is not None and p <= trial.plan.level:
        return "found"
    share = row["mde_share"]
    return "none" if pd.notna(share) and share <= trial.plan.worth_finding else "blind"


def p_value(row: Row) -> float | None:
    """The p value that decides: Holm's for primary outcomes, else its own."""
    for name in ("p_holm", "p_value"):
        if pd.notna(row.get(name)):
            return float(row[name])
    return None


def amount(say: Words, outcome: str, value: float) -> str:
    """An effect with its unit, without its sign."""
    return _with_unit(say, outcome, short(say, outcome, abs(value)))


def signed_amount(say: Words, outcome: str, value: float) -> str:
    """An effect with its unit and its sign."""
    return _with_unit(say, outcome, signed(say, outcome, value))


def _with_unit(say: Words, outcome: str, number: str) -> str:
    is_flow = outcome in FLOWS
    match _unit(outcome):
        case "share":
            return say("trial_outcomes.in_points", n=number)
        case "days":
            return say("trial_outcomes.in_days", n=number)
        case "per_worker":
            if is_flow:
                return say("trial_outcomes.per_worker_month", n=number)
            return say("trial_outcomes.per_worker", n=number)
        case _:
            if is_flow:
                return say("trial_outcomes.per_1000_month", n=number)
            return say("trial_outcomes.per_1000", n=number)


def unit_text(say: Words, outcome: str) -> str:
    """The unit of an effect."""
    match _unit(outcome):
        case "share":
            return say("trial_outcomes.unit_points")
        case "days":
            return say("trial_outcomes.unit_days")
        case "per_worker":
            if outcome in FLOWS:
                return say("trial_outcomes.unit_per_worker_month")
            return say("trial_outcomes.unit_per_worker")
        case _:
            if outcome in FLOWS:
                return say("trial_outcomes.unit_per_1000_month")
            return say("trial_outcomes.unit_per_1000")


def axis_unit(say: Words, outcome: str) -> str:
    """The unit of an axis, where the outcome's name does not say it."""
    return unit_text(say, outcome) if _unit(outcome) in ("share", "days") else ""


def scaled(outcome: str, value: float) -> float:
    """A value as it is written: shares in points."""
    return value * 100 if _unit(outcome) == "share" else value


def short(say: Words, outcome: str, value: float) -> str:
    """A number to three significant digits, shares in points."""
    return formats.short(float(scaled(outcome, value)), say.language)


def signed(say: Words, outcome: str, value: float) -> str:
    """A bare number with its sign."""
    text = short(say, outcome, value)
    return f"+{text}" if value > 0 else text


def interval(say: Words, outcome: str, low: float, high: float) -> str:
    """The two ends of an interval."""
    return say(
        "trial_outcomes.range", low=signed(say, outcome, low), high=signed(say, outcome, high)
    )


def with_interval(say: Words, outcome: str, row: Row) -> str:
    """An effect and its interval, short; why there is none, where there is none."""
    if pd.isna(row["att"]):
        return refusal(say, row.get("trial_refusal"))
    value = signed(say, outcome, row["att"])
    if pd.isna(row["ci_low"]) or pd.isna(row["ci_high"]):
        return value
    ends = interval(say, outcome, row["ci_low"], row["ci_high"])
    return say("trial_outcomes.with_interval", value=value, range=ends)


def reason(say: Words, code: Any) -> str:
    """Why no effect is given, bare."""
    if pd.isna(code):
        return say("trial_outcomes.no_effect_given")
    return read.values("trial_refusal", say.language)[str(code)]


def refusal(say: Words, code: Any) -> str:
    """That no effect is given, and why."""
    return say("trial_outcomes.refused", reason=reason(say, code))


def share_text(say: Words, p: float) -> str:
    """A probability in per cent; one too small to tell from none is said to be below."""
    if p < _LEAST:
        return say("trial_outcomes.below", share=formats.percent(_LEAST, say.language))
    return formats.percent(p, say.language)


def p_text(p: float) -> str:
    """A p value to three decimals."""
    return f"< {_LEAST}" if p < _LEAST else f"= {p:.3f}"


def chance_text(trial: Trial, row: Row) -> str:
    """How often chance alone gives as much, by the way in which that was found out."""
    say, p = trial.say, row["p_value"]
    if pd.isna(p):
        return say("trial_outcomes.chance_unknown")
    share = share_text(say, float(p))
    match row["interval_method"]:
        case "permutation":
            text = say("trial_outcomes.chance_permutation", share=share)
        case "placebo":
            text = say("trial_outcomes.chance_placebo", share=share)
        case "wild_gu":
            text = say("trial_outcomes.chance_wild", share=share)
        case _:
            text = say("trial_outcomes.chance_analytic", share=share)
    if pd.isna(row["p_holm"]):
        return text
    holm = p_text(float(row["p_holm"]))
    return say("trial_outcomes.with_holm", text=text, p=holm, n=_tested(trial))


def least(trial: Trial, outcome: str, row: Row) -> str:
    """The smallest effect that would have been found, beside the level before."""
    say = trial.say
    if pd.isna(row["mde"]):
        return say("trial_outcomes.least_unknown")
    value = amount(say, outcome, row["mde"])
    if pd.isna(row["mde_share"]):
        return value
    share = formats.percent(float(row["mde_share"]), say.language, decimals=0)
    # the level that Holm leaves to one outcome hangs on the others: not known beforehand
    if pd.notna(row["p_holm"]) and _tested(trial) > 1:
        return say("trial_outcomes.least_holm", value=value, share=share)
    return say("trial_outcomes.least", value=value, share=share)


def _tested(trial: Trial) -> int:
    """The primary outcomes that Holm's correction counts."""
    return sum(pd.notna(each.get("p_holm")) for each in trial.headlines.values())


def subject(say: Words, outcome: str) -> str:
    """An outcome as the subject of a sentence."""
    return {
        "finds_per_1000": say("trial_outcomes.finds"),
        "coverage_rate": say("trial_outcomes.coverage"),
        "days_to_first_visit": say("trial_outcomes.days"),
        "still_supported_rate": say("trial_outcomes.supported"),
        "visits_per_1000": say("trial_outcomes.visits"),
        "consultations_per_1000": say("trial_outcomes.consultations"),
        "services_per_1000": say("trial_outcomes.services"),
        "caseload_per_1000": say("trial_outcomes.caseload"),
        "finds_per_worker": say("trial_outcomes.finds_per_worker"),
        "visits_per_worker": say("trial_outcomes.visits_by_worker"),
        "consultations_per_worker": say("trial_outcomes.consultations_per_worker"),
        "services_per_worker": say("trial_outcomes.services_per_worker"),
        "caseload_per_worker": say("trial_outcomes.caseload_per_worker"),
        "signals_per_1000": say("trial_outcomes.signals"),
    }[outcome]


def who(trial: Trial, row: Row) -> str:
    """The treated Dongs of the comparison."""
    say, count = trial.say, row["treated_dong_count"]
    # a refused effect has no Dongs of its own: those that joined are meant
    number = say.number(trial.roles.eq("treated").sum() if pd.isna(count) else count)
    return {
        "trial": say("trial_outcomes.who_trial", n=number),
        "selected": say("trial_outcomes.who_selected", n=number),
        "expansion": say("trial_outcomes.who_expansion", n=number),
        "overall": say("trial_outcomes.who_overall", n=number),
    }[trial.comparison]


def _unit(outcome: str) -> str | None:
    entry = next(each for each in VOCABULARIES["trial_outcome"].values if each.code == outcome)
    return entry.group
