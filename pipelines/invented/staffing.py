"""The staff feed: people at work by month, place and role, as the effort of the city has them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.invented import parameters as p
from pipelines.invented.effort import Effort
from pipelines.invented.places import Places


def invent(places: Places, effort: Effort, programme: str) -> pd.DataFrame:
    """The feed's rows with `position`: Dongs, the Gu's case managers, the city's task force.

    A Dong that was cut up at some time reports under the code of its first piece. Do Dream's
    volunteers sum to `DODREAM_VOLUNTEERS` in December 2016, its six specialists work for the Gu.
    """
    roles = [role[0] for role in p.ROLES]
    months, dongs = places.months, places.dongs
    headcount, fte = effort.headcount.copy(), effort.fte.copy()
    if programme == "dodream":
        _to_public_volunteers(headcount, fte, months, roles.index("volunteer"))
    codes = places.codes[places.codes["place"] % 8 == 0].sort_values(["place", "month_index"])
    shape = (len(dongs), len(months), len(roles))
    indices = np.indices(shape).reshape(3, -1)
    table = pd.DataFrame(
        {
            "month": months.to_numpy()[indices[1]],
            "level": "dong",
            "place_code": codes["code_after"].to_numpy().reshape(shape[:2])[indices[0], indices[1]],
            "role": np.array(roles)[indices[2]],
            "headcount": headcount.ravel(),
            "fte": fte.ravel().round(2),
        }
    )
    # where two frame Dongs lay in one Dong of that day, it reports once
    keys = ["place_code", "month", "role"]
    table = table.groupby([*keys, "level"], as_index=False)[["headcount", "fte"]].sum()
    table = table[table["headcount"] > 0]
    table = pd.concat([table, _upper_levels(places, programme)], ignore_index=True)
    table = table.sort_values(keys, kind="stable", ignore_index=True)
    table["fte"] = table["fte"].round(2)
    table["month"] = pd.to_datetime(table["month"]).dt.date
    return table.assign(position=np.arange(1, len(table) + 1))


def _to_public_volunteers(
    headcount: np.ndarray, fte: np.ndarray, months: pd.DatetimeIndex, role: int
) -> None:
    """Raise the volunteers' headcount so that December 2016 has the public number; hours stay."""
    at = int(np.flatnonzero(months == pd.Timestamp(2016, 12, 1))[0])
    grown = np.linspace(0.5, 1.0, at + 1)
    now = headcount[:, at, role].astype(float)
    exact = now / now.sum() * p.DODREAM_VOLUNTEERS
    whole = np.floor(exact).astype(np.int64)
    short = p.DODREAM_VOLUNTEERS - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:short]] += 1
    for index in range(len(months)):
        part = grown[index] if index < at else 1.0
        headcount[:, index, role] = np.maximum(np.rint(whole * part), 1).astype(np.int64)
        fte[:, index, role] = np.minimum(fte[:, index, role], headcount[:, index, role])


def _upper_levels(places: Places, programme: str) -> pd.DataFrame:
    """Case managers of the Gu, and the city's task force of the Dabokdong project from 2016 on."""
    rows = []
    for month in places.months:
        for gu in sorted(places.dongs["gu_code"].unique()):
            count = p.DODREAM_SPECIALISTS if programme == "dodream" else 4 + (month.year >= 2016)
            rows.append((gu, month, "case_manager", "gu", count, float(count)))
        if programme == "dabokdong" and month.year >= 2016:
            city = str(places.dongs["dong_code"].iloc[0])[:2]
            rows.append((city, month, "official", "city", 11, 11.0))
    columns = ["place_code", "month", "role", "level", "headcount", "fte"]
    return pd.DataFrame(rows, columns=columns)
