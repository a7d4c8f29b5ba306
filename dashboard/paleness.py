"""How sure a number is, seen in its colour: paler where the interval is wide."""

from __future__ import annotations

import numpy as np
import pandas as pd

# an interval no wider than the estimate, no wider than twice it, and wider: how much of the
# colour is left over the paper of the map
SHADES = (1.0, 0.62, 0.34)
WIDTHS = (1.0, 2.0)
_PAPER = (251, 251, 249)


def levels(values: pd.Series, low: pd.Series, high: pd.Series) -> pd.Series:
    """0 where the interval is no wider than the value, 1 up to twice it, 2 beyond.

    A value of zero is sure where its interval is, and else the least sure.
    """
    width = high.astype(float) - low.astype(float)
    share = (width / values.astype(float).replace(0, np.nan)).fillna(np.inf)
    found = np.searchsorted(WIDTHS, share.mask(width.eq(0), 0), "left")
    return pd.Series(found, index=values.index)


def blended(colour: str, share: float) -> str:
    """The colour over the paper of the map, as much of it as `share` says."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = (
        round(share * part + (1 - share) * paper) for part, paper in zip(parts, _PAPER, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
