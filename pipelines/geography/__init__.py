"""Dong and Gu: boundaries, codes, vintages, crosswalk, neighbours; the only room that knows a CRS."""

from pipelines.geography.overlaps import frame_assignment, vintage_codes
from pipelines.geography.polygons import boundaries, dissolve_gu
from pipelines.geography.simplify import simplify, to_geojson
from pipelines.geography.vintages import register, validity

__all__ = [
    "boundaries",
    "dissolve_gu",
    "frame_assignment",
    "register",
    "simplify",
    "to_geojson",
    "validity",
    "vintage_codes",
]
