"""What the map shows: over and short about zero, or a share; paler the less sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from dashboard import classes, maps, paleness
from dashboard.budget.rows import IMBALANCE, PER_NEED, WITH_ENDS, Balance
from dashboard.budget.texts import number_text, range_text, signed_range_text
from dashboard.measured import absence_text, notes
from pipelines import read

# of a signed measure an interval that holds zero leaves open on which side it lies
_UNCLEAR = 2


def map_view(balance: Balance) -> maps.View:
    """The chosen measure by place: dark for little money or much need, pale for unsure."""
    rows, measure = balance.rows, balance.measure
    breaks, colours = scale(balance)
    inside, unsure = breaks.of(rows["value"]), sureness(rows, measure.name)
    fills = {
        str(code): paleness.blended(colours[place], paleness.SHADES[level])
        if why == "value" else maps.FILLS[why]
        for code, place, level, why in zip(rows.index, inside, unsure, rows["state"], strict=True)
    }  # fmt: skip
    return maps.View(
        fills=fills,
        tips={str(row.Index): tuple(_lines(balance, row)) for row in rows.itertuples()},
        gu_names=dict(balance.gu_names),
        legend=_legend(balance, breaks, colours, inside, unsure),
        notes=notes(balance.say, balance.info),
        focus=balance.selection.gu,
        chosen=None if balance.is_by_gu else balance.selection.dong,
    )


def scale(balance: Balance) -> tuple[classes.Classes, Sequence[str]]:
    """The classes of the measure and their colours: about zero where the measure has a sign."""
    if balance.measure.name == IMBALANCE:
        breaks = classes.signed_breaks(balance.everywhere)
        return breaks, signed_colours(breaks)
    breaks = classes.round_breaks(balance.everywhere, is_whole=False)
    is_more_worse = balance.measure.is_more_worse
    return breaks, breaks.colours(is_more_worse=is_more_worse) if len(breaks) else ()


def signed_colours(breaks: classes.Classes) -> Sequence[str]:
    """Violet for too little, orange for too much, nearly white about zero."""
    middle = classes.DIVERGING[len(classes.DIVERGING) // 2]
    return (middle,) if len(breaks) == 1 else classes.DIVERGING[: len(breaks)]


def sureness(rows: pd.DataFrame, name: str) -> pd.Series:
    """0 for sure to 2 for unsure: by the width of the interval, or whether it holds zero."""
    if name not in WITH_ENDS:
        return pd.Series(0, index=rows.index)
    low, high = rows[f"{name}_low"], rows[f"{name}_high"]
    if name == IMBALANCE:
        has_ends = low.notna() & high.notna()
        return (has_ends & (rows["imbalance_state"] == "unclear")).map({True: _UNCLEAR, False: 0})
    # an upper end that is missing beside a lower one is beyond all numbers
    levels = paleness.levels(rows[name], low, high)
    return levels.where(low.notna(), 0)


def _legend(
    balance: Balance,
    breaks: classes.Classes,
    colours: Sequence[str],
    inside: pd.Series,
    unsure: pd.Series,
) -> maps.Legend:
    """The classes, what paler says, and the reasons for no number that occur."""
    say, rows, measure = balance.say, balance.rows, balance.measure
    known = inside >= 0
    is_paled = bool((known & (unsure > 0)).any())

    def count(which: pd.Series) -> str:
        return place_count(balance, int(which.sum()))

    shades = paleness.SHADES[_UNCLEAR:] if measure.name == IMBALANCE else paleness.SHADES[1:]
    lines = [
        maps.LegendRow(
            colour,
            class_text(balance, breaks, place),
            count(inside == place),
            paler=tuple(paleness.blended(colour, shade) for shade in shades) if is_paled else (),
        )
        for place, colour in enumerate(colours)
    ]
    if is_paled:
        text = say("budget.legend_zero") if measure.name == IMBALANCE else say("budget.legend_sure")
        lines.append(maps.LegendRow("none", text, count(known & (unsure > 0)), mark="→"))
    lines += [
        maps.LegendRow(fill, absence_text(say, measure, why), count(rows["state"] == why))
        for why, fill in maps.FILLS.items()
        if (rows["state"] == why).any()
    ]
    title = say("budget.legend", measure=measure.label, year=balance.year_text)
    return maps.Legend(title, tuple(lines))


def class_text(balance: Balance, breaks: classes.Classes, place: int) -> str:
    """The words of a class; the one about zero says how far it reaches on either side."""
    say, name = balance.say, balance.measure.name
    low, high = breaks.bounds(place)
    if low == high:
        return number_text(say, name, low)
    if name == IMBALANCE and low < 0 < high:
        return say("budget.about_zero", won=number_text(say, name, high))
    if name == IMBALANCE:
        return signed_range_text(say, low, high)
    return balance.measure.range_text(say, low, high)


def place_count(balance: Balance, number: int) -> str:
    """A number of Dongs, or of Gu."""
    say = balance.say
    if balance.is_by_gu:
        return say.many("budget.gus", number, n=say.number(number))
    return say.amount("dong", number)


def _lines(balance: Balance, row: Any) -> Iterator[str]:
    say, measure = balance.say, balance.measure
    yield f"{row.name} · {row.other_name} ({row.gu_name})"
    if row.state != "value":
        yield say("tip.measure", label=measure.label, value=absence_text(say, measure, row.state))
    else:
        yield say("tip.measure", label=measure.label,
                  value=with_range(say, measure.name, row._asdict()))  # fmt: skip
    labels = read.labels("imbalance_by_dong_year", say.language)
    if measure.name != PER_NEED and pd.notna(row.budget_per_need_krw):
        yield say("tip.measure", label=labels[PER_NEED],
                  value=with_range(say, PER_NEED, row._asdict()))  # fmt: skip
    if pd.notna(row.need_share) and pd.notna(row.budget_share):
        yield say(
            "budget.tip_shares",
            need=number_text(say, "need_share", row.need_share),
            budget=number_text(say, "budget_share", row.budget_share),
        )
    if pd.notna(row.expected_need_count):
        yield say("budget.tip_need", need=say.amount("household", row.expected_need_count),
                  won=number_text(say, PER_NEED, row.budget_krw))  # fmt: skip


def with_range(say: Any, name: str, row: dict[str, Any]) -> str:
    """A number with its interval, where it has one."""
    value = number_text(say, name, row[name])
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is None or pd.isna(low):
        return value
    if high is None or pd.isna(high):
        return say("budget.with_open_range", value=value, low=number_text(say, name, low))
    is_signed = name == IMBALANCE
    text = signed_range_text(say, low, high) if is_signed else range_text(say, name, low, high)
    return say("budget.with_range", value=value, range=text)
