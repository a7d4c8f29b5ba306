"""The sentence under the title: whether the numbers can be trusted, and what cannot be known."""

from __future__ import annotations

from dashboard import formats
from dashboard.data_quality.rows import Quality, by_feed


def headline(quality: Quality) -> str:
    """The sentences that answer the page's question."""
    parts = [_intake(quality), _checks(quality)]
    if quality.info.is_invented:
        parts.append(quality.say("data_quality.answer_invented"))
    return " ".join(parts)


def _intake(quality: Quality) -> str:
    say = quality.say
    if quality.intake is None:
        return say("data_quality.answer_open", feeds=len(quality.info.feeds))
    table = by_feed(say, quality.intake)
    accepted, refused = table["accepted"].sum(), table["quarantined"].sum()
    if not accepted + refused:
        return say("data_quality.answer_nothing")
    about = {"feeds": len(table), "rows": say.amount("row", accepted + refused)}
    if not refused:
        return say("data_quality.answer_all", **about)
    share = formats.percent(float(accepted / (accepted + refused)), say.language, decimals=2)
    return say("data_quality.answer", share=share, quarantined=say.amount("row", refused), **about)


def _checks(quality: Quality) -> str:
    say = quality.say
    if quality.checks is None or quality.checks.empty:
        return say("data_quality.answer_no_checks")
    broken = int((~quality.checks["is_met"].astype(bool)).sum())
    if broken:
        return say("data_quality.answer_broken", n=broken, checks=len(quality.checks))
    return say("data_quality.answer_checks", checks=len(quality.checks))
