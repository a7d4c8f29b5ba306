"""Every SQL file keeps to what DuckDB, Spark and Trino share, and to the house's form."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from pipelines.warehouse.queries import SQL

FILES = sorted(SQL.glob("*/*.sql"))

# The functions that are used, each known to mean the same in all three engines. `greatest` does so
# only without nulls; `/` of whole numbers does not, so it stands only where it divides evenly.
ALLOWED_FUNCTIONS = (
    exp.Avg, exp.BitwiseOrAgg, exp.Case, exp.Cast, exp.Coalesce, exp.Count, exp.DateDiff,
    exp.Extract, exp.Greatest, exp.If, exp.Lag, exp.Lead, exp.Max, exp.Min, exp.Nullif, exp.Pow,
    exp.Round, exp.RowNumber, exp.Substring, exp.Sum, exp.And, exp.Or, exp.Connector,
)  # fmt: skip
REFUSED_NODES = (
    exp.Create, exp.Insert, exp.Update, exp.Delete, exp.Drop, exp.Command, exp.Set,  # bare selects
    exp.Qualify, exp.Pivot, exp.Lambda, exp.Comprehension, exp.Bracket, exp.Array, exp.Struct,
    exp.Unnest, exp.Lateral, exp.Placeholder, exp.Parameter, exp.ILike, exp.Limit, exp.TableSample,
    exp.Quantile, exp.PercentileCont, exp.PercentileDisc, exp.ApproxQuantile, exp.Median, exp.Mode,
    exp.Anonymous, exp.AnonymousAggFunc, exp.Columns, exp.Distinct,
)  # fmt: skip


def faults(sql: str) -> list[str]:
    """What in a query the three engines do not share, in words; empty where it is portable."""
    statements = sqlglot.parse(sql, read="duckdb")
    if len(statements) != 1 or not isinstance(statements[0], exp.Select):
        return ["not one bare select"]
    tree = statements[0]
    found = []
    for node in tree.walk():
        if isinstance(node, exp.Distinct) and isinstance(node.parent, exp.Select):
            if node.args.get("on"):
                found.append("distinct on")
        elif isinstance(node, REFUSED_NODES):
            found.append(f"{type(node).__name__}: {node.sql(dialect='duckdb')}")
        elif isinstance(node, exp.Func) and not isinstance(node, ALLOWED_FUNCTIONS):
            found.append(f"function {node.sql_name()}: {node.sql(dialect='duckdb')}")
        elif isinstance(node, exp.Group) and (node.args.get("all") or not node.expressions):
            found.append("group by all")
        elif isinstance(node, exp.Star) and any(node.args.get(a) for a in ("except_", "replace")):
            found.append("select * with exclude or replace")
        elif isinstance(node, exp.Join) and (node.method or node.args.get("using")):
            found.append(f"join: {node.sql(dialect='duckdb')}")
        elif isinstance(node, exp.Ordered) and isinstance(node.this, exp.Literal):
            found.append("order by a number")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_query_is_portable(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("dialect", ["spark", "trino"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_query_is_transpiled_without_loss(path: Path, dialect: str) -> None:
    sql = path.read_text(encoding="utf-8")
    (written,) = sqlglot.transpile(
        sql, read="duckdb", write=dialect, unsupported_level=ErrorLevel.RAISE
    )
    assert sqlglot.parse_one(written, read=dialect).named_selects == ["*"]


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select a, count(*) from t group by all", "group by all"),
        ("select * exclude (a) from t", "select * with exclude or replace"),
        ("select a from t qualify row_number() over (order by a) = 1", "Qualify"),
        ("pivot t on a using sum(b)", "not one bare select"),
        ("select median(a) from t", "Median"),
        ("select quantile_cont(a, 0.5) from t", "PercentileCont"),
        ("select [x + 1 for x in a] from t", "Comprehension"),
        ("select list_transform(a, x -> x + 1) from t", "Lambda"),
        ("select a[1] from t", "Bracket"),
        ("select unnest(a) from t", "Unnest"),
        ("select distinct on (a) a, b from t", "distinct on"),
        ("select count(distinct a) from t", "Distinct"),
        ("select a from t asof join u on t.a >= u.a", "join"),
        ("select strftime(a, '%Y') from t", "function"),
        ("select bit_count(a) from t", "Anonymous"),
        ("create table t as select 1", "not one bare select"),
        ("select 1; select 2", "not one bare select"),
        ("select a from t limit 1", "Limit"),
    ],
)
def test_what_one_engine_alone_has_is_refused(sql: str, fault: str) -> None:
    assert any(fault.lower() in found.lower() for found in faults(sql)), faults(sql)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_query_has_the_houses_form(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert lines[0].startswith("-- one row per "), "the first line states the grain"
    assert lines[-1] == "select * from final"
    assert len(lines) <= 150
    code = "\n".join(line for line in lines if not line.startswith("--"))
    literals = [node.this for node in sqlglot.parse_one(code, read="duckdb").find_all(exp.Literal)]
    without_literals = code
    for literal in literals:
        without_literals = without_literals.replace(f"'{literal}'", "''")
    assert without_literals == without_literals.lower()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_tables_are_read_by_their_full_names_and_in_import_ctes_first(path: Path) -> None:
    tree = sqlglot.parse_one(path.read_text(encoding="utf-8"), read="duckdb")
    ctes = [cte.alias for cte in tree.find_all(exp.CTE)]
    bare = {table.name for table in tree.find_all(exp.Table) if not table.db}
    assert bare <= set(ctes)
