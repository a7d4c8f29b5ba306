"""Who has too little for the need, and which moves would mend it."""

from pipelines.budget.plan import (
    Clash,
    FrontierPoint,
    Plan,
    PlanMeasures,
    PlanMove,
    PlanPlace,
    Regret,
    Sentence,
    StaffMove,
    Transfer,
)
from pipelines.budget.request import Pin, PlanRequest

__all__ = [
    "Clash",
    "FrontierPoint",
    "Pin",
    "Plan",
    "PlanMeasures",
    "PlanMove",
    "PlanPlace",
    "PlanRequest",
    "Regret",
    "Sentence",
    "StaffMove",
    "Transfer",
]
