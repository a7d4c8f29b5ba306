"""The programme's own figures beside what the data at hand give, each with a verdict in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import data, formats
from dashboard.keeping import kept
from dashboard.tabular import records
from dashboard.takeaway import Sheet
from dashboard.trial.rows import Row, Trial
from pipelines import read

_NUMBERS = ("claimed_value", "measured_value", "per_worker_value", "adjusted_value")
_RECKONED = ("numerator", "denominator", "period", "comparator")
_UNITS = ("krw", "usd", "kg", "meal", "person", "dong")


def ledger(trial: Trial) -> Sheet | None:
    """One row a claim; None where the release does not hold it."""
    return _ledger(trial, *trial.key)


@kept(8, aside=1)
def _ledger(trial: Trial, *key: str) -> Sheet | None:
    rows = trial.tables.get("trial_claims")
    if rows is None or rows.empty:
        return None
    say, language = trial.say, trial.say.language
    told = data.claims()
    rows = rows[rows["claim_id"].isin(told.index)]
    order = {claim: place for place, claim in enumerate(told.index)}
    rows = rows.sort_values("claim_id", key=lambda ids: ids.map(order), kind="stable")
    own = told.loc[rows["claim_id"]]
    tongue = "_ko" if language == "ko" else ""
    verdicts = read.values("claim_verdict", language)
    reasons = read.values("claim_reason", language)
    frame = pd.DataFrame(
        {
            "claim": own[f"claim_{language}"].to_list(),
            "verdict": rows["claim_verdict"].map(verdicts).to_list(),
            **{
                name: [
                    _text(trial, value, unit)
                    for value, unit in zip(rows[name], own["unit"], strict=True)
                ]
                for name in _NUMBERS
            },
            "reason": rows["claim_reason"].map(reasons).to_list(),
            "months": [_months(trial, row) for row in records(rows)],
            **{name: [text or "–" for text in own[name + tongue]] for name in _RECKONED},
            "source": [_short(s) for s in own[f"source{tongue}"]],
        }
    )
    names = read.labels("trial_claims", language)
    labels = {
        "claim": say("trial_outcomes.claim"),
        "verdict": names["claim_verdict"],
        **{name: names[name] for name in _NUMBERS},
        "reason": names["claim_reason"],
        "months": say("trial_outcomes.months"),
        "numerator": say("trial_outcomes.claim_numerator"),
        "denominator": say("trial_outcomes.claim_denominator"),
        "period": say("trial_outcomes.claim_period"),
        "comparator": say("trial_outcomes.claim_comparator"),
        "source": say("trial_outcomes.source"),
    }
    return Sheet("claims", say("trial_outcomes.claims_title"), frame, labels)


def summary(trial: Trial) -> str:
    """How many claims the data reproduce, contradict or cannot reproduce, and how many say none."""
    counts = trial.tables["trial_claims"]["claim_verdict"].value_counts()
    codes = read.values("claim_verdict", trial.say.language)
    return trial.say(
        "trial_outcomes.claims_summary",
        n=int(counts.sum()),
        **{code: int(counts.get(code, 0)) for code in codes},
    )


def _text(trial: Trial, value: Any, unit: str) -> str:
    """A figure with its unit; a dash where there is none."""
    if pd.isna(value):
        return "–"
    say, number = trial.say, float(value)
    if unit == "ratio":
        return f"×{formats.short(number, say.language)}"
    if unit == "share":
        return formats.percent(number, say.language)
    if unit == "krw":
        return formats.won(number, say.language)
    return say.amount(unit, number) if unit in _UNITS else say.number(number)


def _months(trial: Trial, row: Row) -> str:
    """The months that the data's figure is of, and those that it is compared with."""
    own = _span(trial, row, "first_month", "last_month")
    base = _span(trial, row, "base_first_month", "base_last_month")
    if own and base:
        return trial.say("trial_outcomes.against", months=own, base=base)
    return own or base or "–"


def _span(trial: Trial, row: Row, *names: str) -> str:
    if any(pd.isna(row[name]) for name in names):
        return ""
    language = trial.say.language
    first, last = (formats.short_month(row[name].date(), language) for name in names)
    return last if first == last else trial.say("period.range", first=first, last=last)


def _short(source: str) -> str:
    """The host of an address, or the words; the ledger in `data/reference` has the address."""
    return source.split("/")[2] if source.startswith("http") else source
