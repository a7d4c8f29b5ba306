"""Which Dongs touch, and in which Dong a point lies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from pipelines.errors import GeographyError
from pipelines.geography import sources


def neighbours(dongs: gpd.GeoDataFrame, snap_m: float = 1.0) -> pd.DataFrame:
    """Pairs of Dongs that touch, both ways round, with the length of their border in metres.

    Parameters
    ----------
    dongs
        dong_code and polygons in any CRS.
    snap_m
        Borders this far apart count as one (drawn twice by hand, slivers).

    Returns
    -------
    DataFrame
        dong_code, neighbour_code, shared_border_m, ordered. Dongs that meet in a point only are
        neighbours with 0 (queen contiguity); an island has no row, so
        `set(dongs.dong_code) - set(table.dong_code)` are the islands. Bridges are not borders.
    """
    metric = dongs.geometry.to_crs(sources.METRES).to_numpy()
    one, other = shapely.STRtree(metric).query(metric, predicate="dwithin", distance=snap_m)
    upper = one < other
    one, other = one[upper], other[upper]
    lines = shapely.boundary(metric)
    common = shapely.intersection(lines[one], lines[other])
    length = shapely.length(common)
    # drawn apart: the part of the border within the snapping distance of the other polygon
    apart = np.flatnonzero(length == 0)
    grown = shapely.buffer(metric[other[apart]], snap_m)
    near = shapely.length(shapely.intersection(lines[one[apart]], grown))
    # two polygons that meet in a point lie within the distance along a few metres only
    length[apart] = np.where(near > 4 * snap_m, near, 0.0)
    code = dongs["dong_code"].to_numpy()
    table = pd.DataFrame(
        {
            "dong_code": np.concatenate([code[one], code[other]]),
            "neighbour_code": np.concatenate([code[other], code[one]]),
            "shared_border_m": np.concatenate([length, length]),
        }
    )
    return table.sort_values(["dong_code", "neighbour_code"], ignore_index=True)


def locate(
    x: npt.ArrayLike, y: npt.ArrayLike, dongs: gpd.GeoDataFrame, crs: str = sources.DEGREES
) -> pd.Series:
    """The dong_code in which each point lies; null outside every Dong and for missing coordinates.

    Parameters
    ----------
    x, y
        Coordinates in `crs`: for degrees x is the longitude. A Series keeps its index.
    dongs
        dong_code and polygons in any CRS.
    crs
        The points' coordinate system.

    Returns
    -------
    Series
        dong_code; a point on a common border gets the smaller code.

    Raises
    ------
    GeographyError
        x and y differ in length.
    """
    xs, ys = np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64")
    if xs.shape != ys.shape:
        raise GeographyError(f"There are {xs.size} x and {ys.size} y; each point needs both.")
    index = x.index if isinstance(x, pd.Series) else pd.RangeIndex(xs.size)
    found = np.full(xs.size, len(dongs))
    usable = np.flatnonzero(np.isfinite(xs) & np.isfinite(ys))
    to_metres = Transformer.from_crs(crs, sources.METRES, always_xy=True)
    px, py = to_metres.transform(xs[usable], ys[usable])
    ordered = dongs.sort_values("dong_code")
    polygons = ordered.geometry.to_crs(sources.METRES).to_numpy()
    # boxes first, then prepared polygons: four times as fast as asking the tree for intersections
    point, polygon = shapely.STRtree(polygons).query(shapely.points(px, py))
    shapely.prepare(polygons)
    inside = shapely.intersects_xy(polygons[polygon], px[point], py[point])
    point, polygon = point[inside], polygon[inside]
    np.minimum.at(found, usable[point], polygon)
    codes = pd.Index([*ordered["dong_code"], None], dtype="str")
    return pd.Series(codes.take(found), index=index, name="dong_code")
