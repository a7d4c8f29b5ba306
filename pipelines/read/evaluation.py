"""What was decided about the evaluation of the roll-out before the data were seen."""

from __future__ import annotations

from pipelines import settings as settings_module
from pipelines.settings import Settings
from pipelines.trial.plan import ComparisonPlan, read_plan
from pipelines.trial.plan import Plan as EvaluationPlan


def evaluation_plan(settings: Settings | None = None) -> EvaluationPlan:
    """The committed plan (`data/reference/evaluation_plan.yaml`): outcomes, comparisons, tests.

    Raises InputError where the file cannot be used; the message names what to mend.

    Examples
    --------
    >>> evaluation_plan().level  # doctest: +SKIP
    0.05
    """
    return read_plan(settings or settings_module.load())


__all__ = ["ComparisonPlan", "EvaluationPlan", "evaluation_plan"]
