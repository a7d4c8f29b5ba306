"""Dong and Gu: boundaries, codes, vintages, crosswalk, neighbours; the only room with a CRS."""

from pipelines.geography.census import census_households, gu_recipients
from pipelines.geography.crosswalk import apply_crosswalk, crosswalk
from pipelines.geography.matching import match_codes, match_names, name_candidates
from pipelines.geography.overlaps import frame_assignment, vintage_codes
from pipelines.geography.polygons import boundaries, dissolve_gu
from pipelines.geography.simplify import simplify, to_geojson
from pipelines.geography.vintages import register, validity

__all__ = [
    "apply_crosswalk",
    "boundaries",
    "census_households",
    "crosswalk",
    "dissolve_gu",
    "frame_assignment",
    "gu_recipients",
    "match_codes",
    "match_names",
    "name_candidates",
    "register",
    "simplify",
    "to_geojson",
    "validity",
    "vintage_codes",
]
