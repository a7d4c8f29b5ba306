"""From results to the rows of the schema's tables."""

from __future__ import annotations

import pandas as pd

from pipelines.trial.clock import Clock


def clock_table(clock: Clock) -> pd.DataFrame:
    """trial_clock_by_month."""
    return pd.DataFrame(
        {
            "month": list(clock.months),
            "treated_dong_count": clock.treated,
            "untreated_dong_count": clock.untreated,
            "touching_dong_count": clock.touching,
            "has_controls": clock.untreated > 0,
        }
    )
