"""From the warehouse to the published folder: tables in both releases, maps, and build.json."""

from pipelines.publish.identity import code_hash
from pipelines.publish.publishing import PublishReport, publish
from pipelines.publish.writing import GEO_PROPERTIES

__all__ = ["GEO_PROPERTIES", "PublishReport", "code_hash", "publish"]
