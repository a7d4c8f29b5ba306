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


# For `copy ... to`. Columns of a few thousand texts (Dongs, days, codes) keep their dictionary,
# which later steps convert once per text; for ids, trying one costs a quarter of the time and saves
# nothing.
PARQUET = "format parquet, compression lz4, dictionary_size_limit 4000, write_bloom_filter false"
