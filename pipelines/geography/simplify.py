"""Boundaries small enough to draw: simplified once as a coverage, written as GeoJSON in degrees."""

from __future__ import annotations

import json
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from pipelines.geography import sources


def simplify(dongs: gpd.GeoDataFrame, tolerance_m: float = 20.0) -> gpd.GeoDataFrame:
    """The same rows with fewer vertices, in EPSG:5179; no slivers between neighbours.

    Borders shared by two polygons are simplified once (Visvalingam-Whyatt on the coverage's edges:
    `shapely.coverage_simplify`), after the polygons have been made a coverage.

    Parameters
    ----------
    dongs
        Polygons in any CRS; all other columns are passed on.
    tolerance_m
        Triangles smaller than its square are dropped.
    """
    metric = dongs.to_crs(sources.METRES)
    geometry = metric.geometry.to_numpy()
    if not shapely.coverage_is_valid(geometry):
        geometry = shapely.coverage_clean(geometry)
    return metric.set_geometry(
        gpd.GeoSeries(
            shapely.coverage_simplify(geometry, tolerance_m),
            index=metric.index,
            crs=sources.METRES,
        )
    )


def to_geojson(
    frame: gpd.GeoDataFrame, decimals: int = 5, properties: Sequence[str] | None = None
) -> str:
    """A FeatureCollection in WGS84, coordinates rounded to `decimals` (5: about 1 m), no blanks.

    Parameters
    ----------
    frame
        Geometry in any CRS.
    decimals
        Decimals of a degree.
    properties
        Columns that each feature carries; all but the geometry when None. Missing values are null,
        dates ISO text.
    """
    degrees = frame.geometry.to_crs(sources.DEGREES)
    rounded = shapely.transform(degrees.to_numpy(), lambda xy: xy.round(decimals))
    names = list(properties if properties is not None else frame.columns.drop(frame.geometry.name))
    records = pd.DataFrame(frame[names]).to_json(orient="records", date_format="iso")
    features = []
    for record, shape in zip(json.loads(records), shapely.to_geojson(rounded), strict=True):
        told = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        features.append(f'{{"type":"Feature","properties":{told},"geometry":{shape}}}')
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
