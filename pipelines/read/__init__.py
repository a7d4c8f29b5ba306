"""The one door to what is published: tables, maps, words. Pages and notebooks open nothing else.

Small tables are kept in memory, by the folder of their publication; nothing that is worked out of
them is: what a caller wants to keep, it keeps by `build_info(...).build_id` and `code_hash`.
"""

from pipelines.budget.inequality import Lorenz
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
from pipelines.budget.request import MoneyScope, Objective, Pin, PlanRequest
from pipelines.budget.saving import compare_plans, plan_from_json, plan_to_json
from pipelines.budget.valuing import GrantCheck
from pipelines.disclosure import NOISE_SD
from pipelines.publication import BuildInfo
from pipelines.read.about import DeploymentInfo, build_info, deployments, months
from pipelines.read.association import (
    AssociatedMeasure,
    local_association,
    neighbours,
    smoothed_coverage,
)
from pipelines.read.budget import PlaceLevel, grant_check, imbalance, lorenz_curve
from pipelines.read.case_flow import (
    STAGES,
    Track,
    case_balance,
    closure_shares,
    journey_stages,
    never_twice,
    stages_of,
)
from pipelines.read.caseload import Place, caseload
from pipelines.read.claims import claims
from pipelines.read.evaluation import ComparisonPlan, EvaluationPlan, evaluation_plan
from pipelines.read.facts import build_steps, checks, landed_files, lineage
from pipelines.read.maps import geo, geojson
from pipelines.read.milestones import milestones
from pipelines.read.model_card import model_card
from pipelines.read.periods import period_sums
from pipelines.read.plans import frontier, plan
from pipelines.read.policy import policy
from pipelines.read.silence import NEEDY_RATIO, silent_channels
from pipelines.read.tables import table
from pipelines.read.words import labels, meaning, values
from pipelines.spatial import (
    LocalAssociation,
    RankIntervals,
    RateChanges,
    rank_intervals,
    rate_changes,
)

__all__ = [
    "NEEDY_RATIO",
    "NOISE_SD",
    "STAGES",
    "AssociatedMeasure",
    "BuildInfo",
    "Clash",
    "ComparisonPlan",
    "DeploymentInfo",
    "EvaluationPlan",
    "FrontierPoint",
    "GrantCheck",
    "LocalAssociation",
    "Lorenz",
    "MoneyScope",
    "Objective",
    "Pin",
    "Place",
    "PlaceLevel",
    "Plan",
    "PlanMeasures",
    "PlanMove",
    "PlanPlace",
    "PlanRequest",
    "RankIntervals",
    "RateChanges",
    "Regret",
    "Sentence",
    "StaffMove",
    "Track",
    "Transfer",
    "build_info",
    "build_steps",
    "case_balance",
    "caseload",
    "checks",
    "claims",
    "closure_shares",
    "compare_plans",
    "deployments",
    "evaluation_plan",
    "frontier",
    "geo",
    "geojson",
    "grant_check",
    "imbalance",
    "journey_stages",
    "labels",
    "landed_files",
    "lineage",
    "local_association",
    "lorenz_curve",
    "meaning",
    "milestones",
    "model_card",
    "months",
    "neighbours",
    "never_twice",
    "period_sums",
    "plan",
    "plan_from_json",
    "plan_to_json",
    "policy",
    "rank_intervals",
    "rate_changes",
    "silent_channels",
    "smoothed_coverage",
    "stages_of",
    "table",
    "values",
]
