"""A panel drawn from a few numbers: Dongs, months, who joins when."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from pipelines.trial.panel import MEASURES, Panel, make_panel


def month_after(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def draw_panel(
    starts: Sequence[int | None],
    months: int,
    measures: dict[str, np.ndarray] | None = None,
    *,
    first: date = date(2014, 1, 1),
    gus: Sequence[str] | None = None,
    phases: Sequence[str] | None = None,
    merged: Sequence[int] = (),
) -> Panel:
    """`starts`: index of the month in which each Dong joins, or None; other measures are 100."""
    joined = [None if s is None else pd.Timestamp(month_after(first, s)) for s in starts]
    codes = [f"26{n:08d}" for n in range(len(starts))]
    rows = pd.DataFrame(
        [(code, pd.Timestamp(month_after(first, m))) for code in codes for m in range(months)],
        columns=["dong_code", "month"],
    )
    for name in MEASURES:
        given = (measures or {}).get(name)
        rows[name] = 100.0 if given is None else np.asarray(given, float).ravel()
    dongs = pd.DataFrame(
        {
            "dong_code": codes,
            "gu_code": list(gus or [code[:5] for code in codes]),
            "area_km2": 1.0,
            "phase": list(phases or [None if s is None else "selected" for s in starts]),
            "cohort_month": joined,
            "is_merged": [n in merged for n in range(len(starts))],
        }
    )  # fmt: skip
    return make_panel(rows, dongs)
