"""Places in order of the measure, each rank with the ranks that chance leaves open."""

from __future__ import annotations

from typing import Any

import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts, formats, measured
from dashboard.overview.rows import Compared, Overview

_ROW, _AXIS = 15, 34  # pixels


def title(overview: Overview) -> str:
    """What is ranked, and from which end."""
    say = overview.say
    if overview.rate.is_more_worse:
        return say("overview.ranked_high", measure=overview.label)
    return say("overview.ranked_low", measure=overview.label)


def rank_text(overview: Overview, row: Any) -> str:
    """`3위 (2~5위)`: the rank and its interval."""
    say = overview.say
    if row.rank_low == row.rank_high:
        return say("overview.rank_alone", rank=ordinal(overview, row.rank))
    return say(
        "overview.rank",
        rank=ordinal(overview, row.rank),
        low=say.number(row.rank_low),
        high=say.number(row.rank_high),
    )


def ordinal(overview: Overview, number: float) -> str:
    """`3위`, `3rd`."""
    say, last = overview.say, int(number) % 10
    text = say.number(number)
    if int(number) % 100 in (11, 12, 13) or last not in (1, 2, 3):
        return say("overview.nth", n=text)
    return {
        1: say("overview.first", n=text),
        2: say("overview.second", n=text),
        3: say("overview.third", n=text),
    }[last]


def figure(overview: Overview, *, height: int) -> Figure:
    """A dot a place at its rank, a line over the ranks that chance leaves open."""
    shown = overview.ranked.rows
    known = int(shown["rank"].notna().sum())
    chosen = overview.selection.dong if overview.ranked.kind == "dong" else overview.selection.gu
    points = pd.DataFrame(
        {
            "name": shown["name"],
            "value": shown["rank"].astype(float),
            "low": shown["rank_low"].astype(float),
            "high": shown["rank_high"].astype(float),
            "text": [_text(overview, row) for row in shown.itertuples()],
            "hover": [_hover(overview, row) for row in shown.itertuples()],
            "is_chosen": shown.index == chosen,
        }
    )
    return charts.intervals(
        points,
        ticks={float(rank): ordinal(overview, rank) for rank in _ticks(known)},
        ends=(0.5, max(known, 1) + 0.5),
        height=max(height, _AXIS + _ROW * len(points)),
    )


def _ticks(known: int) -> list[int]:
    if known < 2:
        return [1] * known
    step = max(round((known - 1) / 3), 1)
    return [*range(1, known - step // 2, step), known]


def _text(overview: Overview, row: Any) -> str:
    if row.state != "value":
        return measured.state_text(overview.say, row.state)
    return f"{overview.rate.text(overview.say, row.rate)} · {rank_text(overview, row)}"


def _hover(overview: Overview, row: Any) -> str:
    say = overview.say
    name = f"{row.name} · {row.other_name}"
    if row.state != "value":
        return f"{name}<br>{overview.label}: {measured.state_text(say, row.state)}"
    return "<br>".join(
        [
            name,
            f"{overview.label} {overview.rate.text(say, row.rate)}",
            parts(overview, row),
            say("overview.rank_hover", rank=rank_text(overview, row)),
        ]
    )


def parts(overview: Overview, row: Any) -> str:
    """The count and the total behind a rate."""
    say = overview.say
    count, total = (say.amount("household", part) for part in (row.count, row.total))
    if overview.rate.is_share:
        return say("overview.of_at_risk", count=count, total=total)
    return say("overview.of_households", count=count, total=total)


def note(overview: Overview) -> str:
    """How to read the chart."""
    return overview.say("overview.rank_note")


def lowest(overview: Overview, compared: Compared) -> tuple[Any, int] | None:
    """(the place of rank 1, how many share the rank); None where no place has a rate."""
    known = compared.rows[compared.rows["rank"].notna()]
    if known.empty:
        return None
    tied = known[known["rank"] == known["rank"].min()]
    return next(tied.itertuples()), len(tied)


def month_name(overview: Overview) -> str:
    """The month shown, in words."""
    return formats.month(overview.selection.month, overview.say.language)
