"""The part `trial` of the estimates: from the marts of a warehouse to its tables."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines import atomic, geography
from pipelines.engine import connect
from pipelines.errors import NotBuiltError
from pipelines.progress import SILENT, Progress
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from pipelines.settings import Settings
from pipelines.storing import is_current, store, stored
from pipelines.trial.clock import run_clock, touching_matrix
from pipelines.trial.panel import Panel, read_panel
from pipelines.trial.plan import Plan, plan_file, read_plan
from pipelines.trial.tabulating import clock_table

PART = "trial"


@dataclass(frozen=True)
class TrialReport:
    """What was evaluated: rows by table, and whether it was there already."""

    build_id: str
    path: Path
    table_rows: dict[str, int]
    was_current: bool


def estimate_trial(
    settings: Settings, deployment: str, *, progress: Progress = SILENT
) -> TrialReport:
    """The evaluation of the roll-out, from the warehouse as it stands.

    Raises
    ------
    NotBuiltError
        There is no warehouse.
    InputError
        The plan or the ledger of claims cannot be used, or the panel has gaps.
    LockedError
        Another run is writing this deployment.
    """
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    if not warehouse.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {warehouse}. Run `dabokdong build -d {deployment}`."
        )
    plan = read_plan(settings)
    with atomic.lock(settings, deployment):
        with closing(connect(settings, warehouse, read_only=True)) as connection:
            ((build_id,),) = connection.execute("select build_id from reference.build").fetchall()
            key = _key(settings, build_id)
            found = stored(settings, deployment, PART)
            if found is not None and is_current(settings, deployment, PART, key):
                return TrialReport(build_id, found.path, found.rows, was_current=True)
            panel = read_panel(connection)
        pairs = geography.neighbours(geography.frame(settings.deployment(deployment)))
        touches = touching_matrix(
            panel.places, zip(pairs["dong_code"], pairs["neighbour_code"], strict=True)
        )
        tables = evaluate(panel, plan, touches, progress=progress)
        made = store(settings, deployment, part=PART, build_id=build_id, key=key, tables=tables)
    return TrialReport(build_id, made.path, made.rows, was_current=False)


def evaluate(
    panel: Panel, plan: Plan, touches: npt.NDArray[np.bool_], *, progress: Progress = SILENT
) -> dict[str, pd.DataFrame]:
    """Every table of the part, by name."""
    tables = {
        name: pd.DataFrame(columns=[column.name for column in ESTIMATES[name].columns])
        for name in PARTS[PART]
    }
    tables["trial_clock_by_month"] = clock_table(run_clock(panel, touches))
    return tables


def _key(settings: Settings, build_id: str) -> str:
    """A hash over all that decides the evaluation: build, code, schema, plan, claims, libraries."""
    digest = hashlib.sha256(f"{build_id} {version('diff-diff')} {version('numpy')}".encode())
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), here.parent / "schema" / "trial.py"]
    for file in (*files, plan_file(settings), settings.reference / "claims.csv"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
