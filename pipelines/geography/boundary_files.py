"""A user's own boundary file in the place of the packaged boundaries, and its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from pipelines.errors import GeographyError
from pipelines.geography.areas import Areas, identify_areas
from pipelines.geography.formats import list_layers, read_features
from pipelines.geography.repair import find_gaps, find_overlaps, repair_polygons


@dataclass(frozen=True)
class BoundaryFile:
    """What a boundary file holds, and what is wrong with it.

    dongs: the columns of `register`, area_km2, geometry (EPSG:5179, valid), one row per code.
    level: "dong", "gu" (the file has Gu; dong_code holds their five digits) or "own" (codes that
    Korea's register does not know, kept as they are).
    repairs: dong_code, name, reason, area_change_m2. overlaps: dong_code, name, other_dong_code,
    other_name, overlap_m2. gaps: gap_m2, around, x, y. Outside Korea (level "own") these m2 are
    those of the Korean projection, which is not to scale there; area_km2 is true everywhere.
    missing: names of Dongs in force that the file lacks; unknown: names in the file that are no
    Dongs in force. on: the day with which the file was compared; None where there is nothing to
    compare with.
    """

    path: Path
    dongs: gpd.GeoDataFrame
    level: str
    on: date | None
    repairs: pd.DataFrame
    overlaps: pd.DataFrame
    gaps: pd.DataFrame
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


def read_boundaries(
    path: Path | str,
    *,
    on: date | None = None,
    prefixes: Sequence[str] | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
    gu_column: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
) -> BoundaryFile:
    """The Dongs of a boundary file and a report of what had to be repaired or assumed.

    Parameters
    ----------
    path
        GeoJSON, TopoJSON, GeoPackage or Shapefile; attributes in UTF-8 or CP949.
    on
        The day whose Dongs the file should show; the day that fits its codes best when None.
    prefixes
        Keep only codes that begin so (a file of all Korea, a deployment of one city).
    code_column, name_column, gu_column
        Attributes that hold code, name and Gu; found by their content when None. Codes may have
        10, 8 or 7 digits; without codes, names decide.
    layer
        A GeoPackage's layer. When None and there are several, the one that fits `on` best.
    crs
        The coordinates' system, over the file's own.

    Returns
    -------
    BoundaryFile

    Raises
    ------
    InputError
        Not a file of polygons, or no such column or layer.
    GeographyError
        No column identifies the areas, no area has such a prefix, the CRS is not evident.
    """
    path = Path(path)
    layers = list_layers(path)
    if layer is None and len(layers) > 1:
        layer = _best_layer(path, layers, on, prefixes, code_column, name_column, crs)
    elif layer is not None and layer not in layers:
        raise GeographyError(f"{path} has no layer {layer!r}; it has {', '.join(layers)}.")
    rows, notes = read_features(path, layer or layers[0], crs)
    if layer is not None:
        notes.append(f"Layer {layer} was read.")
    areas = identify_areas(rows, on, prefixes, code_column, name_column, gu_column)
    return _inspected(path, areas, notes)


def _inspected(path: Path, areas: Areas, notes: list[str]) -> BoundaryFile:
    """Identified areas repaired, merged by code and compared with each other."""
    dongs, repairs = repair_polygons(areas.dongs)
    twice = int(dongs["dong_code"].duplicated().sum())
    if twice:
        notes.append(f"{twice} features repeat a code and were merged with their namesakes.")
        merged = dongs[["dong_code", "geometry"]].dissolve("dong_code").geometry
        dongs = dongs.drop_duplicates("dong_code", ignore_index=True)
        dongs["geometry"] = merged.reindex(dongs["dong_code"]).to_numpy()
    dongs = dongs.sort_values("dong_code", ignore_index=True)
    # outside Korea the Korean projection keeps shape and place, but not size
    sized = dongs.to_crs(dongs.estimate_utm_crs()) if areas.level == "own" else dongs
    dongs.insert(dongs.columns.get_loc("geometry"), "area_km2", sized.area / 1e6)
    return BoundaryFile(
        path=path,
        dongs=dongs,
        level=areas.level,
        on=areas.on,
        repairs=repairs,
        overlaps=find_overlaps(dongs),
        gaps=find_gaps(dongs),
        missing=areas.missing,
        unknown=areas.unknown,
        notes=(*notes, *areas.notes),
    )


def _best_layer(
    path: Path,
    layers: list[str],
    on: date | None,
    prefixes: Sequence[str] | None,
    code_column: str | None,
    name_column: str | None,
    crs: str | None,
) -> str:
    """The layer with the fewest missing and unknown Dongs on a day."""
    if on is None:
        raise GeographyError(
            f"{path} has several layers: {', '.join(layers)}; name one, or the day it should show."
        )
    faults = {}
    for name in layers:
        rows, _ = read_features(path, name, crs)
        areas = identify_areas(rows, on, prefixes, code_column, name_column, None)
        faults[name] = len(areas.missing) + len(areas.unknown)
    return min(layers, key=lambda name: faults[name])


def _metres(change: float) -> str:
    return "less than 1 m2" if abs(change) < 1 else f"{change:+,.0f} m2"


def describe(file: BoundaryFile) -> str:
    """The report on a boundary file in plain sentences, one a line."""
    kind = {"dong": "Dongs", "gu": "Gu", "own": "areas with codes of their own"}[file.level]
    lines = [
        f"{file.path.name}: {len(file.dongs)} {kind}, {file.dongs['area_km2'].sum():,.1f} km2."
    ]
    lines += file.notes
    for row in file.repairs.itertuples():
        lines.append(
            f"Repaired {row.name} ({row.dong_code}): {row.reason}; "
            f"area changed by {_metres(float(str(row.area_change_m2)))}."
        )
    for row in file.overlaps.head(20).itertuples():
        lines.append(f"{row.name} and {row.other_name} overlap by {row.overlap_m2:,.0f} m2.")
    for row in file.gaps.head(20).itertuples():
        where = "between" if ", " in str(row.around) else "within"
        lines.append(f"A gap of {row.gap_m2:,.0f} m2 lies {where} {row.around}.")
    more = max(len(file.overlaps) - 20, 0) + max(len(file.gaps) - 20, 0)
    if more:
        lines.append(f"{more} smaller overlaps and gaps are not listed.")
    if file.missing:
        lines.append(f"Missing ({len(file.missing)}): {', '.join(file.missing)}.")
    if file.unknown:
        lines.append(f"Not in force ({len(file.unknown)}): {', '.join(file.unknown)}.")
    if not (len(file.repairs) or len(file.overlaps) or len(file.gaps) or file.missing):
        lines.append("Nothing to repair, no overlap, no gap, nothing missing.")
    return "\n".join(lines)
