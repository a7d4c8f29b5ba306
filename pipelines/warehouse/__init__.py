"""The warehouse: the queries of `pipelines/sql`, run in the order that they imply, and checked."""

from pipelines.warehouse.builder import FILE_NAME, BuildReport, build, check
from pipelines.warehouse.places import Places
from pipelines.warehouse.queries import lineage

__all__ = ["FILE_NAME", "BuildReport", "Places", "build", "check", "lineage"]
