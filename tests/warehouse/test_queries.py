"""The order of running, what is kept, and the lineage all come from the SQL."""

from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.errors import SchemaError
from pipelines.schema import MARTS
from pipelines.warehouse.queries import in_order, kept_as_view, read_queries
from pipelines.warehouse.reference import GIVEN


def draw(folder: Path, **files: str) -> Path:
    """SQL files by name, such as staging__stg_a, in a folder."""
    for name, text in files.items():
        schema, stem = name.split("__")
        (folder / schema).mkdir(parents=True, exist_ok=True)
        (folder / schema / f"{stem}.sql").write_text(text, encoding="utf-8")
    return folder


def test_each_query_comes_after_those_it_reads(tmp_path: Path) -> None:
    sql = draw(
        tmp_path,
        marts__a="select x from staging.stg_z",
        staging__stg_z="with b as (select x from staging.stg_b) select x from b",
        staging__stg_b="select 1 as x from landing.visits",
    )
    ordered = in_order(read_queries(sql), GIVEN)
    assert [query.table for query in ordered] == ["staging.stg_b", "staging.stg_z", "marts.a"]


def test_an_unknown_table_is_named(tmp_path: Path) -> None:
    sql = draw(tmp_path, marts__a="select x from staging.stg_nowhere")
    with pytest.raises(SchemaError, match=r"sql/marts/a.sql reads staging.stg_nowhere"):
        in_order(read_queries(sql), GIVEN)


def test_a_circle_is_named(tmp_path: Path) -> None:
    sql = draw(
        tmp_path,
        staging__stg_a="select x from staging.stg_b",
        staging__stg_b="select x from staging.stg_a",
        staging__stg_c="select x from landing.visits",
    )
    with pytest.raises(SchemaError, match=r"circle: staging\.stg_a, staging\.stg_b"):
        in_order(read_queries(sql), GIVEN)


def test_what_reduces_and_is_read_twice_is_a_table(tmp_path: Path) -> None:
    reduced = "select x, count(*) as n from landing.visits group by x"
    sql = draw(
        tmp_path,
        staging__stg_rows="select x from landing.visits",
        staging__stg_once=reduced,
        staging__stg_twice=reduced,
        marts__a="select * from staging.stg_twice, staging.stg_rows, staging.stg_once",
        marts__b="select * from staging.stg_twice, staging.stg_rows",
    )
    assert kept_as_view(read_queries(sql)) == {"staging.stg_rows", "staging.stg_once"}


def test_every_mart_has_a_file_and_every_file_an_entry() -> None:
    marts = {query.name for query in read_queries() if query.schema == "marts"}
    assert marts == set(MARTS)


def test_every_staging_query_is_read_by_another() -> None:
    queries = read_queries()
    read = {table for query in queries for table in query.reads}
    assert {query.table for query in queries if query.schema == "staging"} <= read


def test_lineage_leads_from_marts_to_landing() -> None:
    lineage = dict(warehouse.lineage())
    assert lineage["marts.coverage_by_gu_month"] == ("marts.coverage_by_dong_month",)
    assert lineage["staging.stg_visits"] == (
        "landing.visits", "reference.dong_vintages", "reference.vocabularies",
    )  # fmt: skip
    assert not any(table.startswith("checks.") for table in lineage)
