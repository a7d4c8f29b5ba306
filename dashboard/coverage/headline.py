"""The sentence under the title: it answers the page's question from the rows in scope."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.coverage.apart import outlier_sentence
from dashboard.coverage.measures import value_text
from dashboard.coverage.rows import Coverage, scope_row

HALF = 0.5


def headline(coverage: Coverage) -> str:
    """The sentence that answers the page's question, and who stands out from the neighbours."""
    say, rows = coverage.say, coverage.rows
    known = rows[rows["state"] == "value"]
    about = {
        "place": coverage.scope_name,
        "month": formats.month(coverage.selection.month, say.language),
        "dongs": say.amount(coverage.unit, len(rows)),
    }
    if known.empty:
        reasons = set(rows["state"])
        key = next(s for s in ("suppressed", "undefined", "missing") if s in reasons)
        return {
            "suppressed": say("headline.all_suppressed", **about),
            "undefined": say("headline.nobody_at_risk", **about),
            "missing": say("headline.no_data", **about),
        }[key]
    sentence = _rate_sentence if coverage.shown.measure.is_rate else _gap_sentence
    parts = [sentence(coverage, known, about)]
    hidden = int((rows["state"] == "suppressed").sum())
    if hidden:
        parts.append(say.many("headline.hidden", hidden, few=say.amount(coverage.unit, hidden)))
    return " ".join([*parts, *outlier_sentence(coverage)])


def _rate_sentence(coverage: Coverage, known: pd.DataFrame, about: dict[str, str]) -> str:
    say = coverage.say
    is_noisy = coverage.selection.scope.release == "open" and not coverage.is_by_gu
    # of protected numbers only what their noise cannot have made counts as found
    ends = known["smoothed_high_rate"] if is_noisy else known["value"]
    low = int((ends <= HALF).sum())
    about = {**about, "few": say.amount(coverage.unit, low)}
    if is_noisy:
        if low:
            return say.many("headline.rate_sure", low, n=low, **about)
        return say("headline.rate_unsure", **about)
    if coverage.shown.measure.name == "smoothed_rate":
        if low:
            return say.many("headline.smoothed", low, n=low, **about)
        return f"{say('headline.smoothed_none', **about)} {_extreme_sentence(coverage, known)}"
    if low:
        return say.many("headline.rate", low, n=low, **about)
    return f"{say('headline.rate_none', **about)} {_extreme_sentence(coverage, known)}"


def _gap_sentence(coverage: Coverage, known: pd.DataFrame, about: dict[str, str]) -> str:
    say = coverage.say
    if not known["value"].gt(0).any():
        return say("headline.gap_none", **about)
    largest = _extreme_sentence(coverage, known)
    total = scope_row(coverage)
    if total.empty or pd.isna(total["coverage_gap_count"]) or pd.isna(total["at_risk_count"]):
        return largest
    main = say(
        "headline.gap",
        gap=say.amount("household", total["coverage_gap_count"], is_short=True),
        gap_number=formats.short(total["coverage_gap_count"], say.language),
        total=say.amount("household", total["at_risk_count"], is_short=True),
        **about,
    )
    return f"{main} {largest}"


def _extreme_sentence(coverage: Coverage, known: pd.DataFrame) -> str:
    """Where the gap is largest or the rate lowest; says so where several are alike."""
    say, shown = coverage.say, coverage.shown
    tied = known[known["rank"] == known["rank"].min()]
    name = tied["name"].iloc[0]
    if not coverage.is_by_gu and coverage.is_of_many_gus:
        name = f"{tied['gu_name'].iloc[0]} {name}"
    about = {
        "dong": name,
        "n": len(tied),
        "few": say.amount(coverage.unit, len(tied)),
        "value": value_text(say, shown.measure.name, tied["value"].iloc[0]),
    }
    if shown.measure.is_rate:
        if len(tied) > 1:
            return say("headline.rate_lowest_tied", **about)
        return say("headline.rate_lowest", **about)
    if len(tied) > 1:
        return say("headline.gap_largest_tied", **about)
    return say("headline.gap_largest", **about)
