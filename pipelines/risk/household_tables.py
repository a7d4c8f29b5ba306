"""The aggregates of the household model as the tables of the schema; no row is of a household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipelines.risk.fairness import GroupRate
from pipelines.risk.validation import Split
from pipelines.schema import ESTIMATES


def tables_of(splits: Sequence[Split], fairness: Sequence[GroupRate]) -> Mapping[str, pd.DataFrame]:
    """The tables of the part, as the schema has them; fairness is that of the last split."""
    validation = [
        {
            "split_month": split.month,
            "ranking_method": entry.method,
            "capacity_share": entry.capacity_share,
            "selected_count": entry.selected,
            "confirmed_in_time_count": round(entry.found),
            "precision": entry.precision,
            "recall": entry.recall,
            "roc_auc": entry.roc_auc,
            "calibration_error": (
                split.calibration.expected_error if entry.method == "model" else np.nan
            ),
        }
        for split in splits
        for entry in split.ranked
    ]
    calibration = [
        {
            "split_month": split.month,
            "score_bin": place + 1,
            "predicted_rate": split.calibration.predicted[place],
            "observed_rate": split.calibration.observed[place],
            "scored_count": split.calibration.households[place],
        }
        for split in splits
        for place in range(len(split.calibration.households))
    ]
    last = splits[-1].month if splits else None
    groups = [{"split_month": last, **_group_row(entry)} for entry in fairness]
    named = {
        "risk_validation": validation,
        "risk_calibration": calibration,
        "risk_fairness": groups,
    }
    return {name: _frame(name, rows) for name, rows in named.items()}


def _group_row(entry: GroupRate) -> dict[str, object]:
    """One row of risk_fairness; the numbers are empty where they are not estimable."""
    row: dict[str, object] = {
        "group_kind": entry.kind,
        "fairness_group": entry.group,
        "fairness_measure": entry.measure,
        "base_count": entry.base,
        "is_estimable": entry.is_estimable,
    }
    for name, share in (("fairness_rate", entry.rate), ("fairness_difference", entry.difference)):
        row[name] = share.rate if share else None
        row[f"{name}_low"] = share.low if share else None
        row[f"{name}_high"] = share.high if share else None
    return row


def _frame(name: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """The rows with the columns of the schema; NaN is stored as nothing."""
    columns = [column.name for column in ESTIMATES[name].columns]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(object).where(frame.notna(), None)
