"""All estimates of a deployment in their order: the count by Dong, then the order of households."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.errors import InputError
from pipelines.progress import SILENT, Progress
from pipelines.risk.estimating import EstimateReport, estimate
from pipelines.risk.households import estimate_households
from pipelines.settings import Settings


@dataclass(frozen=True)
class EstimatesReport:
    """What was estimated, and the sentence of why households were not, where they were not."""

    unreached: EstimateReport
    households: int | None
    why_no_households: str | None
    was_current: bool


def make_estimates(
    settings: Settings, deployment: str, *, progress: Progress = SILENT
) -> EstimatesReport:
    """Both parts of the estimates, from the warehouse as it stands.

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
    try:
        households = estimate_households(settings, deployment, progress=progress)
    except InputError as error:
        return EstimatesReport(unreached, None, str(error), unreached.was_current)
    was_current = unreached.was_current and households.was_current
    return EstimatesReport(unreached, households.households, None, was_current)
