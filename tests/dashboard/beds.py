"""Published folders for tests: square Dongs, few months, numbers chosen by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from itertools import product
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import box

from pipelines.publication import BuildInfo
from pipelines.schema import ESTIMATES, MARTS, VOCABULARIES, Column, Table

DEPLOYMENT = "busan_dabokdong"
MONTHS = [date(2018, month, 1) for month in (10, 11, 12)]
BUILD = "0123456789ab"
GU_KO = ["가람구", "나루구", "다솜군"]
GU_EN = ["Garam-gu", "Naru-gu", "Dasom-gun"]
DONGS_A_GU = 12
_ARROW = {"text": pa.string(), "integer": pa.int64(), "decimal": pa.float64(),
          "boolean": pa.bool_(), "date": pa.date32(), "month": pa.date32()}  # fmt: skip

_FILLED: dict[tuple, bytes] = {}

# (Gu number, Dong number, month number) -> (households, at risk, reached), None where hidden
Numbers = Callable[[int, int, int], tuple[int, int | None, int | None]]


def usual(gu: int, dong: int, month: int) -> tuple[int, int, int]:
    """Ordinary numbers: at risk 40 to 120, of which 20 % to 86 % are reached."""
    at_risk = 40 + 10 * dong - 10 * (dong // 9)
    return 4000 + 100 * dong, at_risk, round(at_risk * (0.2 + 0.06 * dong) * (1 - 0.1 * gu))


def dong_code(gu: int, dong: int) -> str:
    """10 digits, the first five the Gu's."""
    return f"261{gu + 1}0{51000 + 10 * dong}"


def publish(
    data: Path,
    numbers: Numbers = usual,
    *,
    gu_count: int = 3,
    dong_count: int = DONGS_A_GU,
    months: tuple[date, ...] = tuple(MONTHS),
    covered_months: tuple[date, ...] | None = None,
    open_numbers: Numbers | None = None,
    deployment: str = DEPLOYMENT,
    is_invented: bool = True,
    tables: Mapping[str, pd.DataFrame] | None = None,
    open_tables: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Write a publication of a made-up city into the data folder `data`.

    `covered_months` are those with rows (default: all). `open_numbers` is the open release
    (default: as `numbers`). Every published table is written: coverage from `numbers`, one of
    `tables` (columns of the schema; those that it leaves out are empty; `open_tables` for the open
    release) as given, the others filled (`filled`). Estimates are there where `tables` has them.
    """
    folder = data / "published" / deployment / f"{BUILD}-00000000"
    gus, dongs = _places(gu_count, dong_count)
    for release, source in (("internal", numbers), ("open", open_numbers or numbers)):
        (folder / release).mkdir(parents=True)
        _write(folder / release, "dongs", dongs.drop(columns="geometry"))
        _write(folder / release, "gus", gus.drop(columns="geometry"))
        rows = _coverage(source, dongs, months if covered_months is None else covered_months)
        made = {
            f"coverage_by_{place}_month": _summed(rows, place) for place in ("dong", "gu", "city")
        }
        made |= {**(tables or {}), **((open_tables or {}) if release == "open" else {})}
        for entry in MARTS.values():
            if entry.is_published and entry.name not in ("dongs", "gus"):
                if entry.name in made:
                    _write(folder / release, entry.name, made[entry.name])
                else:
                    _write_filled(folder / release, entry, dongs, months)
        for entry in ESTIMATES.values():
            if entry.name in made and (entry.is_open or release == "internal"):
                _write(folder / release, entry.name, made[entry.name])
    _write_maps(folder, dongs, gus)
    info = _info(deployment, months, is_invented)
    (folder / "build.json").write_text(info.to_json(), encoding="utf-8")
    pointer = {"build_id": BUILD, "folder": folder.name}
    (folder.parent / "current.json").write_text(json.dumps(pointer), encoding="utf-8")


def _places(gu_count: int, dong_count: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Each Gu is a row of squares of about a kilometre, four across."""
    rows = [
        {
            "dong_code": dong_code(gu, dong),
            "gu_code": dong_code(gu, dong)[:5],
            "dong_name_ko": f"{GU_KO[gu][:2]}{dong + 1}동",
            "dong_name_en": f"{GU_EN[gu].split('-')[0]} {dong + 1}-dong",
            "gu_name_ko": GU_KO[gu],
            "gu_name_en": GU_EN[gu],
            "area_km2": 1.0,
            # corners from whole numbers, so that neighbours share them to the last digit
            "geometry": box(*(corner / 100 for corner in (
                12900 + 4 * gu + dong % 4, 3500 + dong // 4,
                12901 + 4 * gu + dong % 4, 3501 + dong // 4))),
        }
        for gu in range(gu_count)
        for dong in range(dong_count)
    ]  # fmt: skip
    dongs = gpd.GeoDataFrame(rows, crs=4326)
    names = ["gu_code", "gu_name_ko", "gu_name_en"]
    gus = dongs.dissolve(by=names, aggfunc={"area_km2": "sum", "dong_code": "count"})
    return gus.reset_index().rename(columns={"dong_code": "dong_count"}), dongs


def _coverage(numbers: Numbers, dongs: pd.DataFrame, months: tuple[date, ...]) -> pd.DataFrame:
    place_in_gu = dongs.groupby("gu_code").cumcount()
    gu_number = dongs["gu_code"].astype("category").cat.codes
    rows = []
    for month_number, month in enumerate(months):
        for code, gu, dong in zip(dongs["dong_code"], gu_number, place_in_gu, strict=True):
            households, at_risk, reached = numbers(int(gu), int(dong), month_number)
            rows.append((code, code[:5], month, households, at_risk, reached))
    names = ["dong_code", "gu_code", "month", "household_count", "at_risk_count", "reached_count"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[3:], "Int64"))


def _summed(rows: pd.DataFrame, place: str) -> pd.DataFrame:
    keys = {"dong": ["dong_code", "gu_code", "month"], "gu": ["gu_code", "month"],
            "city": ["month"]}[place]  # fmt: skip
    counts = ["household_count", "at_risk_count", "reached_count"]
    table = rows if place == "dong" else rows.groupby(keys)[counts].sum(min_count=1).reset_index()
    gap = table["at_risk_count"] - table["reached_count"]
    rate = table["reached_count"].astype("Float64") / table["at_risk_count"].replace(0, pd.NA)
    hidden = table["at_risk_count"].isna() | table["reached_count"].isna()
    return table.assign(coverage_gap_count=gap, coverage_rate=rate, is_suppressed=hidden)


def filled(table: Table, dongs: pd.DataFrame, months: tuple[date, ...]) -> pd.DataFrame:
    """A row for every place and period and the first two of each category, with plain numbers.

    In a Dong the n-th number of the table (from 0) is `max(20 - 2 n, 1) + Dong number % 3`: stages
    fall, Dongs differ. Larger places hold the sums; rates and differences are worked out.
    """
    keys = [table.column(name) for name in table.grain]
    periods = {"month": list(months), "fiscal_year": sorted({month.year for month in months})}
    names = {column.name for column in table.columns}
    is_by_place = names & {"dong_code", "gu_code"} or table.name.find("_by_city_") > 0
    if not is_by_place or {"feed", "organisation_id"} & names:
        return pd.DataFrame(columns=sorted(names))
    values = [_values(key, dongs, periods) for key in keys]
    labels = [key.name if key.name != "gu_code" else "dong_code" for key in keys]
    if not {"dong_code", "gu_code"} & set(labels):
        labels, values = ["dong_code", *labels], [list(dongs["dong_code"]), *values]
    rows = pd.DataFrame(list(product(*values)), columns=labels)
    number = rows["dong_code"].str[5:].astype(int) // 10 % 3
    parts = [column for column in table.columns if column.role in ("count", "magnitude")
             or (column.type in ("integer", "decimal") and column.role == "plain"
                 and column.name not in labels)]  # fmt: skip
    for place, column in enumerate(parts):
        rows[column.name] = max(20 - 2 * place, 1) + number
    rows["gu_code"] = rows["dong_code"].str[:5]
    by = list(table.grain) + (["gu_code"] if "dong_code" in table.grain else [])
    summed = rows.groupby(list(dict.fromkeys(by)))[[c.name for c in parts]].sum().reset_index()
    for column in table.columns:
        if column.role in ("rate", "difference"):
            first, second = (summed[part].astype(float) for part in column.parts)
            summed[column.name] = first / second if column.role == "rate" else first - second
            if column.type == "integer":
                summed[column.name] = summed[column.name].astype(int)
    if table.counts:
        summed["is_suppressed"] = False
    return summed


def _values(key: Column, dongs: pd.DataFrame, periods: dict[str, list]) -> list:
    """The values of one column of a grain."""
    if key.name in ("dong_code", "gu_code"):
        return list(dongs["dong_code"])
    if key.name in periods:
        return periods[key.name]
    if key.type == "boolean":
        return [True, False]
    if key.vocabulary:
        return list(VOCABULARIES[key.vocabulary].codes[:2])
    return [f"{key.name}-1", f"{key.name}-2"]


def _write(folder: Path, name: str, frame: pd.DataFrame) -> None:
    entry = {**MARTS, **ESTIMATES}[name]
    fields = [pa.field(column.name, _ARROW[column.type]) for column in entry.columns]
    if entry.is_protected:
        fields.append(pa.field("is_suppressed", pa.bool_()))
        frame = frame.assign(is_suppressed=frame.get("is_suppressed", False))
    frame = pd.DataFrame(frame)
    absent = [field.name for field in fields if field.name not in frame]
    frame = frame.assign(**dict.fromkeys(absent)).astype(dict.fromkeys(absent, object))
    table = pa.Table.from_pandas(pd.DataFrame(frame), pa.schema(fields), preserve_index=False)
    pq.write_table(table, folder / f"{name}.parquet")


def _write_filled(
    folder: Path, table: Table, dongs: pd.DataFrame, months: tuple[date, ...]
) -> None:
    """Filled once for each shape of the city: some fifty tables, of which a test reads a few."""
    path = folder / f"{table.name}.parquet"
    key = (table.name, tuple(dongs["dong_code"]), months)
    if key in _FILLED:
        path.write_bytes(_FILLED[key])
        return
    _write(folder, table.name, filled(table, dongs, months))
    _FILLED[key] = path.read_bytes()


def _write_maps(folder: Path, dongs: gpd.GeoDataFrame, gus: gpd.GeoDataFrame) -> None:
    (folder / "geo").mkdir()
    for name, layer in (("dongs", dongs), ("gus", gus)):
        layer = layer.drop(columns=["area_km2", "dong_count"], errors="ignore")
        layer.to_parquet(folder / "geo" / f"{name}.parquet")
        (folder / "geo" / f"{name}.geojson").write_text(layer.to_json(), encoding="utf-8")


def _info(deployment: str, months: tuple[date, ...], is_invented: bool) -> BuildInfo:
    return BuildInfo(
        build_id=BUILD, deployment=deployment, name_ko="부산 다복동", name_en="Busan Dabokdong",
        built_at="2026-11-21T09:00:00+00:00", published_at="2026-11-21T09:01:00+00:00",
        first_month=min(months), last_month=max(months), is_invented=is_invented,
        seed=1 if is_invented else None, scale=0.05 if is_invented else None,
        attribution_ko="경계: 통계청 SGIS (KOGL 제1유형), admdongkor (CC BY 4.0)",
        attribution_en="Boundaries: Statistics Korea SGIS (KOGL Type 1), admdongkor (CC BY 4.0)",
        releases=("internal", "open"), tables={"internal": {}, "open": {}}, hidden_cells={},
        feeds=("households", "visits"), code_hash="00000000",
    )  # fmt: skip


__all__ = ["BUILD", "DEPLOYMENT", "MONTHS", "asdict", "dong_code", "publish", "usual"]
