"""Counts out of totals: which can be a rate at all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import InputError

Floats = npt.NDArray[np.float64]


def counted(
    counts: pd.Series, totals: pd.Series, *, is_clipped: bool = True
) -> tuple[Floats, Floats]:
    """(counts, totals) as floats, NaN in both where either is missing or the total is not positive.

    A count outside of 0 to total is brought to the nearer end if `is_clipped`: in a protected
    release the two are perturbed apart. Where the noise is reckoned with, that would take part of
    it away.

    Raises
    ------
    InputError
        The two do not have the same index, or places occur twice in it.
    """
    if not counts.index.equals(totals.index) or not counts.index.is_unique:
        raise InputError(
            "Counts and totals need the same index, each place once; align them before."
        )
    count = counts.to_numpy("float64", na_value=np.nan)
    total = totals.to_numpy("float64", na_value=np.nan)
    is_usable = np.isfinite(count) & np.isfinite(total) & (total > 0)
    if is_clipped:
        count = np.clip(count, 0.0, np.where(is_usable, total, 0.0))
    return np.where(is_usable, count, np.nan), np.where(is_usable, total, np.nan)
