"""What the count by Dong is estimated from: the marts of a warehouse, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, seen_histories
from pipelines.schema import VOCABULARIES

LISTS = VOCABULARIES["capture_list"].codes
CARE = LISTS.index("care")
NEVER_SEEN = "0" * len(LISTS)


@dataclass(frozen=True)
class Inputs:
    """D Dongs and M months, in order of code and time.

    Attributes
    ----------
    places, gus : (D) codes of the Dongs and of their Gu.
    months : (M) first days.
    households, reached : (D, M) registered; at risk and reached, as the coverage mart has them.
    at_risk : (D, M) at risk by the records.
    unlisted : (D, M) of these, on none of the six lists.
    captures : counts of the 63 histories, by month.
    area_km2 : (D,).
    audits : what was found, by month of an audit; zeros where a Dong was not audited.
    audit_months : for how many months an audit informs the later ones, by month (policy).
    warm_up : months at the start whose windows reach back to before the records (policy).
    """

    places: tuple[str, ...]
    gus: tuple[str, ...]
    months: tuple[date, ...]
    households: np.ndarray
    at_risk: np.ndarray
    reached: np.ndarray
    unlisted: np.ndarray
    captures: Mapping[date, CaptureCounts]
    area_km2: np.ndarray
    audits: Mapping[date, Audit]
    audit_months: Mapping[date, int]
    warm_up: int

    def covariates(self, month: date) -> np.ndarray:
        """(D, 2) on the log scale: at risk by the records per household, and households per km2.

        Both of the month itself: what the records of signals and cases say of need, whatever the
        channels do. Half a household keeps logs finite.
        """
        at = self.months.index(month)
        size = np.maximum(self.households[:, at], 1)
        return np.log(np.column_stack([(self.at_risk[:, at] + 0.5) / size, size / self.area_km2]))

    def known_unreached(self, month: date) -> np.ndarray:
        """(D,) in need by the records, on a list, and neither met nor with a case."""
        is_reached = seen_histories(len(LISTS))[:, CARE] == 1
        return np.asarray(self.captures[month].counts[:, ~is_reached].sum(axis=1))


def read_inputs(connection: duckdb.DuckDBPyConnection) -> Inputs:
    """The inputs of a built warehouse; raises InputError where it holds no Dongs or months."""
    dongs = connection.execute("from marts.dongs order by dong_code").df()
    coverage = connection.execute(
        "select dong_code, month, household_count, at_risk_count, reached_count "
        "from marts.coverage_by_dong_month order by dong_code, month"
    ).df()
    places = tuple(dongs["dong_code"])
    months = tuple(sorted({_day(month) for month in coverage["month"]}))
    if not places or len(coverage) != len(places) * len(months):
        raise InputError(
            "The warehouse has no Dongs and months to estimate; run `dabokdong build`."
        )
    shape = (len(places), len(months))
    captures = connection.execute(
        "select dong_code, month, capture_history as history, household_count "
        "from marts.captures_by_dong_month"
    ).df()
    cells, unlisted = _by_month(captures, places, months)
    return Inputs(
        places=places,
        gus=tuple(dongs["gu_code"]),
        months=months,
        households=coverage["household_count"].to_numpy(float).reshape(shape),
        at_risk=coverage["at_risk_count"].to_numpy(float).reshape(shape),
        reached=coverage["reached_count"].to_numpy(float).reshape(shape),
        unlisted=unlisted,
        captures={
            month: CaptureCounts(places, LISTS, cells[at]) for at, month in enumerate(months)
        },
        area_km2=dongs["area_km2"].to_numpy(float),
        audits=_audits(connection, places),
        audit_months=_policy(connection, "audit_informs_months", months),
        warm_up=max(_policy(connection, "reached_window_months", months)[months[0]] - 1, 0),
    )


def _by_month(
    captures: pd.DataFrame, places: tuple[str, ...], months: tuple[date, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(M, D, 63) households by history, and (D, M) of those on none of the lists."""
    order = ["".join(str(int(digit)) for digit in row) for row in seen_histories(len(LISTS))]
    histories = pd.Index([*order, NEVER_SEEN])
    found = np.zeros((len(months), len(places), len(histories)))
    at = (
        pd.DatetimeIndex(months).get_indexer(pd.DatetimeIndex(captures["month"])),
        pd.Index(places).get_indexer(pd.Index(captures["dong_code"])),
        histories.get_indexer(pd.Index(captures["history"])),
    )
    if min(index.min(initial=0) for index in at) < 0:
        raise InputError("The mart of captures names a Dong, month or history that is not known.")
    np.add.at(found, at, captures["household_count"].to_numpy(float))
    return found[:, :, :-1], found[:, :, -1].T


def _audits(connection: duckdb.DuckDBPyConnection, places: tuple[str, ...]) -> dict[date, Audit]:
    """The audits by month; one that found nobody needy is an audit too."""
    rows = connection.execute("from marts.audits_by_dong_month").df()
    found = {}
    for month, group in rows.groupby("month"):
        wide = group.set_index("dong_code").reindex(list(places))
        columns = ("audited_count", "needy_unknown_count", "needy_known_count")
        audit = Audit(*(wide[name].fillna(0).to_numpy(float) for name in columns))
        if not audit.is_empty:
            found[_day(month)] = audit
    return found


def _policy(
    connection: duckdb.DuckDBPyConnection, parameter: str, months: tuple[date, ...]
) -> dict[date, int]:
    """A policy number by month; 0 where the policy is silent."""
    values = connection.execute(
        "select cast(value as integer), valid_from, valid_to from reference.policy_parameters "
        "where parameter = ?",
        [parameter],
    ).fetchall()
    return {
        month: next((value for value, first, last in values if first <= month <= last), 0)
        for month in months
    }


def _day(month: Any) -> date:
    return date(month.year, month.month, 1)


def apart(earlier: date, later: date) -> int:
    """How many months from one to the other; negative where the first is the later."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
