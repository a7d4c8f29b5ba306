"""A warehouse drawn by a test: the marts of the schema, with the rows that the test gives."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.schema import MARTS
from pipelines.settings import CHECKOUT, Settings

DEPLOYMENT = "suseong_dodream"


def settings_in(folder: Path) -> Settings:
    """The settings of an installation whose data lie in `folder`."""
    return Settings(data=folder, reference=CHECKOUT / "data" / "reference")


def draw_warehouse(
    settings: Settings,
    rows: dict[str, pd.DataFrame],
    *,
    build_id: str = "0123456789ab",
    deployment: str = DEPLOYMENT,
    is_invented: bool = True,
) -> Path:
    """A warehouse file with `rows` in its marts; columns left out are null."""
    path = settings.warehouse(deployment) / "warehouse.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as con:
        con.execute("create schema marts")
        con.execute("create schema reference")
        for table in MARTS.values():
            columns = ", ".join(f"{name} {kind}" for name, kind in table.warehouse_columns)
            con.execute(f"create table marts.{table.name} ({columns})")
        for name, frame in rows.items():
            con.register("given", frame)
            con.execute(f"insert into marts.{name} by name select * from given")
            con.unregister("given")
        con.execute(
            "create table reference.build (build_id varchar, deployment varchar, "
            "built_at timestamp, is_invented boolean, seed bigint, scale double, "
            "first_month date, last_month date)"
        )
        invented = (2014, 0.1) if is_invented else (None, None)
        con.execute(
            "insert into reference.build values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                build_id,
                deployment,
                datetime(2026, 11, 1, 9, 30),
                is_invented,
                *invented,
                date(2014, 7, 1),
                date(2014, 9, 1),
            ],
        )
        _draw_facts(con)
    return path


def _draw_facts(con: duckdb.DuckDBPyConnection) -> None:
    """What a build keeps of itself: a view, a table, a check; a file, one row refused."""
    con.execute(
        "create table reference.build_steps as select * from (values "
        "(0, 'staging.stg_visits', 'view', 0.001::double, null), "
        "(1, 'marts.dongs', 'table', 0.25, 3), "
        "(2, 'checks.dongs_have_a_gu', 'check', 0.5, null)) "
        "as steps(position, name, kind, seconds, row_count)"
    )
    con.execute(
        "create table reference.lineage as select * from (values "
        "('marts.dongs', 'reference.dongs'), ('staging.stg_visits', 'reference.dong_vintages'), "
        "('staging.stg_visits', 'landing.visits')) as lineage(name, reads)"
    )
    con.execute(
        "create table reference.landed_files as select 'v1' as file_id, 'visits' as feed, "
        "'visits.csv' as source, 'own' as layout, 10 as rows_read, 9 as rows_accepted, "
        "true as is_invented, '2026-11-01T09:00:00+00:00' as ingested_at"
    )


# Two Gu-like tables of three Dongs and three months, small enough to check by eye.
DONGS = ("2726051000", "2726052000", "2726053000")
MONTHS = (date(2014, 7, 1), date(2014, 8, 1), date(2014, 9, 1))


def coverage(
    at_risk: dict[tuple[str, date], int], reached: dict[tuple[str, date], int]
) -> pd.DataFrame:
    """coverage_by_dong_month of three Dongs and months; as given, else 40 at risk, 20 reached."""
    rows = []
    for dong in DONGS:
        for month in MONTHS:
            risk, hit = at_risk.get((dong, month), 40), reached.get((dong, month), 20)
            rows.append(
                {
                    "dong_code": dong,
                    "gu_code": dong[:5],
                    "month": month,
                    "household_count": 900,
                    "at_risk_count": risk,
                    "reached_count": hit,
                    "coverage_gap_count": risk - hit,
                    "coverage_rate": hit / risk if risk else None,
                    # 15 has four bits set: noise 0
                    "household_count_key": 15,
                    "at_risk_count_key": 256 + 15,
                    "reached_count_key": 15,
                }
            )
    return pd.DataFrame(rows)


def places() -> dict[str, pd.DataFrame]:
    """The marts dongs and gus of the three Dongs."""
    dongs = pd.DataFrame(
        {
            "dong_code": DONGS,
            "gu_code": "27260",
            "dong_name_ko": ["범어제1동", "범어제2동", "범어제3동"],
            "dong_name_en": ["Beomeo 1-dong", "Beomeo 2-dong", "Beomeo 3-dong"],
            "gu_name_ko": "수성구",
            "gu_name_en": "Suseong-gu",
            "area_km2": [1.0, 0.5, 0.7],
        }
    )
    gus = pd.DataFrame(
        {
            "gu_code": ["27260"],
            "gu_name_ko": ["수성구"],
            "gu_name_en": ["Suseong-gu"],
            "area_km2": [76.5],
            "dong_count": [3],
        }
    )
    return {"dongs": dongs, "gus": gus}
