"""One build: new file, every promise held, then the swap; and what is done when one is broken."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import atomic, landing, warehouse
from pipelines.errors import CheckError, InputError, LockedError, NotBuiltError, SchemaError
from pipelines.schema import MARTS
from pipelines.warehouse.queries import SQL
from tests.sql.drawing import DEPLOYMENT, MAR, OLD, A, City, places

VISIT = {"household_id": 1, "dong_code": A, "visited_on": date(2014, 3, 1)}


@pytest.fixture
def city(tmp_path: Path) -> City:
    """The tiny city with one visit."""
    return City(tmp_path).land(visits=[VISIT])


def changed_sql(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the project's SQL with one file changed."""
    target = folder / "sql"
    shutil.copytree(SQL, target)
    path = target / f"{name}.sql"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return target


def build_with(city: City, sql: Path) -> warehouse.BuildReport:
    """A build with other SQL."""
    return warehouse.build(city.settings, DEPLOYMENT, places=places(), sql=sql)


def test_a_build_makes_every_mart_and_holds_every_check(city: City) -> None:
    report = city.build()
    assert not report.was_current
    assert report.path == city.settings.warehouse(DEPLOYMENT) / "warehouse.duckdb"
    assert report.table_rows["coverage_by_dong_month"] == 3 * 12
    assert set(report.table_rows) == set(MARTS)
    assert "case_flow_closes_for_every_dong_month" in report.check_names
    assert warehouse.check(city.settings, DEPLOYMENT) == report.check_names


def test_reference_tables_say_what_the_build_is(city: City) -> None:
    report = city.build()
    columns = "build_id, deployment, is_invented, seed, scale, first_month, last_month"
    assert city.query(f"select {columns} from reference.build") == [
        (report.build_id, DEPLOYMENT, False, None, None, date(2014, 1, 1), date(2014, 12, 1))
    ]
    assert city.query("select count(*), min(month_index) from reference.months") == [
        (12, 2014 * 12)
    ]
    channels = city.query(
        "select code, group_code from reference.vocabularies "
        "where vocabulary = 'report_channel' order by position limit 1"
    )
    assert channels == [("postal_carrier", "utilities_post")]
    assert city.query("select feed, rows_accepted from reference.landed_files") == [("visits", 1)]
    steps = city.query(
        "select name, kind, seconds >= 0, row_count from reference.build_steps "
        "where name in ('marts.gus', 'staging.stg_visits', 'checks.arms_follow_the_rollout') "
        "order by name"
    )
    assert steps == [
        ("checks.arms_follow_the_rollout", "check", True, None),
        ("marts.gus", "table", True, 2),
        ("staging.stg_visits", "view", True, None),
    ]
    made = len(report.check_names) + len(warehouse.lineage())
    assert city.query("select count(*) from reference.build_steps") == [(made,)]
    reads = "select reads from reference.lineage where name = 'marts.coverage_by_gu_month'"
    assert city.query(reads) == [("marts.coverage_by_dong_month",)]


def test_invented_files_make_an_invented_build(city: City) -> None:
    (file,) = landing.read_manifest(city.settings, DEPLOYMENT).files
    invented = landing.LandedFile(**{**vars(file), "invented": {"seed": 7, "scale": 0.5}})
    landing.write_manifest(city.settings, DEPLOYMENT, landing.Manifest((invented,)))
    city.build()
    found = city.query("select is_invented, seed, scale from reference.build")
    assert found == [(True, 7, 0.5)]


def test_the_same_inputs_are_not_built_again_and_other_ones_are(city: City) -> None:
    first = city.build()
    again = city.build()
    assert again.was_current
    assert (again.build_id, again.table_rows) == (first.build_id, first.table_rows)
    city.land(visits=[VISIT, VISIT | {"household_id": 2}])
    other = city.build()
    assert not other.was_current
    assert other.build_id != first.build_id
    city.policy = {"reached_window_months": [("2010-01", 3)]}
    city.describe()
    assert city.build().build_id not in {first.build_id, other.build_id}


def test_two_builds_of_the_same_inputs_are_equal(tmp_path: Path) -> None:
    reports = [City(tmp_path / name).land(visits=[VISIT]).build() for name in ("one", "two")]
    assert reports[0].build_id == reports[1].build_id


def test_nothing_landed_is_a_sentence(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.describe()
    with pytest.raises(NotBuiltError, match="Nothing was ingested for tiny"):
        city.build()
    with pytest.raises(NotBuiltError, match="tiny has no warehouse"):
        warehouse.check(city.settings, DEPLOYMENT)


def test_another_run_is_not_disturbed(city: City) -> None:
    with atomic.lock(city.settings, DEPLOYMENT), pytest.raises(LockedError):
        city.build()


def test_a_broken_promise_stops_the_swap_and_shows_the_rows(city: City) -> None:
    city.build()
    before = city.query("select build_id from reference.build")
    # A Dong that no longer existed on the day
    city.land(visits=[VISIT | {"dong_code": OLD, "visited_on": date(2014, 4, 1)}])
    with pytest.raises(CheckError) as caught:
        city.build()
    message = str(caught.value)
    assert "no event outside its dongs validity" in message
    assert f"feed visits, dong_code {OLD}, first_day 2014-04-01" in message
    assert caught.value.exit_code == 3
    assert city.query("select build_id from reference.build") == before


def test_at_most_ten_rows_are_shown(city: City) -> None:
    wrong = [{"household_id": 1, "dong_code": f"26999{n:05}", "visited_on": MAR} for n in range(12)]
    city.land(visits=wrong)
    with pytest.raises(CheckError) as caught:
        city.build()
    lines = str(caught.value).splitlines()
    assert len(lines) == 1 + 10 + 1
    assert lines[-1].strip() == "and more"


def test_leftovers_of_killed_runs_are_removed(city: City) -> None:
    folder = city.settings.warehouse(DEPLOYMENT)
    folder.mkdir(parents=True)
    names = [".warehouse.duckdb.99.partial", ".warehouse.duckdb.99.partial.wal"]
    for name in names:
        (folder / name).write_bytes(b"half a file")
    city.build()
    assert [path.name for path in folder.iterdir()] == ["warehouse.duckdb"]


def test_a_failed_run_is_cleared_up_by_the_next(city: City) -> None:
    city.land(visits=[VISIT | {"dong_code": "2699900000"}])
    with pytest.raises(CheckError):
        city.build()
    city.land(visits=[VISIT])
    city.build()
    folder = city.settings.warehouse(DEPLOYMENT)
    assert [path.name for path in folder.iterdir()] == ["warehouse.duckdb"]


def test_a_torn_warehouse_is_replaced(city: City) -> None:
    report = city.build()
    report.path.write_bytes(b"not a database")
    assert not city.build().was_current
    assert city.query("select count(*) from marts.dongs") == [(3,)]


def test_readers_of_the_old_file_are_not_disturbed(city: City) -> None:
    report = city.build()
    with duckdb.connect(str(report.path), read_only=True) as reader:
        city.land(visits=[VISIT, VISIT | {"household_id": 2}])
        city.build()
        seen = reader.execute("select sum(visit_count) from marts.activity_by_city_month")
        assert seen.fetchall() == [(1,)]
    assert city.query("select sum(visit_count) from marts.activity_by_city_month") == [(2,)]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("marts/gus", "as dong_count", "as dongs", "lacks dong_count; has dongs"),
        ("marts/gus", "cast(count(*) as bigint)", "cast(count(*) as integer)",
         "dong_count is INTEGER, not BIGINT"),
        ("marts/dongs", "        dong_name_ko,\n        dong_name_en",
         "        dong_name_en,\n        dong_name_ko", "in another order"),
        ("marts/dongs", "        dong_code,\n        gu_code",
         "        '1' as dong_code,\n        gu_code", "has 3 rows for dong_code 1"),
        ("marts/dongs", "        dong_code,\n        gu_code",
         "        cast(null as varchar) as dong_code,\n        gu_code", "dong_code is empty"),
        ("marts/evaluation_panel_by_dong_month", "else 'control'", "else 'untreated'",
         "outside the vocabulary arm .such as 'untreated'"),
    ],
)  # fmt: skip
def test_a_mart_that_differs_from_its_entry_is_refused(
    city: City, tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    with pytest.raises(SchemaError, match=words):
        build_with(city, changed_sql(tmp_path, name, old, new))
    assert not (city.settings.warehouse(DEPLOYMENT) / "warehouse.duckdb").exists()


def test_a_mart_without_an_entry_is_refused(city: City, tmp_path: Path) -> None:
    sql = changed_sql(tmp_path, "marts/gus", "one row", "one row")
    (sql / "marts" / "gus.sql").rename(sql / "marts" / "guses.sql")
    with pytest.raises(SchemaError, match="name different tables: gus, guses"):
        build_with(city, sql)


def test_a_file_landed_before_the_feed_had_a_column_says_so(city: City) -> None:
    folder = city.settings.landing(DEPLOYMENT)
    (file,) = landing.read_manifest(city.settings, DEPLOYMENT).files
    path = folder / file.parquet
    with duckdb.connect() as connection:
        connection.execute(f"create table old as select * exclude (purpose) from '{path}'")
        connection.execute(f"copy old to '{path}' (format parquet)")
    with pytest.raises(InputError, match="A landed file of visits lacks a column"):
        city.build()
