"""Open cases per case worker."""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from pipelines.publication import Release
from pipelines.read.asking import SUPPRESSED
from pipelines.read.slices import Months, Places
from pipelines.read.tables import table
from pipelines.settings import Settings

Place = Literal["dong", "gu", "city"]
ROLES = ("official", "case_manager")
_KEYS: dict[Place, list[str]] = {
    "dong": ["dong_code", "month"],
    "gu": ["gu_code", "month"],
    "city": ["month"],
}


def caseload(
    place: Place,
    *,
    deployment: str,
    release: Release = "internal",
    gu: Places | None = None,
    dong: Places | None = None,
    month: Months | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Cases open as the month ends for each full-time equivalent of officials and case managers.

    Parameters
    ----------
    place
        `dong`: cases of the Dong's households, workers of the Dong's own office (specialists of
        the Gu, who take intensive cases, are not among them). `gu`: workers of the Gu and of its
        Dongs. `city`: all workers, of the city, its Gu and its Dongs.
    deployment, release, gu, dong, month
        As for `table`.

    Returns
    -------
    DataFrame
        Place and month; open_end_count, both tracks together (in `open` the sum of two protected
        counts; missing where one is hidden); fte; cases_per_fte, missing where there is no worker
        or no staff record (fte then missing); is_suppressed.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.
    """
    keys = _KEYS[place]
    get = partial(
        table, deployment=deployment, release=release, gu=gu, dong=dong, month=month,
        settings=settings,
    )  # fmt: skip
    flow, staff = get(f"case_flow_by_{place}_month"), get(f"staff_by_{place}_month")
    tracks = flow.groupby(keys)
    is_known = tracks["open_end_count"].count() == tracks.size()
    cases = tracks["open_end_count"].sum().where(is_known)
    workers = staff[staff["role"].isin(ROLES)].groupby(keys)["fte"].sum()
    made = pd.DataFrame({"open_end_count": cases, SUPPRESSED: ~is_known & (release == "open")})
    made["fte"] = workers.reindex(made.index).astype(float)
    per_worker = made["open_end_count"].to_numpy(float, na_value=np.nan) / made["fte"]
    made["cases_per_fte"] = per_worker.where(made["fte"] > 0)
    return made.reset_index()[[*keys, "open_end_count", "fte", "cases_per_fte", SUPPRESSED]]
