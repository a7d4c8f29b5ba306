"""Capture histories: which of several lists saw a household.

A history is a text of 0 and 1, one digit a list, in the order of the vocabulary `channel_group`;
the history of all zeros is the one that nobody sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import pandas as pd

from pipelines.errors import InputError


@lru_cache(maxsize=8)
def seen_histories(list_count: int) -> np.ndarray:
    """Every history with at least one list: (2^lists - 1, lists) of 0 and 1.

    The order is that of counting in binary with the first list as the lowest digit.
    """
    rows = [row[::-1] for row in product((0, 1), repeat=list_count)]
    table = np.array([row for row in rows if any(row)], dtype=float)
    table.setflags(write=False)
    return table


def list_pairs(list_count: int) -> list[tuple[int, int]]:
    """All pairs of lists by their places, in order."""
    return list(combinations(range(list_count), 2))


@dataclass(frozen=True)
class CaptureCounts:
    """How many households of each place have each history.

    Attributes
    ----------
    places : codes of the D places.
    lists : names of the J lists.
    counts : (D, 2^J - 1) whole numbers, columns in the order of `seen_histories(J)`.
    """

    places: tuple[str, ...]
    lists: tuple[str, ...]
    counts: np.ndarray

    def __post_init__(self) -> None:
        wanted = (len(self.places), 2 ** len(self.lists) - 1)
        if self.counts.shape != wanted:
            raise InputError(
                f"Capture counts have the shape {self.counts.shape} and not {wanted}: one row a "
                f"place and one column a history with at least one list."
            )
        if not np.isfinite(self.counts).all() or (self.counts < 0).any():
            raise InputError("Capture counts hold missing or negative numbers; give counts only.")

    @property
    def known(self) -> np.ndarray:
        """(D,) households on at least one list."""
        return np.asarray(self.counts.sum(axis=1))

    def pooled(self) -> CaptureCounts:
        """All places as one."""
        return CaptureCounts(("all",), self.lists, self.counts.sum(axis=0, keepdims=True))


def from_rows(
    rows: pd.DataFrame, places: Sequence[str], lists: Sequence[str], *, place: str = "dong_code"
) -> CaptureCounts:
    """Capture counts from a table with one row for each place and history.

    Parameters
    ----------
    rows : columns `place`, `history` (text of 0 and 1, one digit a list) and `household_count`.
        Rows of the same place and history are added; places without a row count zero.
    places, lists : the frame; a place of `rows` outside of it is an error.

    Raises
    ------
    InputError
        A history of another length, with other signs, of zeros only, or a place outside the frame.
    """
    columns = {
        "".join(str(int(digit)) for digit in history): place_in_row
        for place_in_row, history in enumerate(seen_histories(len(lists)))
    }
    unknown = sorted(set(rows["history"]) - set(columns))
    if unknown:
        raise InputError(
            f"{unknown[0]!r} is no capture history of {len(lists)} lists; it has one digit, 0 or "
            f"1, for each list and at least one 1."
        )
    index = {code: number for number, code in enumerate(places)}
    strangers = sorted(set(rows[place]) - set(index))
    if strangers:
        raise InputError(f"{strangers[0]!r} is not among the {len(index)} places of the frame.")
    counts = np.zeros((len(index), len(columns)))
    at = rows[place].map(index).to_numpy(dtype=int), rows["history"].map(columns).to_numpy(int)
    np.add.at(counts, at, rows["household_count"].to_numpy(dtype=float))
    return CaptureCounts(tuple(places), tuple(lists), counts)
