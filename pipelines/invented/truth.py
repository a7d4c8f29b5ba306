"""What the generator knows and no pipeline may read: `raw/truth/<deployment>/*.parquet`.

* at_risk, unreached: stretches of months (first and last included) of each household, with its raw
  number, frame Dong, benefit code and whether it is of the isolated class. Unreached: in crisis, no
  contact in the past twelve months and no open case.
* rollout_effect: by frame Dong, month and outcome, what happened and what would have happened
  without the roll-out, from the same draws.
* double_records: two numbers of one household.
* bad_rows: see `bad_rows`. dongs: need and recipients by frame Dong.
* budget_misallocations, survey_effects: what was planted there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import atomic
from pipelines.invented.places import Places

_STRETCHES = """
select
    household_number(s.hid, 0) as household_id,
    d.dong_code,
    (getvariable('first_day') + to_months(s.first_month))::date as first_month,
    (getvariable('first_day') + to_months(s.last_month))::date as last_month,
    s.sid % 8 as spell,
    p.benefit,
    p.is_isolated
from {table} as s
inner join main.spells as p on s.sid = p.sid
inner join main.frame_dongs as d on s.didx = d.didx
order by s.sid, s.first_month
"""

_EFFECT = """
select
    d.dong_code,
    (getvariable('first_day') + to_months(k.m))::date as month,
    k.outcome,
    coalesce(a.n, 0)::bigint as with_rollout,
    coalesce(b.n, 0)::bigint as without_rollout
from (
    select didx, m, outcome from with_rollout.outcomes
    union
    select didx, m, outcome from without_rollout.outcomes
) as k
inner join main.frame_dongs as d on k.didx = d.didx
left join with_rollout.outcomes as a on k.didx = a.didx and k.m = a.m and k.outcome = a.outcome
left join without_rollout.outcomes as b on k.didx = b.didx and k.m = b.m and k.outcome = b.outcome
order by d.dong_code, k.outcome, month
"""

_DOUBLES = """
select household_number(hid, 0) as household_id, household_number(hid, 1) as other_household_id
from main.households
where is_doubled(hid)
order by hid
"""


class Truth:
    """Collects the truth lot by lot and puts it in place at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, places: Places) -> None:
        self.connection = connection
        self.folder = folder
        self.partial = folder / ".partial"
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.mkdir(parents=True)
        self.lots = 0
        self.names: list[str] = []
        dongs = pd.DataFrame(places.dongs[["dong_code", "need", "basic_share", "households"]])
        frame = dongs[["dong_code"]].assign(didx=range(len(dongs)))
        connection.register("incoming", frame)
        connection.execute("create or replace table main.frame_dongs as from incoming")
        connection.unregister("incoming")
        self.add_table("dongs", dongs)

    def add_lot(self) -> None:
        """Keep what the tables of the lot just simulated say."""
        queries = {
            "at_risk": _STRETCHES.format(table="main.spells"),
            "unreached": _STRETCHES.format(table="with_rollout.unreached"),
            "rollout_effect": _EFFECT,
            "double_records": _DOUBLES,
        }
        for name, query in queries.items():
            part = self.partial / f"{name}.{self.lots:04d}.part"
            self.connection.execute(f"copy ({query}) to '{part}' (format parquet)")
        self.lots += 1

    def add_table(self, name: str, table: pd.DataFrame) -> None:
        """Keep a small table."""
        table.to_parquet(self.partial / f"{name}.parquet", index=False)
        self.names.append(name)

    def join_lots(self) -> None:
        """Join the parts of all lots to one file each."""
        for name in ("at_risk", "unreached", "rollout_effect", "double_records"):
            parts = [str(self.partial / f"{name}.{n:04d}.part") for n in range(self.lots)]
            whole = self.partial / f"{name}.parquet"
            self.connection.execute(
                f"copy (select * from read_parquet({parts!r})) to '{whole}' (format parquet)"
            )
            self.names.append(name)

    def finish(self) -> None:
        """Move everything into its place."""
        for name in self.names:
            atomic.replace(self.partial / f"{name}.parquet", self.folder / f"{name}.parquet")
        shutil.rmtree(self.partial)
