"""Texts to the feed's types, in SQL, with what is wrong with each.

The view `typed` (alias d) is `delivered` with dates and numbers as v_<column>. A `Conversion` is
the SQL of one feed column over it and the answer tables of `answers`; its faults put a record into
quarantine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from pipelines.ingest.delivery import PLACES, Delivery
from pipelines.ingest.layouts import Layout
from pipelines.ingest.parsing import date_sql, month_sql, number_sql
from pipelines.ingest.periods import month_end
from pipelines.ingest.quoting import literal
from pipelines.ingest.recognising import Recognised
from pipelines.schema import FEEDS, Column, Feed
from pipelines.settings import Deployment

_EARLIEST = date(1900, 1, 1)
# may lie before the deployment's months
_ANY_TIME = ("benefit_from", "registered_from", "registered_to")
# bounds of the numbers that have more than 0
_BOUNDS: dict[str, tuple[float, float]] = {
    "score": (1, 5),
    "household_size": (1, 100),
    "longitude": (-180, 180),
    "latitude": (-90, 90),
}
_SIGNED = ("longitude", "latitude")
# of several faults of a record, the first in this order names its reason
_ORDER = (
    "total_row",
    "missing_value",
    "not_a_date",
    "not_a_number",
    "negative_amount",
    "unknown_value",
    "date_out_of_range",
    "unknown_dong",  # and its siblings, as the answer says
    "wrong_order",
)


@dataclass(frozen=True)
class Fault:
    """A SQL condition over `typed` and the joined tables under which a record is quarantined.

    `reason` and `detail` are SQL over what is left of the record then: its x_<column>, and
    <table>_reason and <table>_detail of each joined table of places.
    """

    rank: int
    condition: str
    reason: str
    detail: str


@dataclass(frozen=True)
class Conversion:
    """One feed column: the SQL of its value, its faults, and the answer tables that they join.

    `join` serves the value; `fault_join` the faults, and is None where no distinct text is at
    fault. `early` is the SQL of v_<column>, worked out in the view `typed`: there, texts still come
    as a dictionary from Parquet, and DuckDB converts each distinct one once.
    """

    column: Column
    value: str
    faults: tuple[Fault, ...] = ()
    join: str | None = None
    fault_join: str | None = None
    early: str | None = None


def convert(
    connection: duckdb.DuckDBPyConnection,
    file: Recognised,
    delivery: Delivery,
    deployment: Deployment,
) -> dict[str, Conversion]:
    """The conversion of every column of the feed, in schema order; makes the view `typed`."""
    at_fault = {c for c in delivery.filled if _is_at_fault(connection, c)}
    conversions = _Converter(file, delivery, deployment, at_fault).conversions()
    early = "".join(f", {made.early} as v_{c}" for c, made in conversions.items() if made.early)
    connection.execute(f"create or replace temp view typed as select *{early} from delivered as d")
    return conversions


def _is_at_fault(connection: duckdb.DuckDBPyConnection, column: str) -> bool:
    """Whether some distinct text of a column has no good answer (on some day)."""
    kind, bad = ("place", "reason is not null") if column in PLACES else ("word", "code is null")
    known = "select 1 from duckdb_tables() where table_name = $name"
    if not connection.execute(known, {"name": f"{kind}_{column}"}).fetchall():
        return False
    return bool(connection.execute(f"select 1 from {kind}_{column} where {bad} limit 1").fetchall())


def ordered_faults(conversions: Mapping[str, Conversion]) -> list[Fault]:
    """All faults; of several that a record has, the first one names its reason."""
    faults = [_fault("total_row", "d.is_total", "''")]
    faults += [fault for made in conversions.values() for fault in made.faults]
    return sorted(faults, key=lambda fault: fault.rank)


def day_sql(layout: Layout, delivery: Delivery) -> str | None:
    """SQL, over `delivered`, of the day on which a record's Dong must exist; of a month, its last.

    None where the feed places its records at no time in particular.
    """
    feed = FEEDS[layout.feed]
    if feed.placed_on is None or feed.placed_on not in delivery.filled:
        return None
    column = feed.column(feed.placed_on)
    value = _date_value(layout, column)
    return f"last_day({value})" if column.type == "month" else value


def _date_value(layout: Layout, column: Column) -> str:
    """SQL of a date column's value, from its text."""
    source = layout.columns.get(column.name)
    formats = source.dates if source else ()
    read = month_sql if column.type == "month" else date_sql
    return read(f"d.x_{column.name}", formats)


class _Converter:
    """Builds the conversions of one file."""

    def __init__(
        self, file: Recognised, delivery: Delivery, deployment: Deployment, at_fault: set[str]
    ) -> None:
        self.layout: Layout = file.layout
        self.feed: Feed = FEEDS[file.layout.feed]
        self.delivery = delivery
        self.deployment = deployment
        self.at_fault = at_fault

    def conversions(self) -> dict[str, Conversion]:
        """All columns, then the faults that concern two of them."""
        made = {column.name: self._one(column) for column in self.feed.columns}
        for later, earlier in self.feed.not_before:
            if later in self.delivery.filled and earlier in self.delivery.filled:
                before = literal(f" before {earlier} ")
                detail = f"{literal(later + ' ')} || x_{later} || {before} || x_{earlier}"
                fault = _fault("wrong_order", f"d.v_{later} < d.v_{earlier}", detail)
                made[later] = replace(made[later], faults=(*made[later].faults, fault))
        return made

    def _one(self, column: Column) -> Conversion:
        """One column, by its kind; required ones must be filled."""
        if column.name not in self.delivery.filled:
            return Conversion(column, "null")
        made = self._by_kind(column, f"d.x_{column.name}")
        if column.name in self.feed.required:
            missing = _fault("missing_value", f"d.x_{column.name} is null", literal(column.name))
            made = replace(made, faults=(missing, *made.faults))
        return made

    def _by_kind(self, column: Column, text: str) -> Conversion:
        if column.name in self.feed.pseudonymised:
            alias = f"key_{column.name}"
            join = f"left join {alias} on {alias}.text = {text}"
            return Conversion(column, f"{alias}.pseudonym", join=join)
        if column.name in PLACES:
            return self._place(column, text)
        if column.vocabulary or column.type == "boolean":
            return self._word(column, text)
        if column.type in ("date", "month"):
            return self._date(column, text)
        if column.type in ("integer", "decimal"):
            return self._number(column, text)
        return Conversion(column, text)

    def _place(self, column: Column, text: str) -> Conversion:
        """A Dong, Gu or any place: the answer for the value, on the record's day if it has one."""
        alias = f"place_{column.name}"
        on = f"{alias}.text = {text}"
        if column.name == "dong_code" and self.delivery.has_gu:
            on += f" and {alias}.gu = coalesce(d.x_gu, '')"
        if column.name == "place_code":
            on += f" and {alias}.gu = word_level.code"
        if column.name == "dong_code" and day_sql(self.layout, self.delivery):
            placed_on = self.feed.column(self.feed.placed_on or "")
            day = f"d.v_{placed_on.name}"
            day = f"last_day({day})" if placed_on.type == "month" else day
            on += f" and {day} between {alias}.valid_from and {alias}.valid_to"
        made = Conversion(column, f"{alias}.code", join=f"left join {alias} on {on}")
        if column.name == "dong_code" and self.layout.point:
            made = replace(made, faults=(_not_coordinates(column.name),))
        if column.name not in self.at_fault:
            return made
        refused = Fault(
            rank=_ORDER.index("unknown_dong"),
            condition=f"{alias}.reason is not null",
            reason=f"{alias}_reason",
            detail=f"{alias}_detail",
        )
        # only the answers that refuse: fewer matches are made and carried along
        bad = f"left join (select * from {alias} where reason is not null) as {alias} on {on}"
        return replace(made, faults=(*made.faults, refused), fault_join=bad)

    def _word(self, column: Column, text: str) -> Conversion:
        """A value of a closed vocabulary, or yes and no."""
        alias = f"word_{column.name}"
        value = f"({alias}.code = 'true')" if column.type == "boolean" else f"{alias}.code"
        join = f"left join {alias} on {alias}.text = {text}"
        made = Conversion(column, value, join=join)
        if column.name not in self.at_fault and column.name != "level":
            return made
        condition = f"{text} is not null and {alias}.code is null"
        fault = _fault("unknown_value", condition, _shown(column))
        return replace(made, faults=(fault,), fault_join=join)

    def _date(self, column: Column, text: str) -> Conversion:
        """A date, or a month as its first day, within the range of its column."""
        value = f"d.v_{column.name}"
        first = _EARLIEST if column.name in _ANY_TIME else self.deployment.first_month
        last = month_end(self.deployment.last_month)
        faults = (
            _fault("not_a_date", f"{text} is not null and {value} is null", _shown(column)),
            _fault(
                "date_out_of_range",
                f"{value} not between date '{first}' and date '{last}'",
                _shown(column, f" is not within {first} to {last}"),
            ),
        )
        return Conversion(column, value, faults, early=_date_value(self.layout, column))

    def _number(self, column: Column, text: str) -> Conversion:
        """A number within the bounds of its column."""
        source = self.layout.columns.get(column.name)
        is_whole = column.type == "integer"
        early = number_sql(text, source.multiply if source else None, is_whole=is_whole)
        value = f"d.v_{column.name}"
        faults = [_fault("not_a_number", f"{text} is not null and {value} is null", _shown(column))]
        if column.name == "fiscal_year":
            first, last = self.deployment.first_month.year, self.deployment.last_month.year
            shown = _shown(column, f" is not within {first} to {last}")
            faults.append(
                _fault("date_out_of_range", f"{value} not between {first} and {last}", shown)
            )
        elif column.name not in _SIGNED:
            faults.append(_fault("negative_amount", f"{value} < 0", _shown(column)))
        if column.name in _BOUNDS:
            low, high = _BOUNDS[column.name]
            shown = _shown(column, f" is not within {low:g} to {high:g}")
            faults.append(_fault("unknown_value", f"{value} not between {low} and {high}", shown))
        return Conversion(column, value, tuple(faults), early=early)


def _not_coordinates(column: str) -> Fault:
    """A point that is no pair of numbers."""
    x, y = (f"try_cast(split_part(d.x_{column}, ' ', {n}) as double)" for n in (1, 2))
    condition = f"d.x_{column} is not null and ({x} is null or {y} is null)"
    return _fault("not_a_number", condition, f"x_{column}")


def _shown(column: Column, more: str = "") -> str:
    """SQL of a detail: the column and its text."""
    return f"{literal(column.name + ' ')} || x_{column.name} || {literal(more)}"


def _fault(reason: str, condition: str, detail: str) -> Fault:
    """A fault of a fixed reason."""
    return Fault(_ORDER.index(reason), condition, literal(reason), detail)
