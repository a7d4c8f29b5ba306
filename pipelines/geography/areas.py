"""Which Dong, Gu or area of its own each feature of a boundary file is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import pandas as pd

from pipelines.errors import InputError
from pipelines.geography.area_kinds import ENOUGH, GU_DIGITS, Areas, as_gu, as_own, kept
from pipelines.geography.matching import NameIndex, match_codes
from pipelines.geography.vintages import EARLIEST, OPEN_END, REGISTER_COLUMNS, register, validity

_NAMES = ("name", "adm_nm", "adm3_name_kr", "dong_name_ko", "emd_kor_nm", "adm_dr_nm", "행정동명")
_LAST_DAY = date(2026, 4, 1)
"""The newest map version: the Dongs among which names are looked up where no day is named."""


def identify_areas(
    rows: gpd.GeoDataFrame,
    on: date | None,
    prefixes: Sequence[str] | None,
    code_column: str | None = None,
    name_column: str | None = None,
    gu_column: str | None = None,
) -> Areas:
    """The features as Dongs, as Gu, or under codes of their own, in this order of preference.

    Raises InputError for a column that is not there, GeographyError where nothing identifies the
    features or none has one of the prefixes.
    """
    for column in (code_column, name_column, gu_column):
        if column is not None and column not in rows.columns:
            raise InputError(f"There is no column {column!r}; there are {', '.join(rows.columns)}.")
    columns = [code_column] if code_column else list(rows.columns.drop("geometry"))
    names = _names(rows, name_column)
    found = _by_code(rows, columns, on)
    if found is None and code_column is None and names is not None:
        found = _by_name(names, on, prefixes)
    if found is not None:
        codes, day, note = found
        return _as_dongs(rows, codes, names, day, prefixes, [note])
    gu = as_gu(rows, columns, on, prefixes)
    return gu or as_own(rows, names, prefixes, code_column, gu_column)


def _names(rows: gpd.GeoDataFrame, column: str | None) -> pd.Series | None:
    """The features' names as the file gives them."""
    column = column or next((c for c in _NAMES if c in rows.columns), None)
    return rows[column] if column else None


def _by_code(
    rows: gpd.GeoDataFrame, columns: list[str], on: date | None
) -> tuple[pd.Series, date, str] | None:
    """dong_code by the column most of whose values are Dong codes, and the day that they fit."""
    known = _codes_in_use()
    hits = {column: rows[column].isin(known["code"]).sum() for column in columns}
    # of columns that know equally many, the one with the longest codes
    best = max(columns, key=lambda c: (hits[c], rows[c].str.len().median()), default=None)
    if best is None or hits[best] <= ENOUGH * len(rows):
        return None
    values = rows[best]
    day = on or _fitting_day(values, known)
    codes = match_codes(values, register(day, [""]))
    codes = codes.fillna(match_codes(values, validity([""], EARLIEST, OPEN_END)))
    note = f"Column {best} was read as the Dong's code."
    codes = codes.fillna(values).fillna("")
    return codes, day, note if on else f"{note} It fits the Dongs in force on {day} best."


def _codes_in_use() -> pd.DataFrame:
    """Every way to write a Dong's code and when it held: code, dong_code, valid_from, valid_to."""
    known = validity([""], EARLIEST, OPEN_END)
    ways = (
        known["dong_code"],
        known["dong_code_7"],
        known["dong_code_7"] + "0",
        known["dong_code_8"],
    )
    columns = ["dong_code", "valid_from", "valid_to"]
    return pd.concat([known[columns].assign(code=way) for way in ways]).dropna(subset=["code"])


def _fitting_day(values: pd.Series, known: pd.DataFrame) -> date:
    """The first day on which the Dongs in force and the codes differ least."""
    in_file = known[known["code"].isin(values)].drop_duplicates(["dong_code", "valid_from"])
    covered = known[known["dong_code"].str.startswith(tuple(_covered(in_file["dong_code"])))]
    absent = covered.drop_duplicates(["dong_code", "valid_from"])
    absent = absent[~absent.index.isin(in_file.index)]
    steps = [
        pd.Series(sign * worth, index=rows[column])
        for rows, worth in ((in_file, 1), (absent, -1))
        for column, sign in (("valid_from", 1), ("valid_to", -1))
    ]
    fit = pd.concat(steps).groupby(level=0).sum().sort_index().cumsum()
    best: date = fit.index[int(fit.to_numpy().argmax())]
    return best


def _by_name(
    names: pd.Series, on: date | None, prefixes: Sequence[str] | None
) -> tuple[pd.Series, date, str] | None:
    """dong_code by names that fit one Dong each, where most do."""
    day = on or _LAST_DAY
    index = NameIndex(validity(prefixes or [""], day, day))
    found = [index.candidates(name) if isinstance(name, str) else [] for name in names]
    codes = pd.Series([c[0] if len(c) == 1 else None for c in found], index=names.index)
    if codes.notna().mean() <= ENOUGH:
        return None
    note = f"No column of codes was found; names were looked up among the Dongs of {day}."
    return codes.fillna(names).astype("str"), day, note


def _as_dongs(
    rows: gpd.GeoDataFrame,
    codes: pd.Series,
    names: pd.Series | None,
    day: date,
    prefixes: Sequence[str] | None,
    notes: list[str],
) -> Areas:
    """Features as Dongs, compared with the Dongs in force."""
    keep = kept(codes, prefixes, notes)
    codes, geometry = codes[keep], rows.geometry[keep]
    now = register(day, list(prefixes) if prefixes else _covered(codes))
    codes = _named_alike(codes, names, now, notes)
    shown = codes if names is None else names[keep].fillna(codes)
    known = validity([""], EARLIEST, OPEN_END)
    in_force = (known["valid_from"] <= day) & (known["valid_to"] >= day)
    # the entry in force on the day comes last and wins; of others, the newest
    entries = pd.concat([known[~in_force], known[in_force]]).drop_duplicates(
        "dong_code", keep="last"
    )
    dongs = (
        entries.set_index("dong_code")[REGISTER_COLUMNS[1:]]
        .reindex(codes)
        .reset_index(names="dong_code")
    )
    dongs.index = codes.index
    for column in ("dong_name_ko", "dong_name_short_ko", "dong_name_en"):
        dongs[column] = dongs[column].fillna(shown)
    dongs["gu_code"] = dongs["gu_code"].fillna(codes.str[:GU_DIGITS])
    missing = now[~now["dong_code"].isin(codes)]
    unknown = dongs[~dongs["dong_code"].isin(now["dong_code"])]
    return Areas(
        dongs=gpd.GeoDataFrame(dongs, geometry=geometry, crs=rows.crs),
        level="dong",
        on=day,
        missing=tuple(missing["gu_name_ko"] + " " + missing["dong_name_short_ko"]),
        unknown=tuple(unknown["dong_name_short_ko"] + " (" + unknown["dong_code"] + ")"),
        notes=tuple(notes),
    )


def _named_alike(
    codes: pd.Series, names: pd.Series | None, now: pd.DataFrame, notes: list[str]
) -> pd.Series:
    """Codes that no register knows, replaced where the name is that of exactly one missing Dong."""
    missing = now[~now["dong_code"].isin(codes)]
    strange = codes[~codes.isin(validity([""], EARLIEST, OPEN_END)["dong_code"])]
    if names is None or missing.empty or strange.empty:
        return codes
    index = NameIndex(missing)
    found = {row: index.candidates(str(names[row])) for row in strange.index}
    by_name = pd.Series({row: c[0] for row, c in found.items() if len(c) == 1}, dtype="str")
    by_name = by_name[~by_name.duplicated(keep=False)]
    if len(by_name):
        listed = ", ".join(f"{names[row]} ({codes[row]})" for row in by_name.index)
        notes.append(f"Unknown codes were placed by their names: {listed}.")
    return by_name.reindex(codes.index).fillna(codes)


def _covered(codes: pd.Series) -> list[str]:
    """Prefixes of what the file means to cover: cities of which it has most Gu, else single Gu."""
    gu = set(codes.str[:GU_DIGITS])
    every = validity([""], EARLIEST, OPEN_END)["gu_code"].drop_duplicates()
    share = every.isin(gu).groupby(every.str[:2]).mean()
    cities = set(share.index[share > ENOUGH])
    return sorted(cities | {g for g in gu if g[:2] not in cities})
