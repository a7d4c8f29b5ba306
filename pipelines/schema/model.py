"""What a column, a vocabulary and a table are. The entries stand beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "key", "integer", "decimal", "boolean", "date", "month"]

DUCKDB_TYPES: dict[str, str] = {
    "text": "VARCHAR",
    "key": "BIGINT",  # a pseudonym: 60 bits of a keyed hash
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "month": "DATE",  # first day of the month
}


@dataclass(frozen=True)
class Value:
    """One allowed value: its code, what people read, and the group it belongs to, if any."""

    code: str
    ko: str
    en: str
    group: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of values."""

    name: str
    values: tuple[Value, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order in which people read them."""
        return tuple(value.code for value in self.values)


# How a column passes the disclosure gate (pipelines/disclosure.py):
#   plain       no count of persons or households: places, months, categories, money, staff, official statistics
#   count       a count of persons, households or of events in their lives; `<name>_key` beside it in the warehouse
#               holds the sum of the record keys (0-255), which decides the noise
#   magnitude   a sum over such records; hidden when its `guard` count is
#   rate        `numerator` / `denominator`, worked out again from protected counts
#   difference  `minuend` - `subtrahend`, worked out again from protected counts
#   estimate    a number of households that nobody counted; has a gate of its own (pipelines/rounding.py)
Role = Literal["plain", "count", "magnitude", "rate", "difference", "estimate"]


@dataclass(frozen=True)
class Column:
    """One column: the same name has the same meaning, type and unit in every table.

    `unit` is a code of the vocabulary `unit_of_measure`. `parts` names the columns that a rate
    (numerator, denominator), a difference (minuend, subtrahend) or a magnitude (guard) hangs on;
    a magnitude without parts hangs on the `guard` of its table.
    `aliases` are further headers, in the agencies' words, under which extracts bring the column.
    """

    name: str
    type: Type
    ko: str
    en: str
    meaning_ko: str
    meaning_en: str
    unit: str | None = None
    vocabulary: str | None = None
    role: Role = "plain"
    parts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def duckdb_type(self) -> str:
        """The type in the warehouse."""
        return DUCKDB_TYPES[self.type]

    @property
    def key_name(self) -> str:
        """Name of the column with the sum of record keys; only counts have one."""
        return f"{self.name}_key"


@dataclass(frozen=True)
class Feed:
    """What an agency delivers: one row per `grain`.

    `required` columns must stand in every file and be filled in every row; the others may be
    absent or empty. `pseudonymised` ones are replaced by a keyed hash. `placed_on` is
    the date on which the Dong must have existed (None: at any time in the deployment's months).
    `not_before` holds pairs (later, earlier) of own dates, checked where both are filled;
    `follows` the feeds that should be ingested first. `sort` is the order of the landing files.
    """

    name: str
    ko: str
    en: str
    meaning_ko: str
    meaning_en: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    required: tuple[str, ...]
    placed_on: str | None = None
    pseudonymised: tuple[str, ...] = ()
    not_before: tuple[tuple[str, str], ...] = ()
    follows: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the feed has none."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True)
class Table:
    """A table of the warehouse. `is_published` tables leave it, through the gate.

    `guard` is the count whose suppression hides the table's magnitudes. A table that is not
    `is_open` is published in the internal release alone.
    """

    name: str
    ko: str
    en: str
    meaning_ko: str
    meaning_en: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    is_published: bool = True
    guard: str | None = None
    is_open: bool = True

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the table has none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def counts(self) -> tuple[Column, ...]:
        """The columns that the gate protects."""
        return tuple(column for column in self.columns if column.role == "count")

    @property
    def estimates(self) -> tuple[Column, ...]:
        """The columns that are rounded before they leave in the open release."""
        return tuple(column for column in self.columns if column.role == "estimate")

    @property
    def is_protected(self) -> bool:
        """Whether the published table says of each row if something in it is hidden."""
        return bool(self.counts or self.estimates)

    @property
    def warehouse_columns(self) -> tuple[tuple[str, str], ...]:
        """(name, DuckDB type) as the mart has them: the columns, then the key of each count.

        Only published tables carry keys: nothing else passes the gate.
        """
        own = tuple((column.name, column.duckdb_type) for column in self.columns)
        keys = tuple((column.key_name, "BIGINT") for column in self.counts)
        return own + (keys if self.is_published else ())
