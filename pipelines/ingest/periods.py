"""What one text means over time: the periods in which Dongs of that code or name were in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.geography.vintages import OPEN_END

START = date(1, 1, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What one text (with its Gu, '' for none) means from `valid_from` to `valid_to`.

    `code` is None where `reason`, of the quarantine vocabulary, says why.
    """

    text: str
    gu: str
    valid_from: date
    valid_to: date
    code: str | None
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Period:
    """A time in which a code was in force under one name; `key` is what its spellings share."""

    code: str
    key: str
    start: date
    end: date


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY


def codes_over_time(
    named: Sequence[Period], others: Sequence[Period]
) -> Iterator[tuple[date, date, set[str]]]:
    """All of time in pieces, each with the codes that a text means in it.

    `named` are the periods in which a code bore the text's name; `others`, periods of the same
    codes under another name, count only where none of those is in force.
    """
    cuts = {START} | {p.start for p in (*named, *others)}
    cuts |= {p.end + DAY for p in (*named, *others) if p.end < OPEN_END}
    starts = sorted(cuts)
    ends = [start - DAY for start in starts[1:]] + [OPEN_END]
    for start, end in zip(starts, ends, strict=True):
        yield start, end, _in_force(named, start) or _in_force(others, start)


def _in_force(periods: Sequence[Period], day: date) -> set[str]:
    """The codes in force on a day."""
    return {p.code for p in periods if p.start <= day <= p.end}


def stretch_to_months(answers: Sequence[Answer]) -> Iterator[Answer]:
    """The answers as months need them, which are asked for by their last day.

    A Dong that ended within a month has the whole of it.
    """
    for answer, following in zip(answers, [*answers[1:], None], strict=True):
        if _begins_within_month(answer):
            start = month_end(answer.valid_from) + DAY
            if start <= answer.valid_to:
                yield replace(answer, valid_from=start)
        elif following and _begins_within_month(following):
            end = min(month_end(following.valid_from), following.valid_to)
            yield replace(answer, valid_to=end)
        else:
            yield answer


def _begins_within_month(answer: Answer) -> bool:
    """Whether a text ceases to mean anything within a month."""
    return answer.reason == "other_vintage" and answer.valid_from.day > 1


def describe_periods(periods: Sequence[Period]) -> str:
    """When a Dong was in force, for a detail."""
    start, end = min(p.start for p in periods), max(p.end for p in periods)
    return f"in force from {start}" + ("" if end == OPEN_END else f" until {end}")
