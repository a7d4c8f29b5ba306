"""Channels that say nothing where many households are at risk."""

from __future__ import annotations

import pandas as pd

from pipelines.publication import Release
from pipelines.read.periods import period_sums
from pipelines.read.slices import Months
from pipelines.read.tables import table
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings

NEEDY_RATIO = 1.5
"""A Dong has much need from this multiple of the median Dong's households at risk."""


def silent_channels(
    *,
    deployment: str,
    months: Months,
    release: Release = "internal",
    ratio: float = NEEDY_RATIO,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Dongs with much need from which a channel sent no report in the period.

    Parameters
    ----------
    deployment, release
        As for `table`. In `open` a zero is hidden like any small number, so nothing is ever
        called silent there.
    months
        A month, or the first and last month of the period. Need is that of its last month.
    ratio
        Households at risk (observed) of a Dong with much need, as a multiple of the median Dong's
        in the deployment.

    Returns
    -------
    DataFrame
        dong_code, gu_code, report_channel, at_risk_count, median_at_risk; most need first.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.
    """
    last = months[1] if isinstance(months, tuple) else months
    need = table(
        "coverage_by_dong_month", deployment=deployment, release=release, month=last,
        columns=("dong_code", "gu_code", "at_risk_count"), settings=settings,
    ).dropna(subset=["at_risk_count"])  # fmt: skip
    names = ["dong_code", "gu_code", "report_channel", "at_risk_count", "median_at_risk"]
    if release == "open" or need.empty:
        return pd.DataFrame(columns=names)
    median = float(need["at_risk_count"].median())
    needy = need[(need["at_risk_count"] >= ratio * median) & (need["at_risk_count"] > 0)]
    sums = period_sums(
        "reports_by_dong_month", deployment=deployment, months=months, settings=settings
    )
    heard = sums.loc[sums["report_count"] > 0, ["dong_code", "report_channel"]]
    channels = pd.DataFrame({"report_channel": VOCABULARIES["report_channel"].codes})
    pairs = needy.merge(channels, how="cross").merge(heard.assign(is_heard=True), how="left")
    silent = pairs[pairs["is_heard"].isna()].assign(median_at_risk=median)
    return silent.sort_values(
        ["at_risk_count", "dong_code"], ascending=[False, True], kind="stable", ignore_index=True
    )[names]
