"""Organisations with invented names at invented points inside their real Dongs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pipelines.invented.places import Places
from pipelines.invented.uniform import stream
from pipelines.schema import VOCABULARIES

# how many of a kind a Dong has, on average
_DENSITY = {
    "welfare_centre": 0.28,
    "food_bank": 0.09,
    "food_market": 0.09,
    "shared_refrigerator": 0.2,
    "hospital": 1.1,
    "school": 0.9,
    "religious": 1.2,
    "company": 0.9,
    "volunteer_group": 0.8,
    "public_office": 1.0,
    "other": 0.3,
}
_STEMS = (
    "가온",
    "다솜",
    "한빛",
    "새움",
    "두레",
    "온누리",
    "늘푸른",
    "해오름",
    "마루",
    "소담",
    "이음",
    "나래",
)
_ENDINGS = {
    "welfare_centre": "종합사회복지관",
    "food_bank": "푸드뱅크",
    "food_market": "푸드마켓",
    "shared_refrigerator": "나눔냉장고",
    "hospital": "의원",
    "school": "학교",
    "religious": "교회",
    "company": "상사",
    "volunteer_group": "봉사단",
    "public_office": "행정복지센터",
    "other": "나눔회",
}


def invent(places: Places, seed: int) -> pd.DataFrame:
    """The feed's rows, ordered by Gu so that those of one Gu follow each other (index 0..n-1)."""
    draws = stream(seed, "organisations")
    words = {value.code: value.ko for value in VOCABULARIES["organisation_kind"].values}
    rows = []
    for didx, dong in places.dongs.iterrows():
        for kind, density in _DENSITY.items():
            count = 1 if kind == "public_office" else int(draws.poisson(density))
            rows += [(didx, dong["dong_code"], dong["gu_code"], kind)] * count
    table = pd.DataFrame(rows, columns=["didx", "dong_code", "gu_code", "kind"])
    table = table.sort_values(["gu_code", "dong_code"], kind="stable", ignore_index=True)
    stems = draws.integers(0, len(_STEMS), len(table))
    short = places.dongs["dong_name_short_ko"]
    points = _points(places, table["didx"].to_numpy(), draws)
    degrees = _degrees(places, points)
    return pd.DataFrame(
        {
            "position": np.arange(1, len(table) + 1),
            "organisation_id": [f"G{n:05d}" for n in range(1, len(table) + 1)],
            "organisation_name": [
                f"{short[d]} {'' if k == 'public_office' else _STEMS[s] + ' '}{_ENDINGS[k]}"
                for d, k, s in zip(table["didx"], table["kind"], stems, strict=True)
            ],
            "organisation_kind": table["kind"].map(words),
            "gu_code": table["gu_code"],
            "dong_code": table["dong_code"],
            "longitude": degrees[:, 0].round(6),
            "latitude": degrees[:, 1].round(6),
        }
    )


def _points(places: Places, didx: np.ndarray, draws: np.random.Generator) -> np.ndarray:
    """One point inside the polygon of each Dong in `didx`, EPSG:5179."""
    shapes = places.dongs.geometry.to_numpy()[didx]
    shapely.prepare(shapes)
    box = shapely.bounds(shapes)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    waiting = np.arange(len(didx))
    for _ in range(40):
        if len(waiting) == 0:
            break
        share = draws.random((len(waiting), 2))
        corner = box[waiting]
        candidate = corner[:, :2] + share * (corner[:, 2:] - corner[:, :2])
        hit = shapely.contains_xy(shapes[waiting], candidate[:, 0], candidate[:, 1])
        inside[waiting[hit]] = candidate[hit]
        waiting = waiting[~hit]
    return inside


def _degrees(places: Places, points: np.ndarray) -> np.ndarray:
    """The same points as longitude and latitude."""
    series = gpd.GeoSeries(gpd.points_from_xy(points[:, 0], points[:, 1]), crs=places.dongs.crs)
    return shapely.get_coordinates(series.to_crs("EPSG:4326").to_numpy())
