"""Files that a person takes away: they say where they are from and harm no one.

Each carries the build, the release, the sources' attribution and, for invented data, a notice.
"""

from pipelines.export.cells import FORMULA_STARTS, kind_of, neutralise
from pipelines.export.csv_file import to_csv
from pipelines.export.geojson_file import to_geojson
from pipelines.export.notices import Language, notices
from pipelines.export.plan_book import PlanNames, plan_to_xlsx
from pipelines.export.xlsx_file import Worksheet, to_xlsx

__all__ = [
    "FORMULA_STARTS",
    "Language",
    "PlanNames",
    "Worksheet",
    "kind_of",
    "neutralise",
    "notices",
    "plan_to_xlsx",
    "to_csv",
    "to_geojson",
    "to_xlsx",
]
