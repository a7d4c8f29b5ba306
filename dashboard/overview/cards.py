"""Key figures as cards: a value, its two changes, a small trend, its meaning on hover or focus.

HTML of our own: Streamlit's figure has room for one change, and its unit is as large as the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from urllib.parse import quote

import streamlit as st

from dashboard import maps

_WIDE, _HIGH, _EDGE = 128.0, 24.0, 3.0


@dataclass(frozen=True)
class Card:
    """One key figure, in words throughout.

    `number` and `unit`, or `number` alone where it says why there is none (`is_known` False).
    `changes` are (against what, how much, how much in per cent or empty). `trend` runs to the
    month shown, None where there is no value; `trend_text` tells it to whoever does not see it.
    """

    label: str
    meaning: str
    number: str
    unit: str
    is_known: bool
    changes: tuple[tuple[str, str, str], ...]
    trend: tuple[float | None, ...]
    trend_text: str


def draw(cards: Sequence[Card], help_label: str) -> None:
    """The cards in a row that wraps; `help_label` names the button of the meaning."""
    st.html(maps.ASSETS / "overview.css")
    st.html(f'<div class="cards">{"".join(_html(card, help_label) for card in cards)}</div>')


def _html(card: Card, help_label: str) -> str:
    label, meaning = escape(card.label), escape(card.meaning)
    changes = "".join(
        f'<div class="card-against">{escape(name)}</div>'
        f'<div class="card-change">{escape(text)} <span>{escape(more)}</span></div>'
        for name, text, more in card.changes
    )
    kind = "card-number" if card.is_known else "card-number card-none"
    return (
        f'<section class="card" aria-label="{label}">'
        f'<div class="card-label">{label}'
        f'<button type="button" class="card-help" aria-label="{escape(help_label)}: {meaning}">?'
        f'<span class="card-meaning" aria-hidden="true">{meaning}</span></button></div>'
        f'<div class="{kind}">{escape(card.number)}<span>{escape(card.unit)}</span></div>'
        f"{_trend(card)}{changes}</section>"
    )


def _trend(card: Card) -> str:
    """The trend as a mask, so that it takes the colour of the theme, light or dark."""
    drawing = sparkline(card.trend)
    text = escape(card.trend_text)
    if not drawing:
        return f'<div class="card-trend" role="img" aria-label="{text}"></div>'
    mask = f"url('data:image/svg+xml,{quote(drawing)}')"
    return (
        f'<div class="card-trend card-drawn" role="img" aria-label="{text}" title="{text}" '
        f'style="-webkit-mask-image:{mask};mask-image:{mask}"></div>'
    )


def sparkline(values: Sequence[float | None]) -> str:
    """A line through the values with a dot on the last, as SVG; gaps stay gaps.

    Empty where no two neighbours have a value. The line fills the height: it shows the course, the
    card's number the size.
    """
    known = [value for value in values if value is not None]
    pairs = [
        (before, after)
        for before, after in pairwise(values)
        if before is not None and after is not None
    ]
    if not pairs:
        return ""
    low, high = min(known), max(known)
    step = (_WIDE - 2 * _EDGE) / (len(values) - 1)
    points: list[tuple[float, float] | None] = [
        None
        if value is None
        else (
            _EDGE + place * step,
            _HIGH / 2 if low == high
            else _HIGH - _EDGE - (value - low) / (high - low) * (_HIGH - 2 * _EDGE),
        )
        for place, value in enumerate(values)
    ]  # fmt: skip
    path, is_on = [], False
    for point in points:
        if point:
            path.append(f"{'L' if is_on else 'M'}{point[0]:.1f} {point[1]:.1f}")
        is_on = point is not None
    end = points[-1]
    dot = f'<circle cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="2.6"/>' if end else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:g} {_HIGH:g}">'
        f'<path d="{"".join(path)}" fill="none" stroke="#000" stroke-width="1.5" '
        f'stroke-linejoin="round"/>{dot}</svg>'
    )
