"""What the map shows: a colour for how many, paler the less sure, and why there is no number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard import classes, formats, maps
from dashboard.measured import absence_text, notes
from dashboard.paleness import SHADES, blended, levels
from dashboard.unreached.measures import (
    ENDS,
    PER_1000,
    measure_of,
    number_text,
    range_text,
    refusal_text,
)
from dashboard.unreached.rows import Unreached


def map_view(unreached: Unreached) -> maps.View:
    """The chosen measure by Dong: dark for many, pale for unsure."""
    shown, rows = unreached.shown, unreached.rows
    is_whole = not shown.measure.is_rate and bool((shown.everywhere.dropna() % 1 == 0).all())
    breaks = classes.round_breaks(shown.everywhere, is_whole=is_whole)
    inside, unsure = breaks.of(rows["value"]), sureness(rows, shown.measure.name)
    colours = breaks.colours(is_more_worse=True) if len(breaks) else ()
    fills = {
        str(code): blended(colours[place], SHADES[level]) if why == "value" else maps.FILLS[why]
        for code, place, level, why in zip(rows.index, inside, unsure, rows["state"], strict=True)
    }
    return maps.View(
        fills=fills,
        tips={str(row.Index): tuple(_lines(unreached, row)) for row in rows.itertuples()},
        gu_names=dict(shown.gu_names),
        legend=_legend(unreached, breaks, inside, unsure),
        notes=notes(unreached.say, unreached.info),
        focus=unreached.selection.gu,
        chosen=unreached.selection.dong,
    )


def sureness(rows: pd.DataFrame, name: str) -> pd.Series:
    """0 where the 90 % interval is no wider than the estimate, 1 up to twice it, 2 beyond.

    An estimate of zero is sure where its interval is, and else the least sure. A probability says
    itself how sure it is: 0.
    """
    if name not in ENDS:
        return pd.Series(0, index=rows.index)
    low, high = (rows[end] for end in ENDS[name])
    return levels(rows[name], low, high)


def _legend(
    unreached: Unreached, breaks: classes.Classes, inside: pd.Series, unsure: pd.Series
) -> maps.Legend:
    """The classes, what paler says, and the reasons for no number that occur."""
    say, shown = unreached.say, unreached.shown
    name, known = shown.measure.name, inside >= 0
    colours = breaks.colours(is_more_worse=True) if len(breaks) else ()

    def count(which: pd.Series) -> str:
        return say.amount("dong", int(which.sum()))

    is_two_way = name in ENDS
    lines = [
        maps.LegendRow(
            colour,
            range_text(say, name, *breaks.bounds(place)),
            count(inside == place),
            paler=tuple(blended(colour, shade) for shade in SHADES[1:]) if is_two_way else (),
        )
        for place, colour in enumerate(colours)
    ]
    if is_two_way and len(colours):
        by_level = [int((known & (unsure == level)).sum()) for level in range(len(SHADES))]
        numbers = " · ".join(say.number(n) for n in by_level[:-1])
        last = say.amount("dong", by_level[-1])
        lines.append(
            maps.LegendRow("none", say("unreached.legend_sure"), f"{numbers} · {last}", mark="→")
        )
    lines += [
        maps.LegendRow(
            fill, absence_text(say, shown.measure, why), count(unreached.rows["state"] == why)
        )
        for why, fill in maps.FILLS.items()
        if (unreached.rows["state"] == why).any()
    ]
    month = formats.short_month(unreached.month, say.language)
    title = say("legend.title", measure=shown.measure.label, month=month)
    return maps.Legend(title, tuple(lines))


def _lines(unreached: Unreached, row: Any) -> Iterator[str]:
    say, shown = unreached.say, unreached.shown
    measure = shown.measure
    yield f"{row.name} · {row.other_name} ({row.gu_name})"
    if row.state == "undefined":
        yield say("unreached.refused_for", reason=refusal_text(say, row.refusal))
        yield _around(unreached, row.gu_code)
        return
    if row.state != "value":
        yield say("tip.measure", label=measure.label, value=absence_text(say, measure, row.state))
        return
    for name in dict.fromkeys((measure.name, PER_1000)):
        yield _value_line(unreached, row, name)
    if pd.notna(row.unreached_rank):
        yield say(
            "unreached.tip_rank",
            rank=say.number(row.unreached_rank),
            low=say.number(row.unreached_rank_low),
            high=say.number(row.unreached_rank_high),
        )
    if pd.notna(row.household_count):
        yield say("tip.households", count=say.amount("household", row.household_count))
    yield say("unreached.with_audit") if row.is_audited else say("unreached.without_audit")


def _value_line(unreached: Unreached, row: Any, name: str) -> str:
    say = unreached.say
    label = measure_of(unreached.selection.scope, name).label
    value = number_text(say, name, getattr(row, name))
    if name in ENDS:
        low, high = (getattr(row, end) for end in ENDS[name])
        value = say("unreached.with_interval", value=value, range=range_text(say, name, low, high))
    return say("tip.measure", label=label, value=value)


def _around(unreached: Unreached, gu: str) -> str:
    """The estimate of the Gu, in words, for a Dong that has none."""
    say, gus = unreached.say, unreached.gus
    numbers = gus.reindex([gu])[[PER_1000, *ENDS[PER_1000]]].astype(float).to_numpy()[0]
    if pd.isna(numbers[0]):
        return say("unreached.gu_unknown")
    value, low, high = (float(number) for number in numbers)
    return say(
        "unreached.gu_instead",
        gu=unreached.shown.gu_names[gu],
        value=number_text(say, PER_1000, value),
        range=range_text(say, PER_1000, low, high),
    )
