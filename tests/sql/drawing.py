"""Draw a tiny city: landed feeds as Python rows, three Dongs in two Gu, and a warehouse of them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from pipelines import landing, settings, warehouse
from pipelines.schema import FEEDS, MARTS
from pipelines.warehouse.promises import check_columns, check_content
from pipelines.warehouse.queries import Query, in_order, kept_as_view, read_queries
from pipelines.warehouse.reference import GIVEN, make_landing, make_reference

A, B, C = "2611000001", "2611000002", "2614000001"  # A and B in Gu 26110, C in Gu 26140
OLD = "2611000009"  # until 2014-03-31 a Dong on the land of A
ALWAYS = (date(2000, 1, 1), date(9999, 12, 31))
DEPLOYMENT = "tiny"

# The months of the tiny city, for answers that name them.
JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT, NOV, DEC = (
    date(2014, m, 1) for m in range(1, 13)
)

Rows = Sequence[Mapping[str, Any]]

# What a test about something else need not say.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "households": {"composition": "single", "registered_from": date(2010, 1, 1)},
    "signals": {"signal": "power_cut"},
    "reports": {"report_channel": "landlord"},
    "cases": {"case_track": "general"},
    "visits": {"purpose": "first_visit", "is_contact_made": True},
    "services": {"service_kind": "food", "quantity": 1.0, "unit": "meal", "funding": "city"},
    "contributions": {
        "donor_kind": "individual",
        "contribution_kind": "rice",
        "quantity": 1.0,
        "unit": "kg",
    },
    "budgets": {"currency": "KRW", "line": "operations"},
    "staff": {"role": "official"},
    "surveys": {"wave": "pre", "respondent_kind": "resident", "item": "trust"},
    "rollout": {"programme": "dabokdong", "phase": "trial", "source": "drawn"},
    "population": {"age_band": "65_69", "sex": "female"},
}
_IDS = {
    "reports": "report_id",
    "cases": "case_id",
    "visits": "visit_id",
    "services": "service_id",
    "contributions": "contribution_id",
    "surveys": "response_id",
}


def month(text: str) -> date:
    """First day of a month written as 2014-03."""
    return date.fromisoformat(f"{text}-01")


def places() -> warehouse.Places:
    """Three Dongs in two Gu, and an old code that leads to A."""
    dongs = pd.DataFrame(
        [
            (A, "26110", "가동", "Ga-dong", "갑구", "Gap-gu", 1.5),
            (B, "26110", "나동", "Na-dong", "갑구", "Gap-gu", 2.25),
            (C, "26140", "다동", "Da-dong", "을구", "Eul-gu", 4.0),
        ],
        columns=[
            "dong_code",
            "gu_code",
            "dong_name_ko",
            "dong_name_en",
            "gu_name_ko",
            "gu_name_en",
            "area_km2",
        ],
    )
    vintages = pd.DataFrame(
        [(code, code, *ALWAYS) for code in (A, B, C)] + [(OLD, A, ALWAYS[0], date(2014, 3, 31))],
        columns=["dong_code", "frame_dong_code", "valid_from", "valid_to"],
    )
    return warehouse.Places(dongs, vintages)


def upstream(table: str) -> list[Query]:
    """The queries that a table needs, itself included, in the order in which they run."""
    queries = in_order(read_queries(), GIVEN)
    needed = {table}
    for query in reversed(queries):
        if query.table in needed:
            needed |= set(query.reads)
    return [query for query in queries if query.table in needed]


@dataclass
class City:
    """A deployment in a temporary folder; `land` draws feeds, `build` makes the warehouse."""

    folder: Path
    first_month: str = "2014-01"
    last_month: str = "2014-12"
    policy: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)

    @property
    def settings(self) -> settings.Settings:
        """The settings of this city alone."""
        return settings.Settings(data=self.folder / "data", reference=self.folder / "reference")

    def describe(self) -> None:
        """Write the deployment and the policy; the project's own values where none is drawn."""
        reference = self.settings.reference
        (reference / "deployments").mkdir(parents=True, exist_ok=True)
        entry = {
            "name_ko": "작은 시",
            "name_en": "Tiny",
            "programme": "dabokdong",
            "dong_prefixes": ["26"],
            "boundaries_on": date(2014, 6, 30),
            "first_month": month(self.first_month),
            "last_month": month(self.last_month),
        }
        file = reference / "deployments" / f"{DEPLOYMENT}.yaml"
        file.write_text(yaml.safe_dump(entry), encoding="utf-8")
        own = settings.CHECKOUT / "data" / "reference" / "policy_parameters.yaml"
        target = reference / "policy_parameters.yaml"
        if not self.policy:
            shutil.copy(own, target)
            return
        entries = yaml.safe_load(own.read_text(encoding="utf-8"))
        kept = [entry for entry in entries if entry["parameter"] not in self.policy]
        drawn = [
            {
                "parameter": name,
                "value": value,
                "valid_from": month(since),
                "meaning_ko": "-",
                "meaning_en": "-",
                "source": "drawn",
                "source_ko": "그린 값",
            }
            for name, values in self.policy.items()
            for since, value in values
        ]
        target.write_text(yaml.safe_dump(kept + drawn), encoding="utf-8")

    def land(self, **feeds: Rows) -> City:
        """Write each feed's rows as typed Parquet and commit them with a manifest; returns self."""
        self.describe()
        folder = self.settings.landing(DEPLOYMENT)
        folder.mkdir(parents=True, exist_ok=True)
        files = [self._land_one(folder, name, rows) for name, rows in feeds.items()]
        landing.write_manifest(self.settings, DEPLOYMENT, landing.Manifest(tuple(files)))
        return self

    def _land_one(self, folder: Path, name: str, rows: Rows) -> landing.LandedFile:
        """One feed as a Parquet file; what a row leaves out is the default, else null."""
        feed = FEEDS[name]
        types = {c.name: c.duckdb_type for c in feed.columns} | {"record_key": "SMALLINT"}
        marks = ", ".join(f"cast(? as {kind})" for kind in types.values())
        table = ", ".join(f"{column} {kind}" for column, kind in types.items())
        with duckdb.connect() as connection:
            connection.execute(f"create table drawn ({table})")
            for number, row in enumerate(rows, start=1):
                unknown = set(row) - set(types)
                assert not unknown, f"{name} has no column {unknown}"
                full = {"record_key": 1} | _DEFAULTS.get(name, {}) | dict(row)
                if name in _IDS:
                    full.setdefault(_IDS[name], f"{name}{number}")
                connection.execute(
                    f"insert into drawn values ({marks})", [full.get(column) for column in types]
                )
            content = connection.execute("select cast(hash(list(drawn)) as varchar) from drawn")
            content_hash = content.fetchone()[0] or "empty"
            target = folder / f"{name}-{content_hash}.parquet"
            connection.execute(f"copy drawn to '{target}' (format parquet)")
        return landing.LandedFile(
            file_id=f"{name}-1",
            feed=name,
            source=f"{name}.csv",
            content_hash=content_hash,
            layout="own",
            rows_read=len(rows),
            rows_accepted=len(rows),
            quarantined={},
            parquet=target.name,
        )

    def build(self) -> warehouse.BuildReport:
        """Build the warehouse of what is landed, on the three drawn Dongs."""
        return warehouse.build(self.settings, DEPLOYMENT, places=places())

    def mart(self, name: str, columns: str) -> list[tuple[Any, ...]]:
        """Columns of one mart in the order of its grain, made in memory with only what it reads.

        The mart is held against its schema entry on the way.
        """
        entry = self.settings.deployment(DEPLOYMENT)
        manifest = landing.read_manifest(self.settings, DEPLOYMENT)
        with duckdb.connect() as connection:
            make_landing(connection, self.settings, entry)
            make_reference(connection, self.settings, entry, manifest, places(), "drawn")
            connection.execute("create schema staging")
            connection.execute("create schema marts")
            for query in upstream(f"marts.{name}"):
                kind = "view" if query.table in kept_as_view(read_queries()) else "table"
                connection.execute(f"create {kind} {query.table} as {query.text}")
            check_columns(connection, MARTS[name])
            check_content(connection, MARTS[name])
            grain = ", ".join(MARTS[name].grain)
            return connection.execute(
                f"select {columns} from marts.{name} order by {grain}"
            ).fetchall()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the warehouse."""
        path = self.settings.warehouse(DEPLOYMENT) / warehouse.FILE_NAME
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()
