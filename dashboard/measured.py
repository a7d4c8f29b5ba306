"""One measure of every Dong, ready for a map, its hovers, a ranking and a table.

Numbers come published; here they are only chosen, ranked and put into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboard import classes, formats, maps, places
from dashboard.filters import Selection
from dashboard.i18n import Language, Words
from pipelines import read
from pipelines.read import BuildInfo
from pipelines.schema import COLUMNS


@dataclass(frozen=True)
class Measure:
    """A measure and how it is told: `unit` is a code of `unit_of_measure` (None: a bare number).

    `is_rate`: between 0 and 1, shown in per cent. `is_more_worse`: dark on the map is the high end;
    where more is better, the low end. `absent` holds own words for a state without a value, where
    the usual ones would mislead (`undefined` is usually "nobody at risk").
    """

    name: str
    label: str
    meaning: str
    unit: str | None
    is_rate: bool
    is_more_worse: bool
    absent: Mapping[str, str] = field(default_factory=dict)

    def text(self, say: Words, value: float) -> str:
        """A value with its unit."""
        if self.is_rate:
            return formats.percent(float(value), say.language)
        if self.unit == "krw":
            return formats.won(float(value), say.language)
        # a mean to one decimal: the second of "100.42 days" says nothing
        rounded = round(float(value), 1)
        return say.amount(self.unit, rounded) if self.unit else say.number(value)

    def range_text(self, say: Words, low: float, high: float) -> str:
        """A class of the legend."""
        if low == high:
            return self.text(say, low)
        if self.is_rate:
            return f"{low * 100:g}–{high * 100:g}%"
        if self.unit == "krw":
            return f"{formats.short(low, say.language)}–{formats.won(high, say.language)}"
        return f"{say.number(low)}–{self.text(say, high)}"


def measure(
    name: str, language: Language, *, is_more_worse: bool, label: str | None = None
) -> Measure:
    """A measure of the schema; `label` where the page calls it something else."""
    column = COLUMNS[name]
    return Measure(
        name=name,
        label=label or str(getattr(column, language)),
        meaning=read.meaning(name, language),
        unit=column.unit,
        is_rate=name.endswith(("_rate", "_share")),
        is_more_worse=is_more_worse,
    )


@dataclass(frozen=True)
class Measured:
    """One measure by Dong in the reader's scope.

    `rows` holds the Dongs in scope by dong_code, worst first: `gu_code`, `name`, `other_name`,
    `gu_name`, `value` (float), `state` (value, suppressed, undefined, missing) and `rank`
    (1 = worst, among those with a value), and what the page joined. `everywhere` holds the value of
    all Dongs: classes are made from it, so that a colour means the same in every Gu.
    """

    selection: Selection
    info: BuildInfo
    measure: Measure
    rows: pd.DataFrame
    everywhere: pd.Series
    gu_names: Mapping[str, str]
    scope_name: str

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words


def measured(
    selection: Selection,
    info: BuildInfo,
    table: pd.DataFrame,
    measure: Measure,
    *,
    is_undefined: pd.Series | None = None,
) -> Measured:
    """The measure for every Dong of the frame.

    Parameters
    ----------
    table : by dong_code (index or column), one row a Dong at most, with the measure's column and,
        where the gate protects it, `is_suppressed`. A Dong without a row has no data.
    is_undefined : by dong_code, where there is nothing to measure (nobody at risk, so no rate).
    """
    if "dong_code" in table.columns:
        table = table.set_index("dong_code")
    rows = places.all_dongs(selection.scope, info).join(
        table.drop(columns=["gu_code"], errors="ignore")
    )
    hidden = rows.get("is_suppressed", pd.Series(False, index=rows.index))
    rows = rows.assign(
        value=rows[measure.name].astype(float),
        is_suppressed=hidden.fillna(False).astype(bool),
    )
    rows["state"] = states(rows["value"], rows["is_suppressed"], is_undefined)
    everywhere = rows["value"]
    if selection.gu:
        rows = rows[rows["gu_code"] == selection.gu]
    rows = rows.assign(rank=rows["value"].rank(method="min", ascending=not measure.is_more_worse))
    gu_names, _ = places.names(selection.scope, info)
    return Measured(
        selection=selection,
        info=info,
        measure=measure,
        rows=rows.sort_values(["rank", "gu_code"], kind="stable", na_position="last"),
        everywhere=everywhere,
        gu_names=gu_names,
        scope_name=places.scope_name(selection, gu_names),
    )


def states(
    values: pd.Series, is_suppressed: pd.Series, is_undefined: pd.Series | None = None
) -> pd.Series:
    """Why each place has a value or none: zero, missing and hidden never look alike."""
    found = pd.Series("missing", index=values.index)
    if is_undefined is not None:
        nothing = is_undefined.reindex(values.index).fillna(False).astype(bool)
        found = found.mask(nothing, "undefined")
    return found.mask(is_suppressed, "suppressed").mask(values.notna(), "value")


def state_text(say: Words, state: str) -> str:
    """Why there is no value, in words."""
    return {
        "suppressed": say("state.suppressed"),
        "undefined": say("state.undefined"),
        "missing": say("state.missing"),
    }[state]


def value_or_state(measured: Measured, row: Any) -> str:
    """The value of a row of `rows` with its unit, or why it has none."""
    if row.state == "value":
        return measured.measure.text(measured.say, row.value)
    return absence_text(measured.say, measured.measure, row.state)


def absence_text(say: Words, measure: Measure, state: str) -> str:
    """Why a measure has no value, in the measure's own words or the usual ones."""
    return measure.absent.get(state) or state_text(say, state)


def map_view(
    measured: Measured,
    *,
    breaks: classes.Classes | None = None,
    more_lines: Callable[[Any], Iterator[str]] | None = None,
) -> maps.View:
    """What a map shows of it; `more_lines` adds lines to the hover of a row of `rows`."""
    if breaks is None:
        is_whole = not measured.measure.is_rate and bool(
            (measured.everywhere.dropna() % 1 == 0).all()
        )
        breaks = classes.round_breaks(measured.everywhere, is_whole=is_whole)
    is_more_worse = measured.measure.is_more_worse
    rows = measured.rows
    return maps.View(
        fills=maps.fills(rows["value"], rows["state"], breaks, is_more_worse=is_more_worse),
        tips={
            str(row.Index): (*_lines(measured, row), *(more_lines(row) if more_lines else ()))
            for row in rows.itertuples()
        },
        gu_names=dict(measured.gu_names),
        legend=legend(measured, breaks),
        notes=notes(measured.say, measured.info),
        focus=measured.selection.gu,
        chosen=measured.selection.dong,
    )


def legend(measured: Measured, breaks: classes.Classes) -> maps.Legend:
    """The classes with the Dongs of each, and the states that occur."""
    say, rows = measured.say, measured.rows
    inside = breaks.of(rows["value"])
    colours = breaks.colours(is_more_worse=measured.measure.is_more_worse) if len(breaks) else ()
    lines = [
        maps.LegendRow(
            fill=colour,
            label=measured.measure.range_text(say, *breaks.bounds(place)),
            count=say.amount("dong", int((inside == place).sum())),
        )
        for place, colour in enumerate(colours)
    ]
    occurring = rows["state"].value_counts()
    lines += [
        maps.LegendRow(
            maps.FILLS[state],
            absence_text(say, measured.measure, state),
            say.amount("dong", occurring[state]),
        )
        for state in maps.FILLS
        if state in occurring
    ]
    title = say(
        "legend.title",
        measure=measured.measure.label,
        month=formats.month(measured.selection.month, say.language),
    )
    return maps.Legend(title, tuple(lines))


def notes(say: Words, info: BuildInfo) -> tuple[maps.Note, ...]:
    """The lines inside a map's frame: that the data are invented, and whose the boundaries are."""
    attribution = info.attribution_ko if say.language == "ko" else info.attribution_en
    mark = [maps.Note("invented", say("invented.mark"))] if info.is_invented else []
    return (*mark, maps.Note("attribution", attribution))


def _lines(measured: Measured, row: Any) -> Iterator[str]:
    say = measured.say
    yield f"{row.name} · {row.other_name} ({row.gu_name})"
    yield say("tip.measure", label=measured.measure.label, value=value_or_state(measured, row))
    if row.state == "value":
        ranked = say.amount("dong", int(measured.rows["rank"].notna().sum()))
        about = {"place": measured.scope_name, "dongs": ranked, "rank": say.number(row.rank)}
        is_more_worse = measured.measure.is_more_worse
        yield say("tip.rank_high", **about) if is_more_worse else say("tip.rank_low", **about)
