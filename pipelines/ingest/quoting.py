"""Text as SQL literals and names; for what cannot be bound, because it shapes the query."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def literal(text: str | Path) -> str:
    """A SQL string literal of exactly that text."""
    return "'" + str(text).replace("'", "''") + "'"


def name(text: str) -> str:
    """A quoted SQL name."""
    return '"' + text.replace('"', '""') + '"'


def literals(texts: Iterable[str]) -> str:
    """Literals with commas between, for `in (...)` and lists."""
    return ", ".join(literal(text) for text in texts)
