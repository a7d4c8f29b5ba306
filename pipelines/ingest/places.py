"""Codes, names and points as agencies write them, each turned into the Dong that was meant.

The work is done on distinct values. The result is a table of answers: for every value, which Dong it means in
which period, or why it means none; the periods of one value cover all time without overlap, so a join on the
value and the date finds exactly one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import pandas as pd

from pipelines import geography
from pipelines.geography.names import name_key
from pipelines.geography.vintages import EARLIEST, OPEN_END
from pipelines.settings import Deployment, Settings

When = Literal["day", "month", "any"]

START = date(1, 1, 1)
_DAY = timedelta(days=1)
_SHOWN = 12  # candidates in a detail


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
class _Period:
    """A time in which a code was in force under one name."""

    code: str
    key: str
    start: date
    end: date


class Places:
    """The Dongs that a deployment's records may name.

    With packaged boundaries, those of the register in every vintage; with a boundary file, the file's own, at
    any time.
    """

    def __init__(self, settings: Settings, deployment: Deployment) -> None:
        self._settings = settings
        self._deployment = deployment
        self.first = deployment.first_month
        self.last = month_end(deployment.last_month)

    @cached_property
    def _own(self) -> pd.DataFrame:
        """The deployment's Dongs with the period of each."""
        if self._deployment.boundary_file is None:
            return geography.validity(self._deployment.dong_prefixes, EARLIEST, OPEN_END)
        rows = pd.DataFrame(geography.frame(self._deployment).drop(columns="geometry"))
        return rows.assign(valid_from=START, valid_to=OPEN_END)

    @cached_property
    def _periods(self) -> dict[str, list[_Period]]:
        """The periods of each code, by the 10-, 8- or 7-digit code and by 10-digit code alone."""
        found: dict[str, list[_Period]] = defaultdict(list)
        for row in self._own.to_dict("records"):
            period = _Period(
                row["dong_code"],
                name_key(_text(row.get("dong_name_ko"))),
                row["valid_from"],
                row["valid_to"],
            )
            seven, eight = _text(row.get("dong_code_7")), _text(row.get("dong_code_8"))
            for code in {row["dong_code"], seven, seven and seven + "0", eight} - {""}:
                found[code].append(period)
        return found

    @cached_property
    def _keys(self) -> set[str]:
        """The keys of the deployment's names, in both styles and English."""
        columns = [
            c for c in ("dong_name_ko", "dong_name_short_ko", "dong_name_en") if c in self._own
        ]
        names = {_text(name) for column in columns for name in self._own[column].unique()}
        return {name_key(name).casefold() for name in names if name}

    @cached_property
    def _elsewhere(self) -> tuple[set[str], set[str]]:
        """Codes (of every length, and of Gu and provinces) and name keys of all Korea."""
        if self._deployment.boundary_file is not None:
            return set(), set()
        rows = geography.validity([""], EARLIEST, OPEN_END)
        ten = set(rows["dong_code"])
        seven = set(rows["dong_code_7"].dropna())
        codes = ten | {code[:5] for code in ten} | {code[:2] for code in ten}
        codes |= seven | {code + "0" for code in seven} | set(rows["dong_code_8"].dropna())
        return codes, {name_key(name) for name in rows["dong_name_ko"].unique()}

    def answer_dongs(self, texts: Iterable[tuple[str, str]], when: When) -> Iterator[Answer]:
        """The answers for (text, gu) pairs.

        `when` says what a record's day is: a day; the last day of a month, in which a Dong counts that was
        in force on any day of it; or unknown, which asks for the deployment's months as a whole.
        """
        for text, gu in texts:
            yield from self._answer_dong(text, gu, when)

    def _answer_dong(self, text: str, gu: str, when: When) -> Iterator[Answer]:
        """The answers for one text."""
        code = text if text in self._periods else _code_in(text)
        if code:
            named, others = self._periods.get(code, []), []
        else:
            named, others = self._periods_of_name(text, gu)
        if not named:
            reason = "other_city" if self._is_elsewhere(text, code) else "unknown_dong"
            yield Answer(text, gu, START, OPEN_END, None, reason, f"{gu} {text}".strip())
        elif when != "any":
            answers = list(self._dated(text, gu, named, others))
            yield from _stretched(answers) if when == "month" else answers
        else:
            yield self._undated(text, gu, named + others)

    def _periods_of_name(self, text: str, gu: str) -> tuple[list[_Period], list[_Period]]:
        """The periods in which codes bore the name, and the other periods of the same codes."""
        tokens = text.split()
        tails = {"".join(tokens[place:]) for place in range(len(tokens))}
        if not any(name_key(tail).casefold() in self._keys for tail in tails):
            return [], []
        codes = geography.name_candidates(
            text if gu.isdigit() else f"{gu} {text}".strip(), self._own
        )
        codes = [code for code in codes if code.startswith(gu)] if gu.isdigit() else codes
        periods = [p for code in codes for p in self._periods[code] if p.code == code]
        keys = {name_key(tail) for tail in tails}
        named = [p for p in periods if p.key in keys] or periods
        return named, [p for p in periods if p not in named]

    def _is_elsewhere(self, text: str, code: str | None) -> bool:
        """Whether a code or name is one of another Korean city."""
        codes, keys = self._elsewhere
        if code:
            own = tuple(self._deployment.dong_prefixes)
            is_known = code in codes or (len(code) == 10 and code[:5] in codes)
            return is_known and not (len(code) == 10 and code.startswith(own))
        own = name_key(text.split()[-1]).casefold() in self._keys
        names_province = len(text.split()) > 2
        is_known = any(name_key(part) in keys for part in (text, text.split()[-1]))
        return is_known and (names_province or not own)

    def _dated(
        self, text: str, gu: str, named: list[_Period], others: list[_Period]
    ) -> Iterator[Answer]:
        """The answers of one text over time: one code, several, or none in force."""
        cuts = {START} | {p.start for p in named + others}
        cuts |= {p.end + _DAY for p in named + others if p.end < OPEN_END}
        starts = sorted(cuts)
        ends = [start - _DAY for start in starts[1:]] + [OPEN_END]
        for start, end in zip(starts, ends, strict=True):
            codes = _in_force(named, start) or _in_force(others, start)
            if len(codes) == 1:
                yield Answer(text, gu, start, end, codes.pop())
            elif codes:
                yield self._ambiguous(text, gu, start, end, codes)
            else:
                detail = f"{text} was {_described(named)}"
                yield Answer(text, gu, start, end, None, "other_vintage", detail)

    def _ambiguous(
        self, text: str, gu: str, start: date, end: date, codes: Iterable[str]
    ) -> Answer:
        """The answer of a text that fits several; its detail names the first dozen."""
        ordered = sorted(codes)
        named = [f"{self._names.get(code, '')} {code}".strip() for code in ordered[:_SHOWN]]
        more = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
        detail = f"{text}: {', '.join(named)}{more}"
        return Answer(text, gu, start, end, None, "ambiguous_dong", detail)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The latest name of each code, for details."""
        if "dong_name_ko" not in self._own:
            return {}
        return dict(zip(self._own["dong_code"], self._own["dong_name_ko"].map(_text), strict=True))

    def _undated(self, text: str, gu: str, periods: list[_Period]) -> Answer:
        """The one Dong that a text means in the deployment's months."""
        codes = {p.code for p in periods if p.start <= self.last and p.end >= self.first}
        if len(codes) == 1:
            return Answer(text, gu, START, OPEN_END, codes.pop())
        if codes:
            return self._ambiguous(text, gu, START, OPEN_END, codes)
        detail = f"{text} was {_described(periods)}"
        return Answer(text, gu, START, OPEN_END, None, "other_vintage", detail)

    def answer_gus(self, texts: Iterable[str]) -> Iterator[Answer]:
        """The answers for codes and names of Gu; `code` is the Gu's."""
        own: dict[str, set[str]] = defaultdict(set)
        for row in self._own.to_dict("records"):
            if row["valid_from"] <= self.last and row["valid_to"] >= self.first:
                gu = row["gu_code"]
                for name in (
                    gu,
                    gu + "00000",
                    _text(row.get("gu_name_ko")),
                    _text(row.get("gu_name_en")),
                ):
                    own["".join(name.split()).casefold()].add(gu)
        for text in texts:
            codes = own.get("".join(text.split()[-1:]).casefold(), set())
            codes = codes or own.get("".join(text.split()).casefold(), set())
            if len(codes) == 1:
                yield Answer(text, "", START, OPEN_END, next(iter(codes)))
            elif codes:
                yield self._ambiguous(text, "", START, OPEN_END, codes)
            else:
                reason = "other_city" if text[:5] in self._elsewhere[0] else "unknown_dong"
                yield Answer(text, "", START, OPEN_END, None, reason, text)

    def answer_cities(self, texts: Iterable[str]) -> Iterator[Answer]:
        """The answers for 2-digit codes of cities."""
        own = {prefix[:2] for prefix in self._deployment.dong_prefixes}
        for text in texts:
            if text in own:
                yield Answer(text, "", START, OPEN_END, text)
            else:
                reason = "other_city" if text in self._elsewhere[0] else "unknown_dong"
                yield Answer(text, "", START, OPEN_END, None, reason, text)

    def answer_points(
        self, points: pd.DataFrame, crs: str, days: Iterable[date] | None
    ) -> Iterator[Answer]:
        """The answers for points, by the Dongs in force on each of the records' days.

        `points` has text, x, y. With a boundary file, or without days, the frame's Dongs answer.
        """
        for start, end, dongs in self._vintages(days):
            codes = geography.locate(points["x"], points["y"], dongs, crs)
            for text, code in zip(points["text"], codes, strict=True):
                if isinstance(code, str):
                    yield Answer(text, "", start, end, code)
                else:
                    yield Answer(text, "", start, end, None, "outside_boundaries", text)

    def _vintages(self, days: Iterable[date] | None) -> Iterator[tuple[date, date, pd.DataFrame]]:
        """The Dongs' polygons with the period for which they answer."""
        if days is None or self._deployment.boundary_file is not None:
            yield START, OPEN_END, geography.frame(self._deployment)
            return
        changes = sorted(
            set(self._own["valid_from"])
            | {end + _DAY for end in self._own["valid_to"] if end < OPEN_END}
        )
        changes = [START, *changes, OPEN_END]
        needed = sorted(
            {max(i for i, change in enumerate(changes) if change <= day) for day in days}
        )
        for place in needed:
            start, end = changes[place], changes[place + 1] - _DAY
            on = max(start, EARLIEST)
            yield start, end, geography.boundaries(on, self._deployment.dong_prefixes)

    def answer_legal(self, texts: Iterable[tuple[str, str]]) -> Iterator[Answer]:
        """The answers for legal Dongs: the only Dong that each lies in, or its candidates.

        Needs the ministry's table KIKmix as `legal_dongs.csv` in the reference folder. A name that is no
        legal Dong may be an administrative one (모라3동); without the table, only those are found.
        """
        path = self._settings.reference / "legal_dongs.csv"
        pairs = (
            geography.legal_dongs(path, self._deployment.boundaries_on) if path.is_file() else None
        )
        for text, gu in texts:
            codes = (
                [] if pairs is None else geography.legal_dong_candidates(text, gu or None, pairs)
            )
            if len(codes) == 1:
                yield Answer(text, gu, START, OPEN_END, codes[0])
            elif codes:
                yield self._ambiguous(text, gu, START, OPEN_END, codes)
            elif pairs is None and not any(c.isdigit() for c in text):
                detail = f"{text}: no table of legal Dongs ({path})"
                yield Answer(text, gu, START, OPEN_END, None, "unknown_dong", detail)
            else:
                yield from self._answer_dong(text, gu, "any")


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _stretched(answers: list[Answer]) -> Iterator[Answer]:
    """The answers for months, asked for by their last day: a Dong that ended within a month has the whole of it."""
    for before, answer in zip([None, *answers], [*answers, None], strict=True):
        if before is None:
            continue
        if before.reason == "other_vintage" and before.valid_from.day > 1:
            start = month_end(before.valid_from) + _DAY
            if start <= before.valid_to:
                yield replace(before, valid_from=start)
            continue
        if answer and answer.reason == "other_vintage" and answer.valid_from.day > 1:
            before = replace(before, valid_to=min(month_end(answer.valid_from), answer.valid_to))
        yield before


def _in_force(periods: list[_Period], day: date) -> set[str]:
    """The codes in force on a day."""
    return {p.code for p in periods if p.start <= day <= p.end}


def _described(periods: list[_Period]) -> str:
    """When a Dong was in force, for a detail."""
    start, end = min(p.start for p in periods), max(p.end for p in periods)
    until = "" if end == OPEN_END else f" until {end}"
    return f"in force from {start}{until}"


def _code_in(text: str) -> str | None:
    """The code that a text is or carries in brackets at its end."""
    inside = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    return inside if inside.isascii() and inside.isdigit() and len(inside) in (7, 8, 10) else None


def _text(value: object) -> str:
    """A cell of a DataFrame as text; '' for a missing one."""
    return value if isinstance(value, str) else ""
