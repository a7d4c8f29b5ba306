"""Texts to the feed's types, in SQL, with what is wrong with each.

A `Conversion` is the SQL of one feed column over the view `delivered` (alias d) and the answer tables of
`answers`; its `faults` are conditions that put a record into quarantine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.ingest.delivery import Delivery
from pipelines.ingest.layouts import Layout
from pipelines.ingest.places import month_end
from pipelines.ingest.quoting import literal, literals
from pipelines.ingest.recognising import Recognised
from pipelines.schema import FEEDS, Column, Feed
from pipelines.settings import Deployment

_DATES = ("%Y.%m.%d", "%Y.%m.%d.", "%Y. %m. %d", "%Y. %m. %d.", "%Y년 %m월 %d일", "%Y년%m월%d일")
_MONTHS = ("%Y-%m", "%Y%m", "%Y.%m", "%Y/%m", "%Y년 %m월", "%Y년%m월")
_EARLIEST = date(1900, 1, 1)
# before the deployment began, but not before anyone living
_ANY_TIME = ("registered_from", "registered_to")
# bounds of numbers that have sensible ones; every other number is 0 or more
_BOUNDS: dict[str, tuple[float, float]] = {
    "score": (1, 5),
    "household_size": (1, 100),
    "longitude": (-180, 180),
    "latitude": (-90, 90),
}
_ORDER = (
    "total_row",
    "missing_value",
    "not_a_date",
    "not_a_number",
    "negative_amount",
    "unknown_value",
    "date_out_of_range",
    "unknown_dong",  # with its four siblings, as the answer says
    "wrong_order",
)


@dataclass(frozen=True)
class Fault:
    """A SQL condition under which a record is quarantined. `reason` and `detail` are SQL texts."""

    rank: int
    condition: str
    reason: str
    detail: str


@dataclass(frozen=True)
class Conversion:
    """One feed column: the SQL of its value, its faults, and the answer table that they join, if any."""

    column: Column
    value: str
    faults: tuple[Fault, ...] = ()
    join: str | None = None


def convert(file: Recognised, delivery: Delivery, deployment: Deployment) -> dict[str, Conversion]:
    """The conversion of every column of the feed, in schema order; unfilled ones are null."""
    return _Converter(file, delivery, deployment).conversions()


class _Converter:
    """Builds conversions for one file."""

    def __init__(self, file: Recognised, delivery: Delivery, deployment: Deployment) -> None:
        self.layout: Layout = file.layout
        self.feed: Feed = FEEDS[file.layout.feed]
        self.delivery = delivery
        self.deployment = deployment

    def conversions(self) -> dict[str, Conversion]:
        """All columns; then the faults that concern two of them."""
        made = {column.name: self._one(column) for column in self.feed.columns}
        for later, earlier in self.feed.not_before:
            if later in self.delivery.filled and earlier in self.delivery.filled:
                old = made[later]
                fault = _fault(
                    "wrong_order",
                    f"{old.value} < {made[earlier].value}",
                    f"{literal(f'{later} ')} || d.x_{later} || {literal(f' before {earlier} ')} || d.x_{earlier}",
                )
                made[later] = Conversion(old.column, old.value, (*old.faults, fault), old.join)
        return made

    def _one(self, column: Column) -> Conversion:
        """One column, by its type and role."""
        if column.name not in self.delivery.filled:
            return Conversion(column, f"null::{column.duckdb_type}")
        text = f"d.x_{column.name}"
        made = self._by_kind(column, text)
        if column.name in self.feed.required:
            missing = _fault("missing_value", f"{text} is null", literal(column.name))
            made = Conversion(column, made.value, (missing, *made.faults), made.join)
        return made

    def _by_kind(self, column: Column, text: str) -> Conversion:
        if column.name in self.feed.pseudonymised:
            alias = f"key_{column.name}"
            join = f"left join {alias} on {alias}.text = {text}"
            return Conversion(column, f"{alias}.pseudonym", join=join)
        if column.name in ("dong_code", "gu_code", "place_code"):
            return self._place(column, text)
        if column.vocabulary or column.type == "boolean":
            return _word(column, text)
        if column.type in ("date", "month"):
            return self._date(column, text)
        if column.type in ("integer", "decimal"):
            return self._number(column, text)
        return Conversion(column, text)

    def _place(self, column: Column, text: str) -> Conversion:
        """A Dong, Gu or any place: the answer of the value, on the record's day where it has one."""
        alias = f"place_{column.name}"
        on = f"{alias}.text = {text}"
        if column.name == "dong_code" and self.delivery.has_gu:
            on += f" and {alias}.gu = coalesce(d.x_gu, '')"
        if column.name == "place_code":
            on += f" and {alias}.gu = coalesce(word_level.code, '')"
        day = day_sql(self.layout, self.delivery)
        if column.name == "dong_code" and day:
            on += f" and {day} between {alias}.valid_from and {alias}.valid_to"
        faults = (
            Fault(
                _ORDER.index("unknown_dong"),
                f"{alias}.reason is not null",
                f"{alias}.reason",
                f"{alias}.detail",
            ),
        )
        if column.name == "dong_code" and self.layout.point:
            faults = (_not_coordinates(text), *faults)
        return Conversion(column, f"{alias}.code", faults, f"left join {alias} on {on}")

    def _date(self, column: Column, text: str) -> Conversion:
        """A date, or a month as its first day, within the range of its column."""
        value = _date_value(self.layout, column)
        first = _EARLIEST if column.name in _ANY_TIME else self.deployment.first_month
        last = month_end(self.deployment.last_month)
        shown = f"{literal(f'{column.name} ')} || {text}"
        faults = (
            _fault("not_a_date", f"{text} is not null and {value} is null", shown),
            _fault(
                "date_out_of_range",
                f"{value} not between date '{first}' and date '{last}'",
                f"{shown} || {literal(f' is not within {first} to {last}')}",
            ),
        )
        return Conversion(column, value, faults)

    def _number(self, column: Column, text: str) -> Conversion:
        """A number within the bounds of its column."""
        source = self.layout.columns.get(column.name)
        number = f"try_cast(translate({text}, '_,원', '?') as double)"
        number = f"case when isfinite({number}) then {number} end"
        if source and source.multiply is not None:
            number = f"round(({number}) * {source.multiply}, 6)"
        value = number
        if column.type == "integer":
            value = f"case when ({number}) = trunc({number}) and abs({number}) < 9e15 then ({number})::bigint end"
        value = f"({value})"
        shown = f"{literal(f'{column.name} ')} || {text}"
        faults = [_fault("not_a_number", f"{text} is not null and {value} is null", shown)]
        if column.name == "fiscal_year":
            first, last = self.deployment.first_month.year, self.deployment.last_month.year
            return Conversion(
                column,
                value,
                (
                    *faults,
                    _fault("date_out_of_range", f"{value} not between {first} and {last}", shown),
                ),
            )
        low, high = _BOUNDS.get(column.name, (0, float("inf")))
        if low == 0 or column.name in ("household_size", "score"):
            faults.append(_fault("negative_amount", f"{value} < 0", shown))
        if column.name in _BOUNDS:
            bounds = f"{shown} || {literal(f' is not within {low:g} to {high:g}')}"
            faults.append(_fault("unknown_value", f"{value} not between {low} and {high}", bounds))
        return Conversion(column, value, tuple(faults))


def day_sql(layout: Layout, delivery: Delivery) -> str | None:
    """SQL of the day on which a record's Dong must exist (of a month, its last); None for any day."""
    feed = FEEDS[layout.feed]
    if feed.placed_on is None or feed.placed_on not in delivery.filled:
        return None
    column = feed.column(feed.placed_on)
    value = _date_value(layout, column)
    return f"last_day({value})" if column.type == "month" else value


def _date_value(layout: Layout, column: Column) -> str:
    """SQL of a date column's value."""
    source = layout.columns.get(column.name)
    formats = source.dates if source else ()
    return date_sql(f"d.x_{column.name}", formats, is_month=column.type == "month")


def _word(column: Column, text: str) -> Conversion:
    """A value of a closed vocabulary, or yes and no."""
    alias = f"word_{column.name}"
    value = f"({alias}.code = 'true')" if column.type == "boolean" else f"{alias}.code"
    fault = _fault(
        "unknown_value",
        f"{text} is not null and {alias}.code is null",
        f"{literal(f'{column.name} ')} || {text}",
    )
    return Conversion(column, value, (fault,), f"left join {alias} on {alias}.text = {text}")


def _not_coordinates(text: str) -> Fault:
    """A point that is no pair of numbers."""
    x, y = (f"try_cast(split_part({text}, ' ', {n}) as double)" for n in (1, 2))
    return _fault("not_a_number", f"{text} is not null and ({x} is null or {y} is null)", text)


def date_sql(text: str, formats: tuple[str, ...], *, is_month: bool) -> str:
    """SQL of the date that a text says; null for none. Only the layout's forms where it names some.

    DuckDB's own cast would take words such as 'epoch', hence the first digit; %Y%m%d would take
    201612 for 2 January, hence the length.
    """
    if formats:
        value = f"try_strptime({text}, [{literals(formats)}])::date"
    else:
        iso = f"case when {text} between '0' and ':' then try_cast({text} as date) end"
        plain = f"case when length({text}) = 8 then try_strptime({text}, '%Y%m%d')::date end"
        value = f"coalesce({iso}, {plain}, try_strptime({text}, [{literals(_DATES)}])::date)"
    if is_month and not formats:
        value = f"coalesce(try_strptime({text}, [{literals(_MONTHS)}])::date, {value})"
    return f"date_trunc('month', {value})::date" if is_month else value


def _fault(reason: str, condition: str, detail: str) -> Fault:
    """A fault of a fixed reason."""
    return Fault(_ORDER.index(reason), condition, literal(reason), detail)


def total_fault() -> Fault:
    """Rows that the layout knows as totals."""
    return _fault("total_row", "d.is_total", "''")


def ordered_faults(conversions: Mapping[str, Conversion]) -> list[Fault]:
    """All faults; of several that a record has, the first one names its reason."""
    faults = [total_fault(), *(fault for made in conversions.values() for fault in made.faults)]
    return sorted(faults, key=lambda fault: fault.rank)
