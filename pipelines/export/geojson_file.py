"""Maps as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import geopandas as gpd
import shapely

from pipelines.export.cells import plain_values
from pipelines.export.notices import Language, notices
from pipelines.publication import BuildInfo, Release


def to_geojson(
    frame: gpd.GeoDataFrame,
    *,
    info: BuildInfo,
    release: Release,
    labels: Mapping[str, str] | None = None,
    language: Language = "ko",
    notes: Sequence[str] = (),
) -> bytes:
    """The frame as a GeoJSON FeatureCollection in EPSG:4326, all columns as properties.

    Beside `features` stand `build_id`, `release`, `is_invented`, `attribution`, `notices` and
    `labels` (words for the properties). Outer rings run counter-clockwise, as RFC 7946 asks.
    Hidden and missing values are null, dates ISO text; formulas in text are neutralised as in CSV,
    since such files are opened in spreadsheets too. For the other parameters see `to_csv`.
    """
    degrees = frame.to_crs(4326)
    names = [str(name) for name in degrees.columns if name != degrees.geometry.name]
    rows = zip(*(plain_values(degrees[name]) for name in names), strict=True)
    shapes = shapely.to_geojson(shapely.orient_polygons(degrees.geometry.to_numpy()))
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(names, row, strict=True)),
            "geometry": json.loads(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "build_id": info.build_id,
        "release": release,
        "is_invented": info.is_invented,
        "attribution": getattr(info, f"attribution_{language}"),
        "notices": [*notices(info, release, language), *notes],
        "labels": {name: text for name, text in (labels or {}).items() if name in names},
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()
