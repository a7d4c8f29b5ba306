"""How Dongs of different dates lie in each other: assignment to a frame, vintages, crosswalks.

Shares follow the statistics office's codes first: a Dong that kept its 7-digit code kept its land, so
its share is exactly 1. For the others they are admdongkor's overlaps of shapes; those under 5 % are
redrawn borders and are dropped, and the rest is scaled to sum to 1. No polygon is needed, so
dates after the last polygon layer work too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from pipelines.errors import GeographyError
from pipelines.geography import sources
from pipelines.geography.vintages import validity

_NOISE = 0.05


def frame_assignment(
    prefixes: Sequence[str], frame_on: date, start: date, end: date
) -> pd.DataFrame:
    """The frame Dong that takes the records of each code of any vintage: the one with the largest overlap.

    Parameters
    ----------
    prefixes
        As for `register`.
    frame_on
        The date whose Dongs are the frame.
    start, end
        The period from which records come.

    Returns
    -------
    DataFrame
        One row per code and period: dong_code, valid_from, valid_to (inclusive dates),
        frame_dong_code, share (part of the Dong's area that lies in that frame Dong, 0-1).

    Raises
    ------
    GeographyError
        A Dong of the period overlaps no Dong of the frame.

    Examples
    --------
    >>> table = frame_assignment(["26"], date(2017, 6, 30), date(2012, 7, 1), date(2018, 12, 31))
    >>> table.set_index("dong_code").loc["2644053500", "frame_dong_code"]
    '2644054000'
    """
    dongs = validity(prefixes, start, end)
    frame = validity(prefixes, frame_on, frame_on)
    links = area_links(dongs, frame)
    _refuse_unlinked(dongs, links["left"], frame_on)
    largest = links.sort_values(["left", "share"]).drop_duplicates("left", keep="last")
    largest = largest.sort_values("left")
    table = dongs.loc[largest["left"], ["dong_code", "valid_from", "valid_to"]]
    table["frame_dong_code"] = frame["dong_code"].to_numpy()[largest["right"]]
    table["share"] = largest["share"].to_numpy()
    return table.reset_index(drop=True)


def vintage_codes(
    prefixes: Sequence[str], frame_on: date, start: date, end: date
) -> pd.DataFrame:
    """The codes that were in force on the land of each frame Dong, period by period.

    For whoever writes records with the code of their day: 2018's records of the frame's 명지동 carry
    명지1동 or 명지2동. Parameters as for `frame_assignment`.

    Returns
    -------
    DataFrame
        frame_dong_code, valid_from, valid_to (inclusive; clipped to [start, end]), dong_code,
        share (part of the frame Dong's area; sums to 1 per frame Dong and period). The periods of
        a frame Dong fill [start, end] without gap or overlap.

    Raises
    ------
    GeographyError
        Some frame Dong's land had no Dong in part of the period.
    """
    frame = validity(prefixes, frame_on, frame_on)
    dongs = validity(prefixes, start, end)
    links = area_links(frame, dongs)
    _refuse_unlinked(frame, links["left"], frame_on)
    dongs = dongs.assign(
        valid_from=dongs["valid_from"].map(lambda day: max(day, start)),
        valid_to=dongs["valid_to"].map(lambda day: min(day, end)),
    )
    parts = []
    for left, rows in links.groupby("left"):
        then = dongs.loc[rows["right"]].assign(share=rows["share"].to_numpy())
        code = frame.at[left, "dong_code"]
        parts.append(_periods_of(then, end).assign(frame_dong_code=code))
    columns = ["frame_dong_code", "valid_from", "valid_to", "dong_code", "share"]
    return pd.concat(parts, ignore_index=True)[columns]


def _periods_of(then: pd.DataFrame, end: date) -> pd.DataFrame:
    """Codes and shares of one frame Dong, cut into periods within which nothing changes."""
    starts = sorted(set(then["valid_from"]))
    parts = []
    for first, following in zip(starts, [*starts[1:], end + timedelta(days=1)], strict=True):
        now = then[(then["valid_from"] <= first) & (then["valid_to"] >= first)]
        shares = now.groupby("dong_code", as_index=False)["share"].sum()
        shares["share"] /= shares["share"].sum()
        parts.append(shares.assign(valid_from=first, valid_to=following - timedelta(days=1)))
    return pd.concat(parts, ignore_index=True)


def area_links(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Which rows of one `validity` table lie in which of another: left, right (positions), share.

    `share` is the part of the left Dong's area; it sums to 1 over the rows of `right` in force
    at one time. Left Dongs that overlap nothing are absent.
    """
    same = _pairs_of_one_code(left, right)
    pairs = sources.shape_overlaps()
    pairs = pairs[pairs["shape_id"].isin(left["shape_id"])]
    own = left["shape_id"].drop_duplicates().to_numpy()
    itself = pd.DataFrame({"shape_id": own, "other_shape_id": own, "share": 1.0})
    pairs = pd.concat([itself, pairs[["shape_id", "other_shape_id", "share"]]], ignore_index=True)
    pairs = pairs[pairs["share"] >= _NOISE]
    a = pd.DataFrame({"shape_id": left["shape_id"], "left": np.arange(len(left))})
    b = pd.DataFrame({"other_shape_id": right["shape_id"], "right": np.arange(len(right))})
    found = a.merge(pairs, on="shape_id").merge(b, on="other_shape_id")
    found = _without_contradictions(found[["left", "right", "share"]], same, left, right)
    return pd.concat([same, found], ignore_index=True).sort_values(
        ["left", "right"], ignore_index=True
    )


def _pairs_of_one_code(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pairs of rows with the same statistics-office code: the same land, share 1."""
    a = pd.DataFrame({"code7": _code7(left), "left": np.arange(len(left))})
    b = pd.DataFrame({"code7": _code7(right), "right": np.arange(len(right))})
    pairs = a.merge(b, on="code7")[["left", "right"]]
    return pairs.assign(share=1.0)


def _code7(dongs: pd.DataFrame) -> pd.Series:
    """The 7-digit code, or the 8-digit one of a Dong that never had one; as plain values."""
    return dongs["dong_code_7"].fillna(dongs["dong_code_8"]).reset_index(drop=True)


def _without_contradictions(
    found: pd.DataFrame, same: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame
) -> pd.DataFrame:
    """Overlaps of shapes that no identity of codes denies, scaled to sum to 1 at any one time.

    A right Dong in force while the left Dong's own code is (in `right`) cannot have its land.
    """
    spans = right[["valid_from", "valid_to"]].reset_index(drop=True)
    own = same.merge(spans, left_on="right", right_index=True)[["left", "valid_from", "valid_to"]]
    rows = found.merge(spans, left_on="right", right_index=True)
    rows = rows[~_is_in(rows, same)].reset_index(drop=True)
    rows["row"] = rows.index
    clash = rows.merge(own, on="left", suffixes=("", "_own"))
    clash = clash[
        (clash["valid_from"] <= clash["valid_to_own"])
        & (clash["valid_to"] >= clash["valid_from_own"])
    ]
    rows = rows[~rows["row"].isin(clash["row"])]
    return _scaled(rows)[["left", "right", "share"]]


def _is_in(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Which rows' (left, right) are among the pairs."""
    keys = pd.MultiIndex.from_frame(pairs[["left", "right"]])
    return pd.Series(
        pd.MultiIndex.from_frame(rows[["left", "right"]]).isin(keys), index=rows.index
    )


def _scaled(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares divided by the sum over the rows of the same left Dong in force at the same time."""
    pairs = rows[["left", "row", "valid_from", "valid_to"]].merge(
        rows[["left", "valid_from", "valid_to", "share"]], on="left", suffixes=("", "_other")
    )
    # a contemporary is in force on this row's first day; rows of one period share their total
    contemporary = (pairs["valid_from_other"] <= pairs["valid_from"]) & (
        pairs["valid_to_other"] >= pairs["valid_from"]
    )
    totals = pairs[contemporary].groupby("row")["share"].sum()
    return rows.assign(share=rows["share"] / rows["row"].map(totals))


def _refuse_unlinked(dongs: pd.DataFrame, linked: pd.Series, frame_on: date) -> None:
    """Raise GeographyError naming the Dongs that overlap nothing."""
    lost = dongs[~np.isin(np.arange(len(dongs)), linked)]
    if len(lost):
        names = ", ".join(lost["gu_name_ko"] + " " + lost["dong_name_ko"])
        raise GeographyError(
            f"{len(lost)} Dongs cannot be placed on the frame of {frame_on}: {names}. "
            f"Choose another frame date or a shorter period."
        )
