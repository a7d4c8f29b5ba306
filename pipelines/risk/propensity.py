"""How likely a household in need is on any list: what the overlap of lists says of finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from pipelines import storing
from pipelines.errors import InputError
from pipelines.risk.features import Reader
from pipelines.settings import Settings


@dataclass(frozen=True)
class Propensity:
    """How likely a household in need is on a list, by Dong and month of an estimate.

    Attributes
    ----------
    dongs : codes.
    months : of the estimates, in order.
    rates : (months, D), in (0, 1].
    """

    dongs: tuple[str, ...]
    months: tuple[date, ...]
    rates: np.ndarray

    def at(self, month: date) -> np.ndarray:
        """(D,) of the latest estimate before the month; of the first where none is earlier."""
        earlier = [place for place, when in enumerate(self.months) if when < month]
        return np.asarray(self.rates[max(earlier, default=0)])


def read_propensity(settings: Settings, deployment: str, reader: Reader) -> Propensity:
    """Of the households in need of each Dong and month, the share on any list.

    Known / (known + unseen): the known from the capture histories, the unseen from the count by
    Dong. Where a Dong has no estimate or nobody known, that of the whole deployment.

    Raises InputError where no Dong has an estimate in any month.
    """
    unseen = storing.read_table(settings, deployment, "unreached_by_dong_month")
    known = reader.connection.execute(
        "select dong_code, month, sum(household_count) as known from marts.captures_by_dong_month "
        "where position('1' in capture_history) > 0 group by dong_code, month"
    ).df()
    rows = unseen[["dong_code", "month", "expected_unseen_count"]].merge(known, how="left")
    unknown = _by_dong(rows, "expected_unseen_count", reader.dongs)
    missed = unknown.to_numpy(dtype=float, na_value=np.nan)
    listed = _by_dong(rows, "known", reader.dongs).to_numpy(dtype=float, na_value=np.nan)
    listed = np.where(np.isfinite(missed), np.nan_to_num(listed), np.nan)
    if not np.isfinite(missed).any():
        raise InputError(
            f"{deployment} has no Dong with an estimate of the unreached, and household scores are "
            f"brought to it. Take in reports of several channels and estimate again."
        )
    whole = np.nansum(listed, axis=1) / np.maximum(np.nansum(listed + missed, axis=1), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = listed / (listed + missed)
    rates = np.where(np.isfinite(rates) & (rates > 0), rates, whole[:, None])
    keep = np.isfinite(missed).any(axis=1) & (whole > 0)
    months = tuple(pd.Timestamp(month).date() for month in unknown.index[keep])
    return Propensity(reader.dongs, months, rates[keep])


def _by_dong(rows: pd.DataFrame, value: str, dongs: tuple[str, ...]) -> pd.DataFrame:
    """A row a month and a column a Dong, in the order of `dongs`."""
    wide = rows.pivot_table(index="month", columns="dong_code", values=value, dropna=False)
    return wide.reindex(columns=list(dongs))
