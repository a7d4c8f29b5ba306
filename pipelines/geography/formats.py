"""A boundary file read as it stands: features, attributes as text, the coordinates' system.

GeoJSON, TopoJSON, GeoPackage and Shapefile through GDAL (`pyogrio`).
"""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from pipelines.errors import GeographyError, InputError
from pipelines.geography import sources


def list_layers(path: Path) -> list[str]:
    """Names of the polygon layers of a file.

    Raises InputError for a file that is absent, empty, or not a boundary file.
    """
    if not path.is_file():
        raise InputError(
            f"{path} is not a file; name a GeoJSON, TopoJSON, GeoPackage or .shp file."
        )
    try:
        layers = pyogrio.list_layers(path)
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read as a boundary file ({error}); "
            f"GeoJSON, TopoJSON, GeoPackage and Shapefile can."
        ) from error
    names = [str(name) for name, kind in layers if kind is not None]
    if not names:
        raise InputError(f"{path} holds no geometry; bring a file of polygons.")
    return names


def read_features(path: Path, layer: str, crs: str | None) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The polygons of a layer as drawn, with text attributes, and notes on what was assumed.

    Raises InputError for a layer without polygons, GeographyError where the coordinates' system is
    neither stated nor evident.
    """
    try:
        rows = pyogrio.read_dataframe(path, layer=layer, encoding=_encoding(path))
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"{path} (layer {layer}) cannot be read: {error}.") from error
    notes: list[str] = []
    empty = rows.geometry.isna() | rows.geometry.is_empty
    if empty.any():
        notes.append(f"{int(empty.sum())} features without a geometry were left out.")
        rows = rows[~empty].reset_index(drop=True)
    kinds = set(rows.geometry.geom_type)
    if not kinds or not kinds <= {"Polygon", "MultiPolygon", "GeometryCollection"}:
        found = ", ".join(sorted(kinds)) or "nothing"
        raise InputError(f"{path} (layer {layer}) holds {found}; polygons are wanted.")
    geometry = rows.geometry.set_crs(_crs_of(rows, crs, path, notes), allow_override=True)
    corners = geometry.envelope.to_crs(sources.METRES)
    if not np.isfinite(corners.total_bounds).all():
        raise GeographyError(
            f"{path} has coordinates that {geometry.crs.name} does not cover; state the right crs."
        )
    attributes = {str(c): _as_text(rows[c]) for c in rows.columns.drop(rows.geometry.name)}
    frame = pd.DataFrame(attributes, index=rows.index)
    return gpd.GeoDataFrame(frame, geometry=geometry.force_2d()), notes


def _crs_of(rows: gpd.GeoDataFrame, crs: str | None, path: Path, notes: list[str]) -> object:
    """The coordinates' system: the caller's, the file's, or WGS84 where the content says so."""
    if crs is not None:
        return crs
    if rows.crs is not None:
        return rows.crs
    west, south, east, north = rows.total_bounds
    if west >= -180 and south >= -90 and east <= 180 and north <= 90:
        notes.append("The file states no CRS; by its content it is WGS84 (EPSG:4326).")
        return sources.DEGREES
    raise GeographyError(
        f"{path} states no CRS and its coordinates ({west:.0f} to {east:.0f}) are not degrees; "
        f"save it with its CRS (a .prj beside a Shapefile, a GeoPackage), or in EPSG:4326."
    )


def _as_text(column: pd.Series) -> pd.Series:
    """A column as text; whole numbers without a decimal point, missing values null."""
    text = column.astype("str").str.strip()
    if pd.api.types.is_float_dtype(column.dtype):
        text = text.str.replace(r"\.0$", "", regex=True)
    return text.where(column.notna())


def _encoding(path: Path) -> str | None:
    """The encoding of a Shapefile that does not say: UTF-8 if its bytes are, else CP949."""
    table = path.with_suffix(".dbf")
    stated = path.with_suffix(".cpg").is_file() or path.with_suffix(".CPG").is_file()
    if path.suffix.lower() != ".shp" or stated or not table.is_file():
        return None
    content = table.read_bytes()
    records = content[int.from_bytes(content[8:10], "little") :]
    if re.fullmatch(rb"[\x00-\x7f]*", records):
        return None
    try:
        records.decode("utf-8")
    except UnicodeDecodeError:
        return "CP949"
    return "UTF-8"
