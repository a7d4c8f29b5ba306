"""What to keep in mind about the overview."""

from __future__ import annotations

from dashboard.caveats import definitions, sources
from dashboard.overview import rates
from dashboard.overview.rows import Overview
from pipelines import read


def caveats(overview: Overview) -> list[str]:
    """What the measures mean, how chance was told, what is hidden, where the data come from."""
    say, scope = overview.say, overview.selection.scope
    words = read.labels("coverage_by_gu_month", say.language)
    sentences = definitions(say, words, ("at_risk_count", "reached_count", rates.COVERAGE))
    if overview.rate.name != rates.COVERAGE:
        meaning = rates.meaning(overview.rate, scope)
        sentences.append(say("caveat.definition", term=overview.label, meaning=meaning))
    sentences += [
        say("caveat.observed"),
        say("overview.caveat_rank"),
        say("overview.caveat_before"),
    ]
    if scope.release == "open":
        sentences += [say("caveat.open"), say("caveat.noise")]
    sentences.append(say("caveat.first_year"))
    return [*sentences, *sources(say, overview.info)]


def first_year_note(overview: Overview) -> str:
    """That month or comparison lie in the first twelve months; empty where they do not."""
    return overview.say("overview.first_year") if overview.reaches_first_year else ""
