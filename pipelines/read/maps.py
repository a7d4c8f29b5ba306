"""The published map layers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import geopandas as gpd

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.publication import LAYERS, require_folder
from pipelines.read.slices import Places, check_places, listed
from pipelines.settings import Settings

Layer = Literal["dongs", "gus"]


def geo(
    name: Layer,
    *,
    deployment: str,
    gu: Places | None = None,
    settings: Settings | None = None,
) -> gpd.GeoDataFrame:
    """Simplified polygons in EPSG:4326 with codes and names: the Dongs of the frame, or the Gu.

    Parameters
    ----------
    name
        `dongs`: dong_code, gu_code, dong_name_ko, dong_name_en, gu_name_ko, gu_name_en, geometry;
        or `gus`: gu_code, gu_name_ko, gu_name_en, geometry. In order of code; lines coincide.
    deployment
        Such as busan_dabokdong.
    gu
        Keep one Gu or several (codes of five digits).

    Raises
    ------
    InputError
        An unknown layer, deployment or Gu.
    NotBuiltError
        Nothing is published.
    """
    folder = require_folder(settings or settings_module.load(), deployment)
    frame = gpd.read_parquet(_layer_path(folder, name, "parquet"))
    if gu is None:
        return frame
    wanted = listed(gu)
    check_places(folder, "gu_code", wanted, deployment)
    return frame[frame["gu_code"].isin(wanted)].reset_index(drop=True)


def geojson(name: Layer, *, deployment: str, settings: Settings | None = None) -> str:
    """The same layer as a GeoJSON FeatureCollection, coordinates to about 1 m, ready for a map.

    Raises as `geo` does.
    """
    folder = require_folder(settings or settings_module.load(), deployment)
    return _layer_path(folder, name, "geojson").read_text(encoding="utf-8")


def _layer_path(folder: Path, name: str, kind: str) -> Path:
    if name not in LAYERS:
        raise InputError(f"There is no map layer {name!r}. Known: {', '.join(LAYERS)}.")
    return folder / "geo" / f"{name}.{kind}"
