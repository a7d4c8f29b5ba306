"""What to keep in mind about the overview."""

from __future__ import annotations

from dashboard.overview import rates
from dashboard.overview.rows import Overview
from pipelines import read
from pipelines.schema import FEEDS


def caveats(overview: Overview) -> list[str]:
    """What the measures mean, how chance was told, what is hidden, where the data come from."""
    say, language = overview.say, overview.say.language
    scope = overview.selection.scope
    words = read.labels("coverage_by_gu_month", language)
    terms = [
        (words[column], read.meaning(column, language))
        for column in ("at_risk_count", "reached_count", rates.COVERAGE)
    ]
    if overview.rate.name != rates.COVERAGE:
        terms.append((overview.label, rates.meaning(overview.rate, scope)))
    sentences = [say("caveat.definition", term=term, meaning=meaning) for term, meaning in terms]
    sentences += [
        say("caveat.observed"),
        say("overview.caveat_rank"),
        say("overview.caveat_before"),
    ]
    if scope.release == "open":
        sentences += [say("caveat.open"), say("caveat.noise")]
    sentences.append(say("caveat.first_year"))
    feeds = ", ".join(getattr(FEEDS[feed], language) for feed in overview.info.feeds)
    return [*sentences, say("caveat.sources", feeds=feeds)] if feeds else sentences


def first_year_note(overview: Overview) -> str:
    """That month or comparison lie in the first twelve months; empty where they do not."""
    return overview.say("overview.first_year") if overview.reaches_first_year else ""
