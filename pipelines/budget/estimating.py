"""The part `budget` of the estimates: from the marts and the unreached to its tables."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import scipy

from pipelines import atomic
from pipelines.budget.sources import Sources, read_sources
from pipelines.budget.tabulating import tabulate
from pipelines.engine import connect
from pipelines.errors import NotBuiltError
from pipelines.policy import read_policy
from pipelines.progress import SILENT, Progress
from pipelines.settings import Settings
from pipelines.storing import is_current, read_table, store, stored

PART, UNREACHED = "budget", "unreached"
_CODE = ("balance", "estimating", "inequality", "need", "request", "sources", "tabulating",
         "valuing")  # fmt: skip


@dataclass(frozen=True)
class BudgetReport:
    """What was worked out: rows by table, whether need is estimated, whether it was there."""

    build_id: str
    path: Path
    table_rows: dict[str, int]
    has_estimate: bool
    was_current: bool


def estimate_budget(
    settings: Settings, deployment: str, *, progress: Progress = SILENT
) -> BudgetReport:
    """The balance of need and budget of every year, from the warehouse as it stands.

    Need is the estimate of the unreached made of this build; without one, it is observed need.

    Raises
    ------
    NotBuiltError
        There is no warehouse.
    InputError
        A year of budgets has no exchange rate in the policy parameters.
    LockedError
        Another run is writing this deployment.
    """
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    if not warehouse.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {warehouse}. Run `dabokdong build -d {deployment}`."
        )
    with atomic.lock(settings, deployment), progress.stage("budget", 1, "parts") as advance:
        with closing(connect(settings, warehouse, read_only=True)) as connection:
            ((build_id,),) = connection.execute("select build_id from reference.build").fetchall()
            unreached = stored(settings, deployment, UNREACHED)
            has_estimate = unreached is not None and unreached.build_id == build_id
            key = _key(build_id, unreached.key if unreached and has_estimate else "")
            found = stored(settings, deployment, PART)
            if found is not None and is_current(settings, deployment, PART, key):
                return BudgetReport(build_id, found.path, found.rows, has_estimate, True)

            def fetch(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
                if name.startswith(UNREACHED):
                    return read_table(settings, deployment, name)[list(columns)]
                return connection.execute(f"select {', '.join(columns)} from marts.{name}").df()

            sources: Sources = read_sources(fetch, read_policy(settings), has_estimate=has_estimate)
        tables = tabulate(sources)
        made = store(settings, deployment, part=PART, build_id=build_id, key=key, tables=tables)
        advance(1)
    return BudgetReport(build_id, made.path, made.rows, has_estimate, False)


def _key(build_id: str, unreached: str) -> str:
    """A hash over all that decides the tables: build, estimate of need, code, schema, libraries."""
    digest = hashlib.sha256(f"{build_id} {unreached} {np.__version__} {scipy.__version__}".encode())
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in _CODE]
    for file in (*files, here.parent / "schema" / "budget.py"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
