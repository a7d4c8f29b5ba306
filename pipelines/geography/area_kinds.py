"""Features of a boundary file that are not Dongs: Gu, and areas with codes of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from pipelines.errors import GeographyError
from pipelines.geography.vintages import REGISTER_COLUMNS, register

ENOUGH = 0.5
"""A column or a kind is the right one where it explains more than this part of the features."""

GU_DIGITS = 5
_GU_DAY = date(2018, 6, 30)
"""The Gu with which a file of Gu is compared where no day is named."""


@dataclass(frozen=True)
class Areas:
    """Identified features: `dongs` with the register's columns and geometry; see BoundaryFile."""

    dongs: gpd.GeoDataFrame
    level: str
    on: date | None
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def kept(codes: pd.Series, prefixes: Sequence[str] | None, notes: list[str]) -> pd.Series:
    """Which features have one of the prefixes; says how many have not."""
    if not prefixes:
        return pd.Series(True, index=codes.index)
    keep = codes.str.startswith(tuple(prefixes))
    if not keep.any():
        raise GeographyError(
            f"None of the {len(codes)} areas has a code beginning with {' or '.join(prefixes)}; "
            f"the first codes are {', '.join(codes.head(3))}. Name the deployment that they "
            f"belong to, or bring the file of this one."
        )
    if not keep.all():
        notes.append(f"{int((~keep).sum())} areas elsewhere were left out.")
    return keep


def as_gu(
    rows: gpd.GeoDataFrame, columns: list[str], on: date | None, prefixes: Sequence[str] | None
) -> Areas | None:
    """Features as Gu by 5-digit codes of either office or 10-digit codes; None if most are not."""
    day = on or _GU_DAY
    now = register(day, [""])
    gu = now[["gu_code", "gu_name_ko", "gu_name_en"]].assign(
        sgis=now["dong_code_7"].fillna(now["dong_code_8"]).str[:GU_DIGITS]
    )
    gu = gu.drop_duplicates("gu_code")
    # the two offices use the same digits for different Gu: one office decides for the whole column
    offices = [
        gu.drop_duplicates(key).set_index(key, drop=False)["gu_code"] for key in ("gu_code", "sgis")
    ]
    found = [
        (column, rows[column].str.replace(r"^(\d{5})0{5}$", r"\1", regex=True).map(office))
        for column in columns
        for office in offices
    ]
    best, codes = max(found, key=lambda pair: pair[1].nunique(), default=("", pd.Series()))
    if codes.notna().sum() <= ENOUGH * len(rows):
        return None
    notes = [f"Column {best} was read as the Gu's code, of {day}: the areas are Gu, not Dongs."]
    codes = codes.fillna(rows[best]).fillna("")
    keep = kept(codes, [p[:GU_DIGITS] for p in prefixes or []], notes)
    codes = codes[keep]
    table = gu.set_index("gu_code").reindex(codes).reset_index(drop=True)
    table.index = codes.index
    dongs = pd.DataFrame(index=codes.index, columns=REGISTER_COLUMNS, dtype="str")
    for column in ("dong_code", "gu_code"):
        dongs[column] = codes
    for column in ("dong_name_ko", "dong_name_short_ko", "gu_name_ko"):
        dongs[column] = table["gu_name_ko"].fillna(codes)
    for column in ("dong_name_en", "gu_name_en"):
        dongs[column] = table["gu_name_en"].fillna(codes)
    cities = tuple(prefixes or set(codes.str[:2]))
    missing = gu[gu["gu_code"].str.startswith(cities) & ~gu["gu_code"].isin(codes)]
    return Areas(
        dongs=gpd.GeoDataFrame(dongs, geometry=rows.geometry[keep], crs=rows.crs),
        level="gu",
        on=day,
        missing=tuple(missing["gu_name_ko"]),
        unknown=tuple(codes[~codes.isin(gu["gu_code"])]),
        notes=tuple(notes),
    )


def as_own(
    rows: gpd.GeoDataFrame,
    names: pd.Series | None,
    prefixes: Sequence[str] | None,
    code_column: str | None,
    gu_column: str | None,
) -> Areas:
    """Features under the file's own codes, for places outside Korea's register."""
    columns = [c for c in rows.columns if c != "geometry"]
    distinct = [c for c in columns if rows[c].notna().all() and rows[c].is_unique]
    named = [c for c in distinct if "code" in c.lower() or c.lower() == "id"]
    column = code_column or next(iter([*named, *distinct]), None)
    if column is None or rows[column].isna().any():
        raise GeographyError(
            f"No column gives every area a code (columns: {', '.join(columns) or 'none'}); "
            f"add one or name it with code_column."
        )
    notes = [f"Column {column} was kept as the area's code; Korea's register does not know it."]
    keep = kept(rows[column], prefixes, notes)
    codes = rows.loc[keep, column]
    label = codes if names is None else names[keep].fillna(codes)
    gu = rows.loc[keep, gu_column] if gu_column else codes.str[:GU_DIGITS]
    dongs = pd.DataFrame({"dong_code": codes, "gu_code": gu}).reindex(columns=REGISTER_COLUMNS)
    dongs = dongs.astype("str")
    for column in ("dong_name_ko", "dong_name_short_ko", "dong_name_en"):
        dongs[column] = label
    for column in ("gu_name_ko", "gu_name_en"):
        dongs[column] = gu
    return Areas(
        dongs=gpd.GeoDataFrame(dongs, geometry=rows.geometry[keep], crs=rows.crs),
        level="own",
        on=None,
        notes=tuple(notes),
    )
