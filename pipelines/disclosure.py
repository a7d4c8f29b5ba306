"""The gate: how a mart leaves the warehouse, exact (`internal`) or protected (`open`).

**Counts** (of persons, households, or events in their lives). Every record has a secret key, 0-255;
the keys of a cell's records are summed modulo 256 and, with the count, look up the noise: cell-key
perturbation (Fraser and Wooton 2005; Thompson, Broadfoot and Elazar 2013). The same records get the
same noise in whichever table they are counted. The published 10-5 table of the Office for National
Statistics' package ends each count: under 10 hidden, else a multiple of 5. Its noise depends on
the count alone, which is rounding, and rounding can be undone: a Gu of 35 with two Dongs of 10
leaves at least 33 - 12 - 12 = 9 for a hidden third, and a hidden count is at most 9. So noise that
the key decides, -4 to 4, comes first and the 10-5 table after it, both in one table of the
package's form. `tests/disclosure/test_attack.py` breaks the one and not the other.

**Zeros** are hidden like 1-9, as in the package: were they shown, "hidden" would mean "at least
one". For the same reason a row that exists only because somebody was counted is left out when
nothing of it can be shown: in tables with a category in their grain an absent row says "none, or
hidden". Tables by place and period (and case track) have a row for every combination, which
`check_presence` makes sure of; a hidden row there says no more than that.

**Rates and differences** are worked out again from protected counts. **Magnitudes** (sums over
records) are hidden with their guard count; otherwise they are rescaled to it and rounded to about
one mean record, so that sum / count does not give the exact count away.
The Dongs that an organisation reached (`reached_dong_count`) are such a magnitude too. The blur is
weak, as the mean record is a fraction of one Dong, and that is enough: it is a count of places,
shown only beside ten households or more, and names none of them. "Twelve households in eleven
Dongs" says that some Dong has one household, not which, and no table tells services by organisation
and Dong.

Plain by decision, and so exact in both releases: the resident registration, which the ministry
publishes by Dong, age and sex itself; and the staff of an office (headcount, fte), who are counted
at work and not as anybody's clients.

Estimates of households that nobody counted pass a gate of their own (`pipelines/rounding.py`).

Not covered: one record that makes up most of a magnitude (marts hold no largest contribution, so
no p-per-cent rule can be applied); many events of one household (ten visits may be one
household's); a zero beside a single other Dong (the same records get the same noise, so that Gu and
Dong agree month after month); and long rows of months averaged, as noise is redrawn whenever a
cell changes.
"""

from __future__ import annotations

from functools import cache
from math import prod

import duckdb
import pandas as pd
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule

from pipelines.errors import DisclosureError
from pipelines.publication import Release
from pipelines.schema import MARTS, Column, Table

THRESHOLD = 10
KEYS = 256
NOISE_MAX = 4
"""Noise of a key: its one bits less 4. Over the 256 keys: binomial, mean 0, variance 2."""

NOISE_SD = 2.0
"""Of a shown count: variance 2 of the key's noise, and 2 of rounding to a multiple of 5."""

PERSONAL = frozenset(
    {"household_id", "respondent_id", "report_id", "case_id", "visit_id", "service_id"}
    | {"contribution_id", "response_id", "transferred_from_case_id", "record_key"}
)
"""Names that point at one person, household or record."""

_COMPLETE = frozenset(
    {"dong_code", "gu_code", "month", "fiscal_year", "case_track", "journey_track"}
)
"""A mart whose grain is within these has a row for every combination, zeros included."""


@cache
def rule_table() -> pd.DataFrame:
    """The perturbation table: pcv (1-750), ckey (0-255), pvalue (what is added to the count).

    Columns and ranges are those of the package `cell-key-perturbation`, whose
    `create_perturbed_table` takes this table. A count above 750 looks up (count - 1) % 250 + 501.
    """
    ten_five = generate_ptable_10_5_rule().query("ckey == 0").set_index("pcv")["pvalue"]
    rule = generate_ptable_10_5_rule()[["pcv", "ckey"]].astype("int64")
    noise = rule["ckey"].map(int.bit_count) - NOISE_MAX
    noisy = rule["pcv"] + noise
    looked_up = noisy.where(noisy <= 750, (noisy - 1) % 250 + 501).clip(lower=1)
    protected = noisy + looked_up.map(ten_five)
    is_hidden = (rule["pcv"] < THRESHOLD) | (noisy < THRESHOLD)
    rule["pvalue"] = (protected - rule["pcv"]).mask(is_hidden, -rule["pcv"])
    return rule


def check_table(table: Table) -> None:
    """Nothing, if the table may be published at all.

    Raises
    ------
    DisclosureError
        A table that the schema does not hold or does not publish, a column that identifies a
        person, household or record, or a protected column whose parts the table lacks.
    """
    if MARTS.get(table.name) != table:
        raise DisclosureError(
            f"{table.name} is not declared in pipelines/schema/marts.py, so it cannot be "
            f"published; declare it there."
        )
    if not table.is_published:
        raise DisclosureError(
            f"{table.name} is declared as never published; read it in the warehouse."
        )
    for column in table.columns:
        _check_column(table, column)


def check_columns(table: Table, columns: list[tuple[str, str]]) -> None:
    """Nothing, if a mart has every column (name, DuckDB type) that the gate needs of it.

    Raises DisclosureError otherwise: without its key a count cannot be protected.
    """
    missing = [entry for entry in table.warehouse_columns if entry not in columns]
    if missing:
        wanted = ", ".join(f"{name} {kind}" for name, kind in missing)
        raise DisclosureError(
            f"marts.{table.name} lacks {wanted}, so it cannot be protected; "
            f"correct pipelines/sql/marts/{table.name}.sql and build again."
        )


def release_query(table: Table, release: Release) -> str:
    """The SELECT whose rows are the table as the release shows it, in order of its grain.

    Reads `marts.<name>` and, for `open`, the temporary table `rule` (see `add_rule`). Columns: the
    schema's, then is_suppressed where the table has protected columns.
    """
    check_table(table)
    if not table.counts:
        return f"select {_names(table)} from marts.{table.name} order by {', '.join(table.grain)}"
    if release == "internal":
        return (
            f"select {_names(table)}, false as is_suppressed from marts.{table.name} "
            f"order by {', '.join(table.grain)}"
        )
    return _open_query(table)


def add_rule(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the perturbation table into the connection, as the temporary table `rule`.

    Keys with as many one bits have the same noise, so `rule` has a row for each pcv and number of
    bits: a join with 6,750 rows for each count, not with 192,000. Raises DisclosureError for a
    perturbation table of which that does not hold.
    """
    connection.register("rule_frame", rule_table())
    connection.execute(
        "create or replace temporary table rule as "
        "select distinct pcv, bit_count(ckey) as bits, pvalue from rule_frame"
    )
    connection.unregister("rule_frame")
    ((repeated,),) = connection.execute(
        "select count(*) - count(distinct (pcv, bits)) from rule"
    ).fetchall()
    if repeated:
        raise DisclosureError(
            "The perturbation table gives keys of as many one bits different noise; look it up by "
            "ckey in pipelines/disclosure.py, or correct rule_table()."
        )


def is_dense(table: Table) -> bool:
    """Whether the table must have a row for every combination, so that presence says nothing.

    A table that the open release does not hold need not.
    """
    return bool(table.counts) and table.is_open and _COMPLETE.issuperset(table.grain)


def check_presence(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Nothing, if a dense mart has a row for every combination of its grain.

    Raises DisclosureError otherwise: a row that is there only if somebody was counted tells so.
    """
    if not is_dense(table):
        return
    sizes = ", ".join(f"count(distinct {column})" for column in table.grain)
    ((rows, *distinct),) = connection.execute(
        f"select count(*), {sizes} from marts.{table.name}"
    ).fetchall()
    if rows != prod(distinct):
        raise DisclosureError(
            f"marts.{table.name} has {rows} rows, not one for each of {' x '.join(table.grain)} "
            f"({' x '.join(map(str, distinct))}), so a missing row would say that nobody is there; "
            f"complete it with zeros in pipelines/sql/marts/{table.name}.sql and build again."
        )


def hidden_cells_query(table: Table, relation: str) -> str:
    """The SELECT for the number of hidden counts in a published open table."""
    hidden = " + ".join(f"count(*) - count({column.name})" for column in table.counts)
    return f"select {hidden or 0} from {relation}"


def _check_column(table: Table, column: Column) -> None:
    if column.type == "key" or column.name in PERSONAL:
        raise DisclosureError(
            f"{table.name}.{column.name} identifies a person, a household or a record; "
            f"take the column out of the table or declare the table as not published."
        )
    have = {entry.name for entry in table.columns}
    needed = _parts(table, column) if column.role in ("magnitude", "rate", "difference") else ()
    if column.role not in ("plain", "count") and not needed:
        raise DisclosureError(
            f"{table.name}.{column.name} is a {column.role} with nothing to protect it by; "
            f"name its parts or the table's guard in the schema."
        )
    lacking = [part for part in needed if part not in have]
    if lacking:
        raise DisclosureError(
            f"{table.name}.{column.name} hangs on {', '.join(lacking)}, which it lacks; add it."
        )


def _parts(table: Table, column: Column) -> tuple[str, ...]:
    """The columns on which a protected column hangs."""
    if column.parts:
        return column.parts
    return (table.guard,) if table.guard else ()


def _open_query(table: Table) -> str:
    """Counts first, then what hangs on them, then without the rows that show nothing."""
    counts, magnitudes = [], []
    joins = []
    for position, column in enumerate(table.counts):
        rule, count, key = f"r{position}", f"m.{column.name}", f"m.{column.key_name}"
        joins.append(
            f"left join rule as {rule} on {rule}.bits = bit_count({key} % {KEYS}) and {rule}.pcv = "
            f"case when {count} <= 750 then {count} else ({count} - 1) % 250 + 501 end"
        )
        perturbed = f"{count} + coalesce({rule}.pvalue, 0)"
        counts.append(
            f"cast(case when {perturbed} >= {THRESHOLD} then {perturbed} end as bigint) "
            f"as {_open(column.name)}"
        )
    for column in table.columns:
        if column.role == "magnitude":
            magnitudes.append(_magnitude(column, _parts(table, column)[0]))
    shown = ", ".join(_shown(table, column) for column in table.columns)
    hidden = " or ".join(
        f"({c.name} is not null and {_open(c.name)} is null)" for c in table.counts
    )
    anything = " or ".join(f"{_open(column.name)} is not null" for column in table.counts)
    return (
        f"with counted as (select m.*, {', '.join(counts)} from marts.{table.name} as m "
        f"{' '.join(joins)}), "
        f"summed as (select {', '.join(['*', *magnitudes])} from counted) "
        f"select {shown}, coalesce({hidden}, false) as is_suppressed from summed "
        f"{'' if is_dense(table) else f'where {anything} '}order by {', '.join(table.grain)}"
    )


def _magnitude(column: Column, guard: str) -> str:
    """The sum times protected count / count, to the nearest 1-2-5 step of at least one mean record.

    At most three significant digits. Null when the guard is hidden.
    """
    mean = f"abs({column.name}) / nullif({guard}, 0)"
    total = f"({mean} * {_open(guard)})"
    power = f"pow(10, floor(log10({mean})))"
    ladder = (
        f"case when {mean} <= {power} then {power} when {mean} <= 2 * {power} then 2 * {power} "
        f"when {mean} <= 5 * {power} then 5 * {power} else 10 * {power} end"
    )
    step = f"greatest({ladder}, pow(10, floor(log10({total})) - 2))"
    value = f"sign({column.name}) * round(round({total} / ({step})) * ({step}), 6)"
    return (
        f"cast(case when {_open(guard)} is null then null when {column.name} = 0 then 0 "
        f"else {value} end as {column.duckdb_type}) as {_open(column.name)}"
    )


def _shown(table: Table, column: Column) -> str:
    """The expression of one column of the open release."""
    if column.role == "plain":
        return column.name
    if column.role in ("count", "magnitude"):
        return f"{_open(column.name)} as {column.name}"
    first, second = (_open(part) for part in _parts(table, column))
    if column.role == "difference":
        # not greatest(): DuckDB's ignores nulls, and would show a hidden difference as 0
        return f"case when {first} < {second} then 0 else {first} - {second} end as {column.name}"
    rate = f"{first} / nullif({second}, 0)"
    if table.column(column.parts[0]).role == "count":  # a part of the denominator
        rate = f"case when {rate} > 1 then 1 else {rate} end"
    return f"cast({rate} as double) as {column.name}"


def _open(name: str) -> str:
    return f"{name}__open"


def _names(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)
