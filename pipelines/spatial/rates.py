"""Counts out of totals: which can be a rate at all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import InputError

Floats = npt.NDArray[np.float64]


def counted(counts: pd.Series, totals: pd.Series) -> tuple[Floats, Floats]:
    """(counts, totals) as floats, NaN in both where either is missing or the total is not positive.

    A count outside of 0 to total is brought to the nearer end: in a protected release the two are
    perturbed apart.

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
    count = np.where(is_usable, np.clip(count, 0.0, np.where(is_usable, total, 0.0)), np.nan)
    return count, np.where(is_usable, total, np.nan)
