"""The never-twice board: how far flagged households came, how cases close, whether stocks do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipelines.publication import Release
from pipelines.read.caseload import Place, caseload
from pipelines.read.periods import period_sums
from pipelines.read.slices import Months, Places
from pipelines.read.tables import table
from pipelines.settings import Settings

Track = Literal["all", "general", "intensive", "none"]
STAGES = ("flagged_count", "contacted_count", "visited_count", "journey_linked_count",
          "journey_supported_count")  # fmt: skip
"""Each stage lies within the one before."""

# of the cohort months; the outcomes are known when their windows are over
COHORT = ("flagged_count", "nothing_count", "nothing_rate", "days_to_first_attempt")
# of one month: what came in, and what waits as it ends
QUEUES = ("repeat_flag_count", "repeat_unserved_count", "untried_count", "no_contact_count",
          "missing_address_count")  # fmt: skip
WORK = ("open_end_count", "fte", "cases_per_fte")


def place_of(gu: Places | None, dong: Places | None) -> str:
    """Which kind of place the codes mean: `dong`, `gu` or `city`."""
    return "dong" if dong is not None else "gu" if gu is not None else "city"


def journey_stages(
    *,
    deployment: str,
    months: Months,
    track: Track = "all",
    release: Release = "internal",
    gu: str | None = None,
    dong: str | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """How many of the households flagged in the months came to each stage, and what share.

    Parameters
    ----------
    months
        The cohort: a month, or the first and last month in which households were flagged.
    track
        `all`, or the way of the household: `general`, `intensive`, or `none` (no case).
    deployment, release
        As for `table`.
    gu, dong
        The chosen Dong, else the Gu, else the whole deployment.

    Returns
    -------
    DataFrame
        stage (of `STAGES`, in order), household_count, share_of_flagged, share_of_previous (0 to
        1; the first stage has no previous one). Missing where hidden, or where the outcome window
        of one of the months is not over.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.

    Examples
    --------
    >>> journey_stages(deployment="busan_dabokdong", months=date(2018, 6, 1))[
    ...     "share_of_previous"].round(2).tolist()  # doctest: +SKIP
    [nan, 0.92, 0.92, 0.77, 0.55]
    """
    sums = period_sums(
        f"{'flags' if track == 'all' else 'journeys'}_by_{place_of(gu, dong)}_month",
        deployment=deployment, months=months, release=release, gu=None if dong else gu, dong=dong,
        settings=settings,
    )  # fmt: skip
    return stages_of(sums if track == "all" else sums[sums["journey_track"] == track])


def stages_of(sums: pd.DataFrame) -> pd.DataFrame:
    """The stages as `journey_stages` gives them, of one row of sums of `STAGES`, or of none."""
    counts = [sums[stage].array[0] if len(sums) else pd.NA for stage in STAGES]
    households = pd.array(counts, dtype="Int64")
    count = households.to_numpy(float, na_value=np.nan)
    before = np.append(np.nan, count[:-1])
    return pd.DataFrame(
        {
            "stage": STAGES,
            "household_count": households,
            "share_of_flagged": _part_of(count, np.full(len(count), count[0])),
            "share_of_previous": _part_of(count, before),
        }
    )


def _part_of(count: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Shares, missing of nobody; noise may make a stage a little larger than the one before it."""
    return np.minimum(count / np.where(whole > 0, whole, np.nan), 1)


def never_twice(
    place: Place,
    *,
    deployment: str,
    month: date,
    cohorts: Months,
    release: Release = "internal",
    settings: Settings | None = None,
) -> pd.DataFrame:
    """What came of the flags, what waits and who works, of every place of a kind.

    Parameters
    ----------
    place
        `dong`, `gu` or `city`.
    deployment, release
        As for `table`.
    month
        The month of the queues and the caseload.
    cohorts
        The months whose flagged households are followed, as for `journey_stages`.

    Returns
    -------
    DataFrame
        By code (`city` for the whole): `COHORT` and repeat_flag_rate of the cohort, `QUEUES` and
        `WORK` (see `caseload`) of the month, all float; `has_row`, whether the month has a row.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.
    """
    where: dict[str, Any] = {
        "deployment": deployment, "release": release, "settings": settings
    }  # fmt: skip
    flags = period_sums(f"flags_by_{place}_month", months=cohorts, **where)
    repeat = period_sums(f"queues_by_{place}_month", months=cohorts, **where)
    queues = table(f"queues_by_{place}_month", month=month, **where)
    work = caseload(place, month=month, **where)
    parts = [
        (flags, COHORT), (repeat, ("repeat_flag_rate",)), (queues, QUEUES), (work, WORK)
    ]  # fmt: skip
    made = pd.concat([_floats(_by_code(rows, place), names) for rows, names in parts], axis=1)
    return made.assign(has_row=made.index.isin(_by_code(queues, place).index))


def _floats(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    values = {name: rows[name].to_numpy(float, na_value=np.nan) for name in names}
    return pd.DataFrame(values, index=rows.index)


def _by_code(rows: pd.DataFrame, place: Place) -> pd.DataFrame:
    if place == "city":
        return rows.set_index(pd.Index(["city"] * len(rows)))
    return rows.set_index(f"{place}_code")


def case_balance(
    *,
    deployment: str,
    month: Months,
    release: Release = "internal",
    gu: str | None = None,
    dong: str | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """The case flow of a place by month and track, with what the open cases must come to.

    Parameters
    ----------
    deployment, release, month
        As for `table`.
    gu, dong
        The chosen Dong, else the Gu, else the whole deployment.

    Returns
    -------
    DataFrame
        month, case_track, the six counts of the flow; `expected_end_count` = open at start +
        opened + transferred in - closed - transferred out, missing where a part is hidden;
        `is_balanced`, whether that is what is open at the end. In `open` each count carries its
        own noise, so nothing can be verified: both are missing.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.
    """
    flow = table(
        f"case_flow_by_{place_of(gu, dong)}_month", deployment=deployment, release=release,
        gu=None if dong else gu, dong=dong, month=month, settings=settings,
    )  # fmt: skip
    expected = (
        flow["open_start_count"] + flow["opened_count"] + flow["transferred_in_count"]
        - flow["closed_count"] - flow["transferred_out_count"]
    )  # fmt: skip
    if release == "open":
        expected = expected.where(pd.Series(False, index=flow.index))
    is_balanced = expected == flow["open_end_count"]
    return flow.assign(expected_end_count=expected, is_balanced=is_balanced.astype("boolean"))


def closure_shares(
    *,
    deployment: str,
    months: Months,
    release: Release = "internal",
    gu: str | None = None,
    dong: str | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """The cases closed in the months by track and reason, and their share of all of the track.

    Parameters
    ----------
    deployment, release, months
        As for `period_sums`.
    gu, dong
        The chosen Dong, else the Gu, else the whole deployment.

    Returns
    -------
    DataFrame
        case_track, closure_reason, closure_count, closure_share. The share is of the cases closed
        or handed over by the case flow, so that hidden reasons do not raise those that are shown;
        missing where either is hidden. In `internal` the shares of a track add up to 1.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.
    """
    place = place_of(gu, dong)
    where = {"gu": None if dong else gu, "dong": dong}
    reasons, flow = (
        period_sums(
            f"{subject}_by_{place}_month", deployment=deployment, months=months, release=release,
            settings=settings, **where,
        )
        for subject in ("closures", "case_flow")
    )  # fmt: skip
    ended = flow.assign(ended=flow["closed_count"] + flow["transferred_out_count"])
    made = reasons.merge(ended[["case_track", "ended"]], on="case_track", how="left")
    closed = made["closure_count"].astype("Float64").astype(float)
    ended_count = made["ended"].astype("Float64").astype(float)
    made["closure_share"] = (closed / ended_count.where(ended_count > 0)).clip(upper=1)
    return made[["case_track", "closure_reason", "closure_count", "closure_share"]]
