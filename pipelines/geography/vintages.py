"""Which Dongs existed when: codes, names and the periods in which each had one boundary.

Periods come from the 62 dated map versions of `admdongkor`: a Dong begins with the first version
that shows it, and a boundary counts as changed when the statistics office gave it a new 7-digit
code *and* the map shows a new shape (redrawn coasts are not changes).
`data/reference/dong_changes.csv` puts true dates, each with its source, in the place of version
dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from pipelines import settings
from pipelines.errors import GeographyError
from pipelines.geography import sources
from pipelines.geography.english import english_dong_names, english_gu_names
from pipelines.geography.names import ministry_name, name_key

OPEN_END = date(9999, 12, 31)
EARLIEST = pd.Timestamp(sources.FIRST_VERSION).date()
_SNAP_WITHIN = pd.Timedelta(days=400)

REGISTER_COLUMNS = [
    "dong_code",
    "dong_code_7",
    "dong_code_8",
    "dong_name_ko",
    "dong_name_short_ko",
    "dong_name_en",
    "gu_code",
    "gu_name_ko",
    "gu_name_en",
]


def register(on: date, prefixes: Sequence[str]) -> pd.DataFrame:
    """The Dongs in force on a date, one row each, ordered by dong_code.

    Parameters
    ----------
    on
        The day. From 2000-12-31 on; after the last map version (2026-04-01) that one stands.
    prefixes
        Beginnings of 10-digit codes: `["26"]` Busan, `["27260"]` Suseong-gu, `[""]` all Korea.

    Returns
    -------
    DataFrame
        dong_code (10 digits, text), dong_code_7 and dong_code_8 (the statistics office's, null
        where it never issued one), dong_name_ko (ministry: 영주제1동), dong_name_short_ko
        (statistics office: 영주1동), dong_name_en, gu_code (5 digits of dong_code), gu_name_ko,
        gu_name_en.

    Raises
    ------
    GeographyError
        No Dong has such a code on that day, or the day is too early.

    Examples
    --------
    >>> len(register(date(2017, 6, 30), ["26"]))
    205
    """
    rows = validity(prefixes, on, on)
    if rows.empty:
        raise GeographyError(
            f"No Dong with a code beginning with {' or '.join(prefixes)} existed on {on}. "
            f"Codes begin like 26 (Busan) or 27260 (Suseong-gu, Daegu)."
        )
    return rows[REGISTER_COLUMNS].reset_index(drop=True)


def validity(prefixes: Sequence[str], start: date, end: date) -> pd.DataFrame:
    """Every Dong in force at some time in [start, end], one row per code, period and boundary.

    A Dong whose boundary or name changed while its code stayed has several rows, one after the
    other. Same columns as `register`, and valid_from, valid_to (dates, inclusive; open end
    9999-12-31; a Dong older than the first map version has that version's date), shape_id
    (admdongkor's number of the shape).

    Raises GeographyError for start before 2000-12-31 or end before start.
    """
    if start < EARLIEST or end < start:
        raise GeographyError(
            f"The period {start} to {end} is not covered: Dongs are known from {EARLIEST} on, "
            f"and a period must not end before it begins."
        )
    rows = _periods()
    inside = (rows["valid_from"] <= end) & (rows["valid_to"] >= start)
    return rows[inside & _has_prefix(rows["dong_code"], prefixes)].reset_index(drop=True)


def _has_prefix(codes: pd.Series, prefixes: Sequence[str]) -> pd.Series:
    """Which codes begin with one of the prefixes."""
    if isinstance(prefixes, str):
        raise TypeError("prefixes is a sequence of strings, not one string")
    return codes.str.startswith(tuple(prefixes))


@cache
def _periods() -> pd.DataFrame:
    """The whole table behind `validity`, for all Korea, ordered by dong_code and valid_from."""
    rows = _within_recorded_life(sources.timeline())
    rows = rows.assign(key=rows["name"].map({n: name_key(n) for n in rows["name"].unique()}))
    versions = pd.Index(sorted(sources.timeline()["version_on"].unique()))
    rows["version"] = versions.get_indexer(rows["version_on"])
    rows["run"] = _begins_run(rows).cumsum()
    runs = rows.groupby("run", as_index=False).agg(
        dong_code=("dong_code", "first"),
        first_on=("version_on", "first"),
        last_version=("version", "last"),
        code7=("code7", "last"),
        code8=("code8", "last"),
        name=("name", "last"),
        gu_name_ko=("gu_name_ko", "last"),
    )
    usual = rows.groupby(["run", "shape_id"]).size().rename("n").reset_index()
    usual = usual.sort_values("n").drop_duplicates("run", keep="last")
    runs["shape_id"] = runs["run"].map(usual.set_index("run")["shape_id"])
    return _with_names(_with_dates(runs, versions))


def _within_recorded_life(rows: pd.DataFrame) -> pd.DataFrame:
    """The timeline without rows outside a code's recorded life (maps drawn ahead of time)."""
    events = dong_changes()
    created = rows["dong_code"].map(_dates_of(events, "created"))
    abolished = rows["dong_code"].map(_dates_of(events, "abolished"))
    outside = (rows["version_on"] < created) | (rows["version_on"] >= abolished)
    return rows[~outside].reset_index(drop=True)


def _begins_run(rows: pd.DataFrame) -> pd.Series:
    """True where a new code, a gap, a new boundary or a new name begins.

    A gap inside the recorded life of a code is a fault of the map, not an abolition.
    """
    before = rows.shift()
    recorded = rows["dong_code"].isin(dong_changes()["dong_code"])
    new_code = rows["dong_code"] != before["dong_code"]
    gap = (rows["version"] != before["version"] + 1) & ~recorded
    recut = (rows["code7"] != before["code7"]) & (rows["shape_id"] != before["shape_id"])
    return new_code | gap | recut | (rows["key"] != before["key"])


def _with_dates(runs: pd.DataFrame, versions: pd.Index) -> pd.DataFrame:
    """Runs with valid_from and valid_to: recorded dates before version dates."""
    events = dong_changes()
    code = runs["dong_code"]
    is_first = ~code.duplicated()
    is_last = ~code.duplicated(keep="last")
    start = runs["first_on"].where(~is_first, code.map(_dates_of(events, "created")))
    start = start.fillna(runs["first_on"])
    recuts = events[events["change"] == "recut"].sort_values("changed_on")
    near = pd.merge_asof(
        runs.assign(row=runs.index)[~is_first].sort_values("first_on"),
        recuts[["dong_code", "changed_on"]],
        left_on="first_on",
        right_on="changed_on",
        by="dong_code",
        direction="nearest",
        tolerance=_SNAP_WITHIN,
    ).set_index("row")["changed_on"]
    start = near.reindex(runs.index).fillna(start)

    next_version = pd.Series(versions).shift(-1)
    day = pd.Timedelta(days=1)
    end = next_version.reindex(runs["last_version"]).set_axis(runs.index) - day
    follows = ~is_last & (code == code.shift(-1))
    contiguous = follows & (runs["first_on"].shift(-1) <= end + day)
    recorded = code.isin(events["dong_code"])
    end = end.where(~(contiguous | (follows & recorded)), start.shift(-1) - day)
    abolished = code.map(_dates_of(events, "abolished")) - day
    end = end.where(~(is_last & abolished.notna()), abolished)
    return runs.assign(
        valid_from=start.dt.date.astype(object),
        valid_to=[OPEN_END if pd.isna(e) else e.date() for e in end],
    )


def _with_names(runs: pd.DataFrame) -> pd.DataFrame:
    """Runs in the columns of `validity`, with both Korean styles and English names."""
    is_seven = runs["code7"].str.len() == 7
    table = pd.DataFrame(
        {
            "dong_code": runs["dong_code"],
            "dong_code_7": runs["code7"].where(is_seven),
            "dong_code_8": runs["code8"].where(runs["code8"].notna(), None),
            "dong_name_ko": [
                ministry_name(n, c) for n, c in zip(runs["name"], runs["dong_code"], strict=True)
            ],
            "dong_name_short_ko": runs["name"],
            "dong_name_en": english_dong_names(runs["code7"], runs["name"]),
            "gu_code": runs["dong_code"].str[:5],
            "gu_name_ko": runs["gu_name_ko"],
            "gu_name_en": english_gu_names(runs["code7"].str[:5], runs["gu_name_ko"]),
            "valid_from": runs["valid_from"],
            "valid_to": runs["valid_to"],
            "shape_id": runs["shape_id"],
        }
    )
    return table.sort_values(["dong_code", "valid_from"], ignore_index=True)


@cache
def dong_changes() -> pd.DataFrame:
    """The recorded changes of Dongs, each with its source.

    Columns: changed_on, dong_code, change (created, abolished, recut), dong_name_ko, source. From
    `data/reference/dong_changes.csv` of the installation, or of the checkout.
    """
    name = "dong_changes.csv"
    own: Path = settings.load().reference / name
    path = own if own.is_file() else settings.CHECKOUT / "data" / "reference" / name
    return pd.read_csv(path, dtype="str").assign(
        changed_on=lambda rows: pd.to_datetime(rows["changed_on"])
    )


def _dates_of(events: pd.DataFrame, change: str) -> pd.Series:
    """Day of one kind of change by dong_code."""
    rows = events[events["change"] == change]
    return rows.drop_duplicates("dong_code").set_index("dong_code")["changed_on"]


def shape_of_code7(code7: pd.Series) -> pd.Series:
    """The usual shape number of each statistics-office code; -1 for a code no map version has."""
    return code7.map(_usual_shapes()).fillna(-1).astype("int64")


@cache
def _usual_shapes() -> pd.Series:
    """Shape number by statistics-office code: the one most map versions show."""
    counts = sources.timeline().groupby(["code7", "shape_id"]).size().rename("n").reset_index()
    return (
        counts.sort_values("n").drop_duplicates("code7", keep="last").set_index("code7")["shape_id"]
    )
