"""`dabokdong estimate`: from the marts of a warehouse to the tables of the unreached beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import scipy
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipelines import atomic
from pipelines.engine import connect
from pipelines.errors import NotBuiltError
from pipelines.progress import SILENT, Progress
from pipelines.risk.inputs import Inputs, read_inputs
from pipelines.risk.monthly import (
    MonthEstimate,
    estimate_months,
    months_to_estimate,
)
from pipelines.risk.tabulating import tabulate
from pipelines.settings import Settings
from pipelines.storing import is_current, store, stored

PART = "unreached"
_CODE = ("audit", "estimating", "histories", "inputs", "lists", "methods", "monthly", "posterior",
         "priors", "summary", "tabulating", "terms", "unreached", "variational")  # fmt: skip


@dataclass(frozen=True)
class EstimateReport:
    """What was estimated: rows by table, months, and whether it was there already."""

    build_id: str
    path: Path
    table_rows: dict[str, int]
    was_current: bool


def estimate(settings: Settings, deployment: str, *, progress: Progress = SILENT) -> EstimateReport:
    """The unreached of every Dong, Gu and the city, from the warehouse as it stands.

    Written into the warehouse's folder in one step; nothing is done where it is current.

    Raises
    ------
    NotBuiltError
        There is no warehouse.
    InputError
        It holds no Dong or month.
    LockedError
        Another run is writing this deployment.
    """
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    if not warehouse.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {warehouse}. Run `dabokdong build -d {deployment}`."
        )
    with atomic.lock(settings, deployment):
        with closing(connect(settings, warehouse, read_only=True)) as connection:
            build_id = build_of(connection)
            key = _key(build_id)
            found = stored(settings, deployment, PART)
            if found is not None and is_current(settings, deployment, PART, key):
                return EstimateReport(build_id, found.path, found.rows, was_current=True)
            inputs = read_inputs(connection)
        tables = estimate_tables(inputs, progress=progress)
        made = store(settings, deployment, part=PART, build_id=build_id, key=key, tables=tables)
    return EstimateReport(build_id, made.path, made.rows, was_current=False)


def estimate_tables(inputs: Inputs, *, progress: Progress = SILENT) -> dict[str, pd.DataFrame]:
    """The tables of the part, by name, from the inputs alone."""
    wanted = months_to_estimate(inputs.months, inputs.warm_up)
    without = wanted[-1:] if inputs.audits else []
    # small matrices: threads would mostly wait for each other, and for whoever else is at work
    with (
        threadpool_limits(1),
        progress.stage("estimate", len(wanted) + len(without), "months") as advance,
    ):
        unaudited = _told(estimate_months(inputs, without, with_audit=False), advance)
        return tabulate(inputs, wanted, _told(estimate_months(inputs, wanted), advance), unaudited)


def build_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The id of the build that a warehouse holds."""
    ((build_id,),) = connection.execute("select build_id from reference.build").fetchall()
    return str(build_id)


def _told(
    estimates: Iterable[MonthEstimate], advance: Callable[[int], None]
) -> Iterator[MonthEstimate]:
    for each in estimates:
        advance(1)
        yield each


def _key(build_id: str) -> str:
    """A hash over all that decides the estimates: build, code, schema, libraries."""
    digest = hashlib.sha256(f"{build_id} {np.__version__} {scipy.__version__}".encode())
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in _CODE]
    for file in (*files, here.parent / "schema" / "estimates.py"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
