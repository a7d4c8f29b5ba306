"""All estimates of a deployment in their order: by Dong, roll-out, budgets, households."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.budget.estimating import BudgetReport, estimate_budget
from pipelines.errors import InputError
from pipelines.progress import SILENT, Progress
from pipelines.risk.estimating import EstimateReport, estimate
from pipelines.risk.households import estimate_households
from pipelines.settings import Settings
from pipelines.trial.estimating import TrialReport, estimate_trial


@dataclass(frozen=True)
class EstimatesReport:
    """What was estimated, and the sentence of why households were not, where they were not."""

    unreached: EstimateReport
    households: int | None
    why_no_households: str | None
    trial: TrialReport
    budget: BudgetReport
    was_current: bool


def make_estimates(
    settings: Settings, deployment: str, *, progress: Progress = SILENT
) -> EstimatesReport:
    """Every part of the estimates, from the warehouse as it stands.

    Households are put in order where there is enough to learn from; where there is not, the count
    by Dong stands alone and the report says why.

    Raises
    ------
    NotBuiltError
        There is no warehouse.
    LockedError
        Another run is writing this deployment.
    """
    unreached = estimate(settings, deployment, progress=progress)
    trial = estimate_trial(settings, deployment, progress=progress)
    budget = estimate_budget(settings, deployment, progress=progress)
    was_current = unreached.was_current and trial.was_current and budget.was_current
    try:
        households = estimate_households(settings, deployment, progress=progress)
    except InputError as error:
        return EstimatesReport(unreached, None, str(error), trial, budget, was_current)
    was_current = was_current and households.was_current
    return EstimatesReport(unreached, households.households, None, trial, budget, was_current)
