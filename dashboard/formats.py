"""Numbers, dates and money as each language writes them. Text in, text out; no units' names."""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

# Korean counts in ten thousands
_KOREAN_STEPS = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
# what two decimals still show; less than the other is an error of adding up
_LEAST, _NOTHING = 0.005, 1e-6
_ENGLISH_STEPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


@lru_cache(maxsize=1 << 16)
def number(value: float, language: str) -> str:
    """An exact number: `3,498,529`; a fraction keeps up to two decimals.

    One that these would make nothing keeps its first digit: 0.0002 is not 0.
    """
    if _NOTHING < abs(value) < _LEAST:
        return str(format_decimal(_significant(value, 1), format="0.############", locale=language))
    return str(format_decimal(value, format="#,##0.##", locale=language))


def short(value: float, language: str) -> str:
    """A number to three significant digits, for prose: `1만 2,300`, `12,300`, `230 million`."""
    rounded = _significant(value)
    sign = "-" if rounded < 0 else ""
    size = abs(rounded)
    return sign + (_korean(size) if language == "ko" else _english(size))


@lru_cache(maxsize=1 << 14)
def percent(rate: float, language: str, *, decimals: int = 1) -> str:
    """A rate between 0 and 1 in per cent: `37.2%`."""
    pattern = "#,##0." + "0" * decimals + "%" if decimals else "#,##0%"
    return str(format_percent(rate, format=pattern, locale=language))


@lru_cache(maxsize=1 << 12)
def month(day: date, language: str) -> str:
    """A month: `2016년 5월`, `May 2016`."""
    return str(format_skeleton("yMMMM", day, locale=language))


@lru_cache(maxsize=1 << 12)
def short_month(day: date, language: str) -> str:
    """A month for narrow places: `2016년 9월`, `Sep 2016`."""
    return str(format_skeleton("yMMM", day, locale=language))


@lru_cache(maxsize=1 << 12)
def month_name(day: date, language: str, *, is_short: bool = False) -> str:
    """A month without its year: `9월`, `September` or `Sep`."""
    return str(format_date(day, format="LLL" if is_short else "LLLL", locale=language))


@lru_cache(maxsize=1 << 12)
def year(day: date, language: str) -> str:
    """A year: `2016년`, `2016`."""
    return str(format_skeleton("y", day, locale=language))


@lru_cache(maxsize=1 << 12)
def full_date(day: date, language: str) -> str:
    """A day: `2016년 5월 3일`, `May 3, 2016`."""
    return str(format_date(day, format="long", locale=language))


def won(value: float, language: str) -> str:
    """Money to three significant digits: `2억 3,000만 원`, `KRW 230 million`."""
    text = short(value, language)
    return f"{text} 원" if language == "ko" else f"KRW {text}"


def _significant(value: float, digits: int = 3) -> float:
    if value == 0:
        return 0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _korean(size: float) -> str:
    parts = []
    for step, name in _KOREAN_STEPS:
        if size >= step:
            parts.append(f"{int(size // step):,}{name}")
            size %= step
    if size or not parts:
        parts.append(f"{size:,g}")
    return " ".join(parts)


def _english(size: float) -> str:
    for step, name in _ENGLISH_STEPS:
        if size >= step:
            return f"{size / step:,g} {name}"
    return f"{int(size):,}" if float(size).is_integer() else f"{size:,g}"


def parse_date(text: str) -> date:
    """The day of an ISO time such as a build carries."""
    return datetime.fromisoformat(text).date()
