"""The audits: random households of random Dongs, visited whatever the lists say.

In the months of the midway and the last survey wave and once in the last year. The Dongs are drawn
anew for each audit, from a stream of their own, so that a city without audits has every other row
the same. The visit finds the truth: in need is who is in a crisis that month, known whom a list of
that month holds.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from pipelines.invented.places import Places
from pipelines.invented.tables import put
from pipelines.invented.uniform import stream

DONGS = 60
VISITS = 80
# in a small city fewer Dongs, so that some stay without an audit; of a Dong at most one in so many
DONG_SHARE = 0.6
AT_MOST_ONE_IN = 10
MONTHS = ("2016-07-01", "2016-12-01", "2018-06-01")


def plan(places: Places, seed: int) -> pd.DataFrame:
    """Which Dongs are audited when: didx, m (months from the first), visits."""
    count = len(places.dongs)
    chosen = min(DONGS, round(count * DONG_SHARE))
    rows = []
    for month in MONTHS:
        draws = stream(seed, f"audit {month}")
        picked = np.sort(draws.permutation(count)[:chosen])
        where = np.flatnonzero(places.months == pd.Timestamp(month))
        rows += [(int(didx), int(m), VISITS) for m in where for didx in picked]
    return pd.DataFrame(rows, columns=["didx", "m", "visits"]).astype("int32")


def prepare(connection: duckdb.DuckDBPyConnection, places: Places, seed: int) -> None:
    """Put the plan where the SQL of a lot finds it, and a table for what comes of it."""
    put(connection, "main.audit_plan", plan(places, seed))
    connection.execute(f"set variable audit_at_most = {AT_MOST_ONE_IN}")
    connection.execute(
        "create or replace table main.audit_rows (dong_code varchar, month date, "
        "audited_count bigint, needy_known_count bigint, needy_unknown_count bigint)"
    )


def collected(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The feed's rows of all lots, with `position`."""
    return (
        connection.execute(
            "select row_number() over (order by dong_code, month) as position, dong_code, month, "
            "sum(audited_count)::bigint as audited_count, "
            "sum(needy_known_count)::bigint as needy_known_count, "
            "sum(needy_unknown_count)::bigint as needy_unknown_count "
            "from main.audit_rows group by dong_code, month order by position"
        )
        .df()
        .astype({"month": "str"})
    )
