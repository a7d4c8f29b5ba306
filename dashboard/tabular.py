"""The rows and columns of a table as plain Python and numpy have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts: to go through them one by one takes a tenth of the time."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def floats(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The columns as plain floats, NaN where there is no number."""
    found = rows[list(names)].to_numpy(float, na_value=np.nan)
    return pd.DataFrame(found, index=rows.index, columns=list(names))
