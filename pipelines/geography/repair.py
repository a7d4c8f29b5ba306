"""Polygons made valid, and what is wrong between neighbours: every finding with its measure."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipelines.geography import sources

_POLYGONAL = (3, 6)
_NOTICED_M2 = 1.0
"""Smaller overlaps and gaps are rounding of coordinates."""


def polygons_of(geometry: np.ndarray) -> np.ndarray:
    """The polygonal part of each geometry, valid; lines, points and empty parts are dropped."""
    out = np.array(geometry, dtype=object)
    bad = ~shapely.is_valid(out) | ~np.isin(shapely.get_type_id(out), _POLYGONAL)
    for i in np.flatnonzero(bad):
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(out[i])))
        out[i] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), _POLYGONAL)])
    return out


def repair_polygons(dongs: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The rows in metres with valid polygons, and one row for each polygon that had to be changed.

    `dongs` has dong_code and dong_name_short_ko, in any CRS; polygons are judged as drawn there.
    The second table has dong_code, name, reason (GEOS's, with the coordinate as drawn),
    area_change_m2.
    """
    drawn = dongs.geometry.to_numpy()
    bad = np.flatnonzero(~shapely.is_valid(drawn))
    before = dongs.geometry.to_crs(sources.METRES).area.to_numpy()
    mended = gpd.GeoSeries(polygons_of(drawn), index=dongs.index, crs=dongs.crs)
    # rounding of the projected coordinates may cross two nearby lines again: mended, not reported
    after = polygons_of(mended.to_crs(sources.METRES).to_numpy())
    repairs = pd.DataFrame(
        {
            "dong_code": dongs["dong_code"].to_numpy()[bad],
            "name": dongs["dong_name_short_ko"].to_numpy()[bad],
            "reason": shapely.is_valid_reason(drawn[bad]),
            "area_change_m2": shapely.area(after[bad]) - before[bad],
        }
    )
    geometry = gpd.GeoSeries(after, index=dongs.index, crs=sources.METRES)
    return dongs.set_geometry(geometry), repairs


def find_overlaps(dongs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs of polygons that share ground, the largest overlap first.

    Columns: dong_code, name, other_dong_code, other_name, overlap_m2. Pairs under 1 m2 are left
    out.
    """
    geometry = dongs.geometry.to_numpy()
    # only polygons with an edge that is no clean border can overlap: few, so pairs are cheap
    suspect = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(geometry)))
    one, other = shapely.STRtree(geometry[suspect]).query(geometry[suspect], predicate="intersects")
    one, other = suspect[one[one < other]], suspect[other[one < other]]
    area = shapely.area(shapely.intersection(geometry[one], geometry[other]))
    code, name = dongs["dong_code"].to_numpy(), dongs["dong_name_short_ko"].to_numpy()
    pairs = pd.DataFrame(
        {
            "dong_code": code[one],
            "name": name[one],
            "other_dong_code": code[other],
            "other_name": name[other],
            "overlap_m2": area,
        }
    )
    pairs = pairs[pairs["overlap_m2"] >= _NOTICED_M2]
    return pairs.sort_values("overlap_m2", ascending=False, ignore_index=True)


def find_gaps(dongs: gpd.GeoDataFrame) -> pd.DataFrame:
    """Holes that no polygon covers though polygons surround them: gap_m2, names around, x, y.

    A lake that belongs to no Dong is such a hole too; the largest comes first.
    """
    geometry = dongs.geometry.to_numpy()
    parts = shapely.get_parts(shapely.union_all(geometry))
    rings = [ring for part in parts for ring in part.interiors]
    holes = shapely.polygons(rings) if rings else np.array([], dtype=object)
    holes = holes[shapely.area(holes) >= _NOTICED_M2]
    hole, dong = shapely.STRtree(geometry).query(holes, predicate="intersects")
    around = pd.Series(dongs["dong_name_short_ko"].to_numpy()[dong]).groupby(hole).agg(", ".join)
    centre = shapely.point_on_surface(holes)
    gaps = pd.DataFrame(
        {
            "gap_m2": shapely.area(holes),
            "around": around.reindex(range(len(holes))).to_numpy(),
            "x": shapely.get_x(centre),
            "y": shapely.get_y(centre),
        }
    )
    return gaps.sort_values("gap_m2", ascending=False, ignore_index=True)
