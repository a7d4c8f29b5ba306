"""The part `trial` of the estimates: from the marts of a warehouse to its tables."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipelines import atomic, geography
from pipelines.engine import connect
from pipelines.errors import NotBuiltError
from pipelines.progress import SILENT, Progress
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings
from pipelines.storing import is_current, store, stored
from pipelines.trial import growing, survey_tables, tabulating
from pipelines.trial.balance import balance_table
from pipelines.trial.bench import Bench
from pipelines.trial.checking import Check, check
from pipelines.trial.claim_table import claims_table, read_ledger
from pipelines.trial.claims import judge_claims
from pipelines.trial.clock import run_clock, touching_matrix
from pipelines.trial.comparing import Compared, compare
from pipelines.trial.facts import read_facts
from pipelines.trial.panel import read_panel
from pipelines.trial.plan import plan_file, read_plan
from pipelines.trial.surveys import read_answers

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
            answers = read_answers(connection)
            facts = read_facts(connection, answers)
        pairs = geography.neighbours(geography.frame(settings.deployment(deployment)))
        touches = touching_matrix(
            panel.places, zip(pairs["dong_code"], pairs["neighbour_code"], strict=True)
        )
        judged = judge_claims(read_ledger(settings), panel, facts)
        with threadpool_limits(1):  # small matrices: threads would mostly wait for each other
            tables = evaluate(Bench(panel, plan, touches), progress=progress)
        tables |= {
            "trial_surveys": survey_tables.means_table(answers),
            "trial_survey_effects": survey_tables.effects_table(answers),
            "trial_claims": claims_table(judged),
        }
        made = store(settings, deployment, part=PART, build_id=build_id, key=key, tables=tables)
    return TrialReport(build_id, made.path, made.rows, was_current=False)


def evaluate(bench: Bench, *, progress: Progress = SILENT) -> dict[str, pd.DataFrame]:
    """The tables that hang on the panel alone, by name."""
    panel, plan = bench.panel, bench.plan
    outcomes = VOCABULARIES["trial_outcome"].codes
    compared: list[Compared] = []
    checked: list[tuple[Compared, list[Check]]] = []
    with progress.stage("trial", len(plan.comparisons) * len(outcomes), "effects") as advance:
        for comparison in plan.comparisons:
            for outcome in outcomes:
                compared.append(compare(bench, outcome, comparison))
                if outcome in plan.primary:
                    checked.append((compared[-1], check(bench, outcome, comparison)))
                advance(1)
    return {
        "trial_clock_by_month": tabulating.clock_table(run_clock(panel, bench.touches)),
        "trial_effects": tabulating.effects_table(plan, panel, compared),
        "trial_event_study": tabulating.events_table(compared),
        "trial_effects_by_cohort": tabulating.cohorts_table(panel, compared),
        "trial_checks": tabulating.checks_table(checked),
        "trial_permutations": tabulating.permutations_table(compared),
        "trial_donors_by_dong": tabulating.donors_table(panel, compared),
        "trial_compared_by_dong": tabulating.compared_table(panel, compared),
        "trial_balance": balance_table(panel, compared, plan.primary[0]),
        "trial_decomposition_by_group": growing.groups_table(panel),
        "trial_decomposition_by_gu": growing.gus_table(panel),
    }


def _key(settings: Settings, build_id: str) -> str:
    """A hash over all that decides the evaluation: build, code, schema, plan, claims, libraries."""
    digest = hashlib.sha256(f"{build_id} {version('diff-diff')} {version('numpy')}".encode())
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), here.parent / "schema" / "trial.py"]
    for file in (*files, plan_file(settings), settings.reference / "claims.csv"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
