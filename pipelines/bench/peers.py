"""The three heaviest marts by our SQL, by pandas and by polars; equal results or no ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.bench import with_pandas, with_polars
from pipelines.bench.spent import Spent, timed
from pipelines.engine import connect
from pipelines.errors import CheckError, InputError
from pipelines.landing import parquet_paths
from pipelines.settings import Settings
from pipelines.warehouse import FILE_NAME
from pipelines.warehouse.queries import Query, in_order, kept_as_view, read_queries
from pipelines.warehouse.reference import GIVEN, make_landing

# What a mart holds, in the terms in which the peers answer.
_ANSWERS = {
    "coverage_by_dong_month": """
        select
            m.month_index, d.dong_index, t.at_risk_count, t.reached_count
        from marts.coverage_by_dong_month as t
        inner join reference.months as m on m.month = t.month
        inner join reference.dongs as d on d.dong_code = t.dong_code
        where t.at_risk_count > 0
    """,
    "overlap_by_dong_month": """
        select
            d.dong_index, m.month_index, t.household_count,
            cast(substr(t.history, 1, 1) as bigint) + 2 * cast(substr(t.history, 2, 1) as bigint)
            + 4 * cast(substr(t.history, 3, 1) as bigint)
            + 8 * cast(substr(t.history, 4, 1) as bigint)
            + 16 * cast(substr(t.history, 5, 1) as bigint) as group_mask
        from marts.overlap_by_dong_month as t
        inner join reference.months as m on m.month = t.month
        inner join reference.dongs as d on d.dong_code = t.dong_code
    """,
    "household_month_features": """
        select
            household_id, month_index, signal_kind_count as kinds, signal_count as signals,
            cut_off_count as cut_offs, arrears_krw_sum as krw,
            prior_visit_count as visits, prior_contact_count as contacts
        from marts.household_month_features as t
        inner join reference.months as m on m.month = t.month - interval '1' month
    """,
}


def compare(settings: Settings, deployment: str) -> Iterator[str]:
    """One sentence per mart: time of pandas and of polars over ours.

    Raises CheckError where a peer's rows differ from ours, InputError without polars.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise InputError("polars is not installed; run `uv sync` for the comparison.") from error
    landing = parquet_paths(settings, deployment)
    given = _given(settings.warehouse(deployment) / FILE_NAME)
    given_polars = {name: pl.from_pandas(frame) for name, frame in given.items()}
    for mart, answer in _ANSWERS.items():
        ours, expected = _by_sql(settings, deployment, mart, answer)
        by_pandas, spent = _answered(getattr(with_pandas, mart), landing, given)
        _require_equal(mart, "pandas", expected, by_pandas)
        line = f"{mart}: pandas / ours {spent.over(ours, digits=1)}"
        by_polars, spent = _answered(getattr(with_polars, mart), landing, given_polars)
        _require_equal(mart, "polars", expected, by_polars.to_pandas())
        yield f"{line}, polars / ours {spent.over(ours, digits=1)}"


def _given(path: Path) -> dict[str, pd.DataFrame]:
    """The small reference tables that the peers join."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        vintages = connection.execute(
            "select dong_code, dong_index, valid_from, first_month, "
            "least(valid_to, date '2200-12-31') as valid_to, "
            "least(last_month, date '2200-12-31') as last_month from reference.dong_vintages"
        ).df()
        words = connection.execute(
            "select vocabulary, code, position, group_code from reference.vocabularies"
        ).df()
        months = connection.execute("select month, month_index from reference.months").df()
    groups = words[words["vocabulary"] == "channel_group"].set_index("code")["position"]
    channels = words[words["vocabulary"] == "report_channel"].dropna(subset=["group_code"]).copy()
    channels["group_bit"] = 2 ** channels["group_code"].map(groups).astype("int64")
    signals = words[words["vocabulary"] == "signal"]
    return {
        "dong_vintages": vintages,
        "months": months,
        "channels": channels.set_index("code", drop=False)[["code", "group_bit"]],
        "signals": signals.set_index("code", drop=False)[["code", "position", "group_code"]],
    }


def _by_sql(
    settings: Settings, deployment: str, mart: str, answer: str
) -> tuple[Spent, pd.DataFrame]:
    """What it takes from the landed files to the mart, with all that it needs, and its rows."""
    source = settings.warehouse(deployment) / FILE_NAME
    queries = read_queries()
    needed = _needed(f"marts.{mart}", queries)
    views = kept_as_view(queries)
    with closing(connect(settings)) as connection:
        connection.execute(f"attach '{source}' as built (read_only)")
        connection.execute("create schema reference")
        for name in (table.split(".")[1] for table in GIVEN if table.startswith("reference.")):
            connection.execute(f"create table reference.{name} as from built.reference.{name}")
        make_landing(connection, settings, settings.deployment(deployment))
        for schema in ("staging", "marts"):
            connection.execute(f"create schema {schema}")
        connection.execute("set preserve_insertion_order = false")

        def make() -> None:
            for query in in_order(needed, GIVEN):
                kind = "view" if query.table in views else "table"
                connection.execute(f"create {kind} {query.table} as {query.text}")

        return timed(make), connection.execute(answer).df()


def _needed(table: str, queries: tuple[Query, ...]) -> tuple[Query, ...]:
    """The query of a table and all those it hangs on."""
    made = {query.table: query for query in queries}
    needed: dict[str, Query] = {}
    waiting = [table]
    while waiting:
        name = waiting.pop()
        if name in made and name not in needed:
            needed[name] = made[name]
            waiting.extend(made[name].reads)
    return tuple(needed.values())


def _answered(work: Callable[..., Any], *arguments: object) -> tuple[Any, Spent]:
    """A peer's rows and what they took."""
    rows: list[Any] = []
    spent = timed(lambda: rows.append(work(*arguments)))
    return rows[0], spent


def _require_equal(mart: str, peer: str, expected: pd.DataFrame, found: pd.DataFrame) -> None:
    names = list(expected.columns)
    first, second = (
        frame[names].astype("int64").sort_values(names, ignore_index=True)
        for frame in (expected, found)
    )
    if not first.equals(second):
        raise CheckError(
            f"{mart}: {peer} finds {len(second):,} rows that differ from our {len(first):,}; "
            f"a ratio would compare two different things. Mend the definition first."
        )
