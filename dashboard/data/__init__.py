"""What is published, kept in memory by build: every page reads through here.

A new publication has a new version, so nothing old is shown after it; nothing here computes.
"""

from dashboard.data.about import build, deployments, months, version
from dashboard.data.case_flow import (
    case_balance,
    caseload,
    closure_shares,
    journey_stages,
    never_twice,
)
from dashboard.data.coverage import association, coverage_ranks, neighbours, smoothed
from dashboard.data.facts import build_steps, checks, landed_files, lineage, model_card
from dashboard.data.polygons import shapes, shapes_url
from dashboard.data.reference import claims, evaluation_plan, milestones, policy
from dashboard.data.tables import Months, period, silent_channels, table

__all__ = [
    "Months",
    "association",
    "build",
    "build_steps",
    "case_balance",
    "caseload",
    "checks",
    "claims",
    "closure_shares",
    "coverage_ranks",
    "deployments",
    "evaluation_plan",
    "journey_stages",
    "landed_files",
    "lineage",
    "milestones",
    "model_card",
    "months",
    "neighbours",
    "never_twice",
    "period",
    "policy",
    "shapes",
    "shapes_url",
    "silent_channels",
    "smoothed",
    "table",
    "version",
]
