"""Codes, names and points as agencies write them, each turned into the Dong that was meant.

The work is done on distinct values. The result is a table of answers: for every value, which Dong
it means in which period, or why it means none; the periods of one value cover all time without
overlap, so a join on the value and the date finds exactly one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Literal

import pandas as pd

from pipelines import geography
from pipelines.geography.names import name_key
from pipelines.geography.vintages import EARLIEST, OPEN_END
from pipelines.ingest.periods import (
    START,
    Answer,
    Period,
    codes_over_time,
    describe_periods,
    month_end,
    stretch_to_months,
)
from pipelines.settings import Deployment

When = Literal["day", "month", "any"]

_SHOWN = 12  # candidates in a detail


class Places:
    """The Dongs that a deployment's records may name.

    With packaged boundaries, those of the register in every vintage; with a boundary file, the
    file's own, at any time.
    """

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.first = deployment.first_month
        self.last = month_end(deployment.last_month)

    @cached_property
    def _own(self) -> pd.DataFrame:
        """The deployment's Dongs with the period of each."""
        if self.deployment.boundary_file is None:
            return geography.validity(self.deployment.dong_prefixes, EARLIEST, OPEN_END)
        rows = pd.DataFrame(geography.frame(self.deployment).drop(columns="geometry"))
        return rows.assign(valid_from=START, valid_to=OPEN_END)

    @cached_property
    def _periods(self) -> dict[str, list[Period]]:
        """The periods of each code, by the 10-, 8- or 7-digit code and by 10-digit code alone."""
        found: dict[str, list[Period]] = defaultdict(list)
        for row in self._own.to_dict("records"):
            period = Period(
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
        if self.deployment.boundary_file is not None:
            return set(), set()
        rows = geography.validity([""], EARLIEST, OPEN_END)
        ten = set(rows["dong_code"])
        seven = set(rows["dong_code_7"].dropna())
        codes = ten | {code[:5] for code in ten} | {code[:2] for code in ten}
        codes |= seven | {code + "0" for code in seven} | set(rows["dong_code_8"].dropna())
        return codes, {name_key(name) for name in rows["dong_name_ko"].unique()}

    def answer_dongs(self, texts: Iterable[tuple[str, str]], when: When) -> Iterator[Answer]:
        """The answers for (text, gu) pairs.

        `when` says what a record's day is: a day; the last day of a month, in which a Dong counts
        that was in force on any day of it; or unknown, which asks for the deployment's months as a
        whole.
        """
        for text, gu in texts:
            yield from self.answer_dong(text, gu, when)

    def answer_dong(self, text: str, gu: str, when: When) -> Iterator[Answer]:
        """The answers for one text."""
        code = text if text in self._periods else _code_in(text)
        if code:
            named, others = self._periods.get(code, []), list[Period]()
        else:
            named, others = self._periods_of_name(text, gu)
        if not named:
            reason = "other_city" if self._is_elsewhere(text, code) else "unknown_dong"
            yield Answer(text, gu, START, OPEN_END, None, reason, f"{gu} {text}".strip())
        elif when != "any":
            answers = list(self._dated(text, gu, named, others))
            yield from stretch_to_months(answers) if when == "month" else answers
        else:
            yield self._undated(text, gu, named + others)

    def _periods_of_name(self, text: str, gu: str) -> tuple[list[Period], list[Period]]:
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
            is_known = code in codes or (len(code) == 10 and code[:5] in codes)
            is_own = len(code) == 10 and code.startswith(self.deployment.dong_prefixes)
            return is_known and not is_own
        last = text.split()[-1]
        is_known = name_key(text) in keys or name_key(last) in keys
        names_province = len(text.split()) > 2
        return is_known and (names_province or name_key(last).casefold() not in self._keys)

    def _dated(
        self, text: str, gu: str, named: list[Period], others: list[Period]
    ) -> Iterator[Answer]:
        """The answers of one text over time: one code, several, or none in force."""
        for start, end, codes in codes_over_time(named, others):
            if codes:
                yield self.answer(text, gu, codes, start, end)
            else:
                detail = f"{text} was {describe_periods(named)}"
                yield Answer(text, gu, start, end, None, "other_vintage", detail)

    def answer(
        self, text: str, gu: str, codes: Iterable[str], start: date = START, end: date = OPEN_END
    ) -> Answer:
        """The answer of a text that means these codes: the only one, or a dozen candidates."""
        ordered = sorted(codes)
        if len(ordered) == 1:
            return Answer(text, gu, start, end, ordered[0])
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

    def _undated(self, text: str, gu: str, periods: list[Period]) -> Answer:
        """The one Dong that a text means in the deployment's months."""
        codes = {p.code for p in periods if p.start <= self.last and p.end >= self.first}
        if codes:
            return self.answer(text, gu, codes)
        detail = f"{text} was {describe_periods(periods)}"
        return Answer(text, gu, START, OPEN_END, None, "other_vintage", detail)

    def answer_gus(self, texts: Iterable[str]) -> Iterator[Answer]:
        """The answers for codes and names of Gu; `code` is the Gu's."""
        for text in texts:
            last = self._gus.get(_folded(text.split()[-1]), set())
            codes = last or self._gus.get(_folded(text), set())
            if codes:
                yield self.answer(text, "", codes)
            else:
                reason = "other_city" if text[:5] in self._elsewhere[0] else "unknown_dong"
                yield Answer(text, "", START, OPEN_END, None, reason, text)

    @cached_property
    def _gus(self) -> dict[str, set[str]]:
        """The Gu codes of each spelling, of the Gu in the deployment's months."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._own.to_dict("records"):
            if row["valid_from"] <= self.last and row["valid_to"] >= self.first:
                gu = row["gu_code"]
                names = (_text(row.get("gu_name_ko")), _text(row.get("gu_name_en")))
                for spelling in (gu, gu + "00000", *names):
                    found[_folded(spelling)].add(gu)
        return found

    def answer_cities(self, texts: Iterable[str]) -> Iterator[Answer]:
        """The answers for 2-digit codes of cities."""
        own = {prefix[:2] for prefix in self.deployment.dong_prefixes}
        for text in texts:
            if text in own:
                yield Answer(text, "", START, OPEN_END, text)
            else:
                reason = "other_city" if text in self._elsewhere[0] else "unknown_dong"
                yield Answer(text, "", START, OPEN_END, None, reason, text)


def _code_in(text: str) -> str | None:
    """The code that a text is or carries in brackets at its end."""
    inside = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    return inside if inside.isascii() and inside.isdigit() and len(inside) in (7, 8, 10) else None


def _text(value: object) -> str:
    """A cell of a DataFrame as text; '' for a missing one."""
    return value if isinstance(value, str) else ""


def _folded(text: str) -> str:
    """A name without blanks and case."""
    return "".join(text.split()).casefold()
