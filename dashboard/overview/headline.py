"""The month's finding in one sentence: the rate, its change, where it is lowest and how surely."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.overview import ranking, rates
from dashboard.overview.figures import Figure, change
from dashboard.overview.rows import Overview, year_before


def headline(overview: Overview, figures: list[Figure]) -> str:
    """The sentence that answers the page's question, whatever measure is chosen."""
    say, month = overview.say, overview.selection.month
    by_column = {figure.column: figure for figure in figures}
    coverage, at_risk = by_column[rates.COVERAGE], by_column["at_risk_count"]
    about = {
        "month": formats.month(month, say.language),
        "place": overview.place_name,
    }
    state = str(coverage.states.get(month, "missing"))
    if state != "value":
        return {
            "suppressed": say("overview.answer_hidden", **about),
            "undefined": say("overview.answer_nobody", **about),
            "missing": say("overview.answer_missing", **about),
        }[state]
    main = say(
        "overview.answer",
        at_risk=say.amount("household", at_risk.values[month], is_short=False),
        rate=formats.percent(coverage.values[month], say.language),
        change=_change(overview, coverage),
        **about,
    )
    return f"{main} {_lowest(overview)}".strip()


def _change(overview: Overview, coverage: Figure) -> str:
    say = overview.say
    earlier = year_before(overview.selection.month)
    before = coverage.values.get(earlier)
    if before is None or pd.isna(before):
        return say("overview.answer_no_change")
    text, _ = change(overview, coverage, earlier)
    return say("overview.answer_change", change=text)


def _lowest(overview: Overview) -> str:
    """Where the rate is lowest among the places ranked; nothing where there is but one."""
    say = overview.say
    found = ranking.lowest(overview, overview.coverage)
    if found is None or len(overview.coverage.rows) < 2:
        return ""
    row, tied = found
    about = {
        "name": row.name,
        "rate": formats.percent(row.rate, say.language),
        "n": say.number(tied),
        "low": say.number(row.rank_low),
        "high": say.number(row.rank_high),
        "rank": ranking.ordinal(overview, row.rank),
    }
    if tied > 1:
        return say("overview.answer_tied", **about)
    if row.rank_low == row.rank_high:
        return say("overview.answer_lowest_sure", **about)
    return say("overview.answer_lowest", **about)
