"""The panel beside the map: the estimate of the place, and its history as a band."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import charts, formats
from dashboard.drawn import Drawn
from dashboard.tabular import floats, records
from dashboard.unreached.measures import COUNT, ENDS, PER_1000, number_text, range_text
from dashboard.unreached.rows import Row, Unreached, absence_text
from pipelines import read

# audits nearer than this many days would have their texts touch
_APART = 330
HALF = ("expected_unreached_low_50", "expected_unreached_high_50")


def figures(unreached: Unreached) -> dict[str, tuple[str, str]]:
    """(text, meaning) of the key figures of the place, by label: estimate, intervals, rank."""
    say, language, row = unreached.say, unreached.say.language, unreached.place
    names = read.labels("unreached_by_dong_month", language)
    is_known = not row.empty and pd.notna(row[COUNT])
    nothing = say("unreached.no_estimate")
    reason = "" if is_known else absence_text(unreached, row)

    def interval(ends: tuple[str, str]) -> str:
        if not is_known:
            return nothing
        low, high = (formats.short(float(row[end]), language) for end in ends)
        return say("unreached.range", low=low, high=high)

    made = {
        names[COUNT]: (
            number_text(say, COUNT, row[COUNT], is_short=True) if is_known else nothing,
            reason or read.meaning(COUNT, language),
        ),
        say("unreached.interval_90"): (
            interval(ENDS[COUNT]),
            reason or say("unreached.interval_meaning"),
        ),
        say("unreached.interval_50"): (
            interval(HALF),
            reason or say("unreached.interval_50_meaning"),
        ),
    }
    if "unreached_rank" in row and pd.notna(row["unreached_rank"]):
        made[say("unreached.rank_label")] = (
            rank_text(unreached, row),
            read.meaning("unreached_rank", language),
        )
    else:
        made[say("unreached.per_1000")] = (
            number_text(say, PER_1000, row[PER_1000]) if is_known else nothing,
            reason or read.meaning(PER_1000, language),
        )
    return made


def rank_text(unreached: Unreached, row: Row) -> str:
    """The rank with the first and last place of its interval."""
    say = unreached.say
    rank, low, high = (
        say.number(row[name])
        for name in ("unreached_rank", "unreached_rank_low", "unreached_rank_high")
    )
    if low == high:
        return say("unreached.rank_alone", rank=rank)
    return say("unreached.rank", rank=rank, low=low, high=high)


def history(unreached: Unreached) -> Drawn:
    """The estimate of the place over the months, with the months of the audits."""
    say, language = unreached.say, unreached.say.language
    table = unreached.history
    numbers = floats(table, (COUNT, *ENDS[COUNT], *HALF))
    numbers.columns = ["value", "low", "high", "low_50", "high_50"]
    labels = [_label(unreached, row) for row in records(table)]
    names = [formats.month(month.date(), language) for month in table["month"]]
    points = numbers.assign(
        month=table["month"],
        label=[
            number_text(say, COUNT, value, is_short=True) if pd.notna(value) else ""
            for value in numbers["value"]
        ],
        text=[f"{month} · {label}" for month, label in zip(names, labels, strict=True)],
    )
    januaries = [month for month in _span(table["month"]) if month.month == 1]
    figure = charts.banded_trend(
        points,
        marked=pd.Timestamp(unreached.month),
        years={month: formats.year(month.date(), language) for month in januaries},
        events=_events(say("unreached.audit"), _audits(table)),
        height=196,
    )
    title = say("unreached.history_title", place=unreached.place_name)
    return Drawn("history", title, figure, tuple(_step(unreached, table)))


def _step(unreached: Unreached, table: pd.DataFrame) -> Iterator[str]:
    """That the first audit moves the line by what it tells, where the months before are shown."""
    known = table[table[COUNT].notna()]
    is_audited = known["is_audited"].fillna(False).astype(bool)
    if is_audited.any() and not is_audited.iloc[0]:
        first = pd.Timestamp(known.loc[is_audited, "audit_month"].min())
        month = formats.month(first.date(), unreached.say.language)
        yield unreached.say("unreached.history_note", month=month)


def _label(unreached: Unreached, row: Row) -> str:
    say = unreached.say
    if pd.isna(row[COUNT]):
        return absence_text(unreached, row)
    low, high = (row[end] for end in ENDS[COUNT])
    return say(
        "unreached.with_interval",
        value=number_text(say, COUNT, row[COUNT]),
        range=range_text(say, COUNT, low, high),
    )


def _audits(table: pd.DataFrame) -> list[pd.Timestamp]:
    """The months of the audits within the history."""
    used = table.loc[table["is_audited"].fillna(False).astype(bool), "audit_month"].dropna()
    return [pd.Timestamp(month) for month in sorted(used.unique()) if month >= table["month"].min()]


def _events(text: str, months: list[pd.Timestamp]) -> dict[pd.Timestamp, str]:
    """The text over each audit; one of the same year as the one before has a line alone."""
    before = [None, *months]
    return {
        month: "" if last is not None and (month - last).days < _APART else text
        for last, month in zip(before, months, strict=False)
    }


def _span(months: pd.Series) -> list[pd.Timestamp]:
    """Every month from the first to the last: of the past some have no estimate."""
    return [*pd.date_range(months.min(), months.max(), freq="MS")]
