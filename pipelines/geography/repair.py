"""Polygons made valid, and said how."""

from __future__ import annotations

import numpy as np
import shapely


def polygons_of(geometry: np.ndarray) -> np.ndarray:
    """The polygonal part of each geometry, made valid where it is not; lines and points are dropped."""
    out = np.array(geometry, dtype=object)
    bad = ~shapely.is_valid(out) | ~np.isin(shapely.get_type_id(out), (3, 6))
    for i in np.flatnonzero(bad):
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(out[i])))
        out[i] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])
    return out
