"""How Dongs of different dates lie in each other: assignment to a frame, vintages, crosswalks.

Shares follow the statistics office's codes first: a Dong that kept its 7-digit code kept its
land, so its share is exactly 1. For the others they are admdongkor's overlaps of shapes; those
under 5 % are redrawn borders and are dropped (unless a Dong has no other), and the rest is scaled
to sum to 1. No polygon is needed, so dates after the last polygon layer work too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from pipelines.errors import GeographyError
from pipelines.geography import sources
from pipelines.geography.vintages import validity

_NOISE = 0.05


def frame_assignment(
    prefixes: Sequence[str], frame_on: date, start: date, end: date
) -> pd.DataFrame:
    """The frame Dong for the records of each code of any vintage: the largest overlap.

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
        A Dong on land that no Dong of the frame had (a new town in the sea) has a null
        frame_dong_code and share 0; Busan and Suseong-gu have none.

    Examples
    --------
    >>> table = frame_assignment(["26"], date(2017, 6, 30), date(2012, 7, 1), date(2018, 12, 31))
    >>> table.set_index("dong_code").loc["2644053500", "frame_dong_code"]
    '2644054000'
    """
    dongs = validity(prefixes, start, end)
    frame = validity(prefixes, frame_on, frame_on)
    links = scaled(area_links(dongs, frame))
    largest = links.sort_values(["left", "share"]).drop_duplicates("left", keep="last")
    largest = largest.set_index("left")
    table = dongs[["dong_code", "valid_from", "valid_to"]].copy()
    table["frame_dong_code"] = largest["right"].map(frame["dong_code"]).reindex(table.index)
    table["share"] = largest["share"].reindex(table.index, fill_value=0.0)
    return table


def vintage_codes(prefixes: Sequence[str], frame_on: date, start: date, end: date) -> pd.DataFrame:
    """The codes that were in force on the land of each frame Dong, period by period.

    For whoever writes records with the code of their day: 2018's records of the frame's 명지동
    carry 명지1동 or 명지2동. Parameters as for `frame_assignment`.

    Returns
    -------
    DataFrame
        frame_dong_code, valid_from, valid_to (inclusive; clipped to [start, end]), dong_code,
        share (part of the frame Dong's area; sums to 1 per frame Dong and period). The periods of
        a frame Dong follow each other without overlap; days on which its land had no Dong (not
        in Busan or Suseong-gu) are left out.

    Raises
    ------
    GeographyError
        Some frame Dong's land had no Dong in the whole period.
    """
    frame = validity(prefixes, frame_on, frame_on)
    dongs = validity(prefixes, start, end)
    links = area_links(frame, dongs)
    refuse_unlinked(frame, links["left"], frame_on)
    dongs = dongs.assign(
        valid_from=dongs["valid_from"].map(lambda day: max(day, start)),
        valid_to=dongs["valid_to"].map(lambda day: min(day, end)),
    )
    # most Dongs never changed: their one code needs no cutting into periods
    alone = ~links["left"].duplicated(keep=False)
    steady = dongs.loc[links.loc[alone, "right"]].assign(share=1.0)
    codes = frame["dong_code"]
    parts = [steady.assign(frame_dong_code=codes.loc[links.loc[alone, "left"]].to_numpy())]
    for left, rows in links[~alone].groupby("left"):
        then = dongs.loc[rows["right"]].assign(share=rows["share"].to_numpy())
        parts.append(_periods_of(then).assign(frame_dong_code=str(codes.loc[left])))
    columns = ["frame_dong_code", "valid_from", "valid_to", "dong_code", "share"]
    table = pd.concat(parts)[columns]
    return table.sort_values(columns[:4], ignore_index=True)


def _periods_of(then: pd.DataFrame) -> pd.DataFrame:
    """Codes and shares of one frame Dong, cut into periods within which nothing changes."""
    day = timedelta(days=1)
    cuts = sorted({*then["valid_from"], *(until + day for until in then["valid_to"])})
    parts = []
    for first, following in pairwise(cuts):
        now = then[(then["valid_from"] <= first) & (then["valid_to"] >= first)]
        shares = now.groupby("dong_code", as_index=False)["share"].sum()
        shares["share"] /= shares["share"].sum()
        parts.append(shares.assign(valid_from=first, valid_to=following - day))
    return pd.concat(parts, ignore_index=True)


def area_links(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Which rows of one `validity` table lie in which of another: left, right (positions), share.

    `share` is the part of the left Dong's area, as drawn: exactly 1 for Dongs of one code, near 1
    in sum for others. Left Dongs that overlap nothing are absent.
    """
    same = _pairs_of_one_code(left, right)
    pairs = sources.shape_overlaps()
    pairs = pairs[pairs["shape_id"].isin(left["shape_id"])]
    own = left["shape_id"].drop_duplicates().to_numpy()
    itself = pd.DataFrame({"shape_id": own, "other_shape_id": own, "share": 1.0})
    pairs = pd.concat([itself, pairs[["shape_id", "other_shape_id", "share"]]], ignore_index=True)
    a = pd.DataFrame({"shape_id": left["shape_id"], "left": np.arange(len(left))})
    b = pd.DataFrame({"other_shape_id": right["shape_id"], "right": np.arange(len(right))})
    found = a.merge(pairs, on="shape_id").merge(b, on="other_shape_id")
    found = found[["left", "right", "share"]]
    taken = _is_taken(found, same, "left", right) | _is_taken(found, same, "right", left)
    certain = pd.concat([same, found[~taken & (found["share"] >= _NOISE)]])
    # before 2010 the statistics office kept codes through mergers, and new towns rise on crumbs
    # of old Dongs
    lost = found[~found["left"].isin(certain["left"])]
    links = pd.concat([certain, lost]).drop_duplicates(["left", "right"])
    return links.sort_values(["left", "right"], ignore_index=True)


def _is_taken(
    found: pd.DataFrame, same: pd.DataFrame, side: str, others: pd.DataFrame
) -> np.ndarray:
    """Which overlaps an identity of codes denies.

    A Dong whose code is also in the other table has its land there: no Dong of that table that
    was in force together with its other self can hold it too. `others` is the table opposite to
    `side`.
    """
    other = "right" if side == "left" else "left"
    since, until = others["valid_from"].to_numpy(), others["valid_to"].to_numpy()
    pairs = found[[side, other]].reset_index(names="row").merge(same[[side, other]], on=side)
    one, twin = pairs[f"{other}_x"].to_numpy(), pairs[f"{other}_y"].to_numpy()
    together = (since[one] <= until[twin]) & (until[one] >= since[twin]) & (one != twin)
    return found.index.isin(pairs.loc[together, "row"])


def scaled(links: pd.DataFrame) -> pd.DataFrame:
    """Links to the Dongs of one day with shares that sum to 1 for each left Dong."""
    return links.assign(share=links["share"] / links.groupby("left")["share"].transform("sum"))


def _pairs_of_one_code(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pairs of rows with the same statistics-office code: the same land, share 1."""
    a = pd.DataFrame({"code7": _code7(left), "left": np.arange(len(left))})
    b = pd.DataFrame({"code7": _code7(right), "right": np.arange(len(right))})
    pairs = a.merge(b, on="code7")[["left", "right"]]
    return pairs.assign(share=1.0)


def _code7(dongs: pd.DataFrame) -> pd.Series:
    """The 7-digit code, or the 8-digit one of a Dong that never had one; as plain values."""
    return dongs["dong_code_7"].fillna(dongs["dong_code_8"]).reset_index(drop=True)


def refuse_unlinked(dongs: pd.DataFrame, linked: pd.Series, frame_on: date) -> None:
    """Raise GeographyError naming the Dongs that overlap nothing."""
    lost = dongs[~np.isin(np.arange(len(dongs)), linked)]
    if len(lost):
        names = ", ".join(lost["gu_name_ko"] + " " + lost["dong_name_ko"])
        raise GeographyError(
            f"{len(lost)} Dongs cannot be placed on the frame of {frame_on}: {names}. "
            f"Choose another frame date or a shorter period."
        )
