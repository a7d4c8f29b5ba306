"""Month after month: of every place for the maps, of one place for the panel."""

from __future__ import annotations

import pandas as pd

from dashboard import data, formats, places
from dashboard.coverage.measures import value_text
from dashboard.filters import Selection
from dashboard.measured import state_text, states
from pipelines.read import BuildInfo


def every_month(selection: Selection, info: BuildInfo, name: str, *, by_gu: bool) -> pd.DataFrame:
    """All months of a measure: `dong_code` (or `gu_code`), `month`, the measure, its state."""
    release = selection.scope.release
    if by_gu:
        table = data.table("coverage_by_gu_month", info, release)
    else:
        table = data.table("coverage_by_dong_month", info, release)
    if name == "smoothed_rate":
        smoothed = data.smoothed(info, release)
        table = table.merge(smoothed, on=["dong_code", "month"], how="left")
    is_rate = name != "coverage_gap_count"
    nobody = table["at_risk_count"].eq(0) if is_rate else None
    return table.assign(
        value=table[name].astype(float),
        state=states(table[name], table["is_suppressed"], nobody),
    )


def trend(selection: Selection, info: BuildInfo) -> pd.DataFrame:
    """month, value, label and text of the chosen measure for the place of the panel.

    A Gu's or the city's rate is never smoothed: it has households enough. A smoothed one has its
    interval, `low` and `high`.
    """
    say, name = selection.scope.words, selection.measure
    table = places.place_table("coverage", selection, info)
    if name == "smoothed_rate" and selection.dong:
        smoothed = data.smoothed(info, selection.scope.release)
        own = smoothed[smoothed["dong_code"] == selection.dong].drop(columns="dong_code")
        table = table.merge(own, on="month", how="left")
    elif name == "smoothed_rate":
        name = "coverage_rate"
    nobody = table["at_risk_count"].eq(0) if name != "coverage_gap_count" else None
    labels = [
        value_text(say, name, value) if state == "value" else state_text(say, state)
        for value, state in zip(
            table[name], states(table[name], table["is_suppressed"], nobody), strict=True
        )
    ]
    months = [formats.month(month.date(), say.language) for month in table["month"]]
    points = pd.DataFrame(
        {
            "month": table["month"],
            "value": table[name].astype(float),
            "label": labels,
            "text": [f"{month} · {label}" for month, label in zip(months, labels, strict=True)],
        }
    )
    if name == "smoothed_rate":
        points = points.assign(low=table["smoothed_low"], high=table["smoothed_high"])
    return points
