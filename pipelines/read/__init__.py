"""The one door to what is published: tables, maps, words. Pages and notebooks open nothing else.

Nothing is cached here: what a caller wants to keep, it keeps by `build_info(...).build_id` and
`code_hash`.
"""

from pipelines.publication import BuildInfo
from pipelines.read.about import DeploymentInfo, build_info, deployments, months
from pipelines.read.association import local_association, neighbours, smoothed_coverage
from pipelines.read.facts import build_steps, checks, landed_files, lineage
from pipelines.read.maps import geo, geojson
from pipelines.read.tables import table
from pipelines.read.words import labels, meaning, values
from pipelines.spatial import LocalAssociation, RankIntervals, rank_intervals

__all__ = [
    "BuildInfo",
    "DeploymentInfo",
    "LocalAssociation",
    "RankIntervals",
    "build_info",
    "build_steps",
    "checks",
    "deployments",
    "geo",
    "geojson",
    "labels",
    "landed_files",
    "lineage",
    "local_association",
    "meaning",
    "months",
    "neighbours",
    "rank_intervals",
    "smoothed_coverage",
    "table",
    "values",
]
