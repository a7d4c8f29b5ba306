"""One lot of Dongs at a time: households, crises, signals, reports, visits, cases, services.

Everything is an *event in operational time*: a household in crisis has a count of events drawn from
the hours its Dong spends on it (a Poisson count, or a rounded one where a worker keeps a calendar), and
the events are set where the Dong's cumulated effort reaches a drawn value. So no month waits for the
one before it, work grows with the number of events, and a city without the roll-out is the same draws
against another effort. The SQL is in `sql/`, one table a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines.invented import effort as effort_room
from pipelines.invented import parameters as p
from pipelines.invented.effort import Effort
from pipelines.invented.places import PIECES, Places
from pipelines.schema import VOCABULARIES

SQL = Path(__file__).parent / "sql"
STAY_SHARE = 0.9  # of the numbers ever registered, registered at any time
WORLDS = ("with_rollout", "without_rollout")


@dataclass(frozen=True)
class City:
    """What the simulation of one deployment needs; `efforts` by world."""

    places: Places
    efforts: dict[str, Effort]
    ids: np.ndarray
    first_hid: np.ndarray
    scale: float
    organisations: pd.DataFrame


def household_ids(places: Places, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """How many household numbers each Dong has at a scale, and the first of each."""
    ids = np.maximum(np.rint(places.dongs["households"] * scale / STAY_SHARE), 20).astype(np.int64)
    return ids, np.concatenate([[0], np.cumsum(ids)[:-1]])


def run_sql(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run one file of `sql/`."""
    connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def prepare(connection: duckdb.DuckDBPyConnection, city: City, seed: int) -> None:
    """Macros, variables and the small tables that every lot uses."""
    for name, value in _variables(city, seed).items():
        connection.execute(f"set variable {name} = {_literal(value)}")
    run_sql(connection, "macros")
    _table(
        connection,
        "channels",
        pd.DataFrame(
            [(i, c[3], c[4]) for i, c in enumerate(p.CHANNELS)],
            columns=["channel", "weight", "known_share"],
        ),
    )
    slots = [(i, *slot) for i, slot in enumerate(p.SIGNAL_SLOTS)]
    _table(connection, "signal_slots", pd.DataFrame(slots, columns=["slot", "chance", "mean_delay"]))
    _table(connection, "codes", city.places.codes)
    connection.execute(
        "create or replace table codes as select * replace (month_start::date as month_start,"
        " changed_on::date as changed_on) from codes"
    )
    for world in WORLDS:
        connection.execute(f"create schema {world}")


def simulate(connection: duckdb.DuckDBPyConnection, city: City, lot: Sequence[int]) -> None:
    """All tables of one lot of Dongs (positions), in `main` and in each world's schema."""
    _table(connection, "main.chunk", _chunk(city, lot))
    connection.execute("set search_path = 'main'")
    for name in ("households", "spells", "signals"):
        run_sql(connection, name)
    for world in WORLDS:
        connection.execute(f"set search_path = '{world},main'")
        effort = city.efforts[world]
        _effort_table(connection, world, city, effort, lot)
        _flow_table(connection, world, city, effort.rates, lot)
        for name in ("reports", "first_attempts", "pool"):
            run_sql(connection, name)
        capacity = effort.capacity * city.scale
        pool = _pool_weight(connection, city, world)
        rate = _share(capacity * p.CHECK_IN_SHARE, pool)
        _flow_table(connection, world, city, {effort_room.CHECK_INS: rate}, lot, append=True)
        for name in ("check_ins", "cases"):
            run_sql(connection, name)
        open_cases = _count_months(connection, city, f"{world}.cases")
        rate = _share(capacity * p.CASE_VISIT_SHARE, open_cases)
        _flow_table(connection, world, city, {effort_room.CASE_VISITS: rate}, lot, append=True)
        for name in ("case_visits", "visits", "services", "unreached", "outcomes"):
            run_sql(connection, name)
    connection.execute("set search_path = 'with_rollout,main'")


def _share(capacity: np.ndarray, exposed: np.ndarray) -> np.ndarray:
    """Visits per unit of exposure and month, at most four."""
    return np.minimum(capacity / np.maximum(exposed, 1.0), 4.0)


def _pool_weight(
    connection: duckdb.DuckDBPyConnection, city: City, world: str
) -> np.ndarray:
    """Weight of the households that an office knows, by Dong and month."""
    weights = (p.POOL_WEIGHTS["needy"], p.POOL_WEIGHTS["known"], p.POOL_WEIGHTS["found"])
    return sum(
        weight * _count_months(connection, city, f"(from {world}.pool where kind = {kind})")
        for kind, weight in enumerate(weights)
    )  # type: ignore[return-value]


def _count_months(
    connection: duckdb.DuckDBPyConnection, city: City, table: str
) -> np.ndarray:
    """How many stretches (first_month to last_month) cover each month: (Dongs, months)."""
    shape = (len(city.places.dongs), len(city.places.months) + 1)
    steps = np.zeros(shape)
    for column, sign, shift in (("first_month", 1, 0), ("last_month", -1, 1)):
        rows = connection.execute(
            f"select didx, {column} as m, count(*) as n from {table} group by didx, {column}"
        ).fetchnumpy()
        np.add.at(steps, (rows["didx"], rows["m"] + shift), sign * rows["n"])
    return np.cumsum(steps, axis=1)[:, :-1]


def _table(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Make a DuckDB table of a DataFrame."""
    connection.register("incoming", frame)
    connection.execute(f"create or replace table {name} as select * from incoming")
    connection.unregister("incoming")


def _chunk(city: City, lot: Sequence[int]) -> pd.DataFrame:
    """The Dongs of a lot with the cumulative shares from which their households are drawn."""
    places = city.places
    high = places.pieces.groupby("didx")["high"].agg(list)
    givers = city.organisations.reset_index().groupby("gu_code")["index"].agg(["min", "size"])
    columns = ["one_person_share", "need", "basic_share", "gu_code"]
    dongs = pd.DataFrame(places.dongs[columns]).to_dict("records")
    rows = []
    for didx in lot:
        dong = dongs[didx]
        composition = _composition_shares(float(dong["one_person_share"]), float(dong["need"]))
        tenure = _tenure_shares(float(dong["need"]))
        benefit = np.outer(
            composition * [c[1] for c in p.COMPOSITIONS], tenure * [t[3] for t in p.TENURES]
        )
        crisis = np.outer(
            composition * [c[2] for c in p.COMPOSITIONS], tenure * [t[4] for t in p.TENURES]
        )
        rows.append(
            {
                "didx": didx,
                "first_hid": int(city.first_hid[didx]),
                "ids": int(city.ids[didx]),
                "need": float(dong["need"]),
                "basic_share": float(dong["basic_share"]),
                "benefit_norm": float(benefit.sum()),
                "crisis_norm": float(crisis.sum())
                * (1 + p.POCKET_SHARE * (p.POCKET_FACTOR - 1)),
                "composition_cum": np.cumsum(composition).round(9).tolist(),
                "tenure_cum": np.cumsum(tenure).round(9).tolist(),
                "piece_cum": high[didx][:-1],
                "first_organisation": int(givers.at[dong["gu_code"], "min"]),
                "organisation_count": int(givers.at[dong["gu_code"], "size"]),
            }
        )
    return pd.DataFrame(rows)


def _composition_shares(single: float, need: float) -> np.ndarray:
    """Shares of the kinds of household of a Dong, in the order of `parameters.COMPOSITIONS`."""
    elderly = single * np.clip(0.27 + 0.10 * need, 0.12, 0.5)
    rest = 1.0 - single
    others = np.array([0.15, 0.085, 0.012, 0.52, 0.233]) * rest
    return np.concatenate([[single - elderly, elderly], others])


def _tenure_shares(need: float) -> np.ndarray:
    """Shares of the ways to hold a home, in the order of `parameters.TENURES`."""
    raw = np.array([t[1] * np.exp(t[2] * need) for t in p.TENURES])
    return raw / raw.sum()


def _effort_table(
    connection: duckdb.DuckDBPyConnection,
    world: str,
    city: City,
    effort: Effort,
    lot: Sequence[int],
) -> None:
    """effort(didx, m, follow, lag_days, retry, opening, links, role_cum) of a world."""
    months = len(city.places.months)
    picked = np.asarray(lot)
    productivity = np.array([role[5] for role in p.ROLES])
    work = effort.fte[picked] * productivity
    shares = np.cumsum(work, axis=2) / work.sum(axis=2, keepdims=True)
    frame = pd.DataFrame(
        {
            "didx": np.repeat(picked, months).astype(np.int32),
            "m": np.tile(np.arange(months, dtype=np.int32), len(picked)),
            **{
                name: getattr(effort, name)[picked].ravel()
                for name in ("follow", "lag_days", "retry", "opening", "links")
            },
            "role_cum": list(shares.reshape(-1, len(p.ROLES)).round(9)),
        }
    )
    _table(connection, f"{world}.effort", frame)


def _flow_table(
    connection: duckdb.DuckDBPyConnection,
    world: str,
    city: City,
    rates: dict[int, np.ndarray],
    lot: Sequence[int],
    append: bool = False,
) -> None:
    """flow(didx, flow, m, cum, rate, month_start, days); a silent flow has no rows of rate 0."""
    months = city.places.months
    edges = len(months) + 1
    starts = months.append(pd.DatetimeIndex([months[-1] + pd.offsets.MonthBegin(1)]))
    picked = np.asarray(lot)
    parts = []
    for flow, rate in sorted(rates.items()):
        chosen = rate[picked]
        parts.append(
            pd.DataFrame(
                {
                    "didx": np.repeat(picked, edges).astype(np.int32),
                    "flow": np.int32(flow),
                    "m": np.tile(np.arange(edges, dtype=np.int32), len(picked)),
                    "cum": effort_room.cumulative(chosen).ravel(),
                    "rate": np.pad(chosen, ((0, 0), (0, 1)), constant_values=1.0).ravel(),
                    "month_start": np.tile(starts.to_numpy(dtype="datetime64[s]"), len(picked)),
                    "days": np.tile(starts.days_in_month.to_numpy(dtype=np.int32), len(picked)),
                }
            )
        )
    connection.register("incoming", pd.concat(parts, ignore_index=True))
    select = "select * replace (month_start::date as month_start) from incoming"
    if append:
        connection.execute(f"insert into {world}.flow {select}")
    else:
        connection.execute(f"create or replace table {world}.flow as {select}")
    connection.unregister("incoming")


def _cumulative(shares: Sequence[float]) -> list[float]:
    """Shares scaled to 1 and summed up."""
    total = sum(shares)
    return [round(float(v), 9) for v in np.cumsum(shares) / total]


def _variables(city: City, seed: int) -> dict[str, object]:
    """The scalars and lists that the SQL reads with getvariable()."""
    months = city.places.months
    modulus = 10**8 if 2 * int(city.ids.sum()) < 10**8 else 10**9
    closure = {"resolved": 0.52, "moved": 0.12, "refused": 0.11, "deceased": 0.05,
               "unreachable": 0.12, "other": 0.08}  # fmt: skip
    services = {"livelihood": 0.18, "food": 0.28, "housing": 0.05, "home_repair": 0.05,
                "medical": 0.12, "tuition": 0.03, "care": 0.09, "counselling": 0.06,
                "employment": 0.03, "goods": 0.11}  # fmt: skip
    return {
        "seed": str(seed),
        "first_index": months[0].year * 12 + months[0].month,
        "last_index": len(months) - 1,
        "last_day": (months[-1] + pd.offsets.MonthEnd(0)).date(),
        "first_day": months[0].date(),
        "id_modulus": modulus,
        "double_share": p.DOUBLE_SHARE,
        "double_use": p.DOUBLE_USE,
        "composition_benefit": [c[1] for c in p.COMPOSITIONS],
        "composition_crisis": [c[2] for c in p.COMPOSITIONS],
        "opens": [c[3] for c in p.COMPOSITIONS],
        "tenure_benefit": [t[3] for t in p.TENURES],
        "tenure_crisis": [t[4] for t in p.TENURES],
        "near_poor": p.NEAR_POOR_PER_BASIC,
        "emergency": p.EMERGENCY_PER_BASIC,
        "crisis_none": p.CRISIS_SHARE_NONE,
        "crisis_recipient": p.CRISIS_SHARE_RECIPIENT,
        "months_none": p.CRISIS_MONTHS_NONE,
        "months_recipient": p.CRISIS_MONTHS_RECIPIENT,
        "pocket_share": p.POCKET_SHARE,
        "pocket_factor": p.POCKET_FACTOR,
        "isolated_share": p.ISOLATED_SHARE,
        "isolated_factor": p.ISOLATED_FACTOR,
        "visibility_spread": p.VISIBILITY_SPREAD,
        "recipient_report": p.RECIPIENT_REPORT_FACTOR,
        "referral_share": p.REFERRAL_SHARE,
        "repeat_share": p.REPEAT_SHARE,
        "false_channel_cum": _cumulative([1, 1.5, 1.5, 0.6, 1, 5, 2, 2, 6, 3]),
        "signal_cum": _cumulative([s[1] for s in p.SIGNALS]),
        "signal_rates": [s[2] for s in p.SIGNALS],
        "signal_won": [s[3] for s in p.SIGNALS],
        "false_signal": p.FALSE_SIGNAL_RATE,
        "isolated_signal": p.ISOLATED_SIGNAL_FACTOR,
        "canvass_need": p.CANVASS_NEED_FACTOR,
        "pool_weights": list(p.POOL_WEIGHTS[k] for k in ("needy", "known", "found")),
        "open_found_needy": p.OPEN_FOUND_NEEDY,
        "open_found_calm": p.OPEN_FOUND_CALM,
        "open_known_needy": p.OPEN_KNOWN_NEEDY,
        "open_known_calm": p.OPEN_KNOWN_CALM,
        "intensive_share": p.INTENSIVE_SHARE,
        "transfer_share": p.TRANSFER_SHARE,
        "days_general": p.CASE_DAYS_GENERAL,
        "days_intensive": p.CASE_DAYS_INTENSIVE,
        "closure_cum": _cumulative([closure.get(c, 0.0) for c in VOCABULARIES["closure_reason"].codes]),
        "service_cum": _cumulative([services[c] for c in VOCABULARIES["service_kind"].codes]),
        "funding_early": _cumulative([0.40, 0.18, 0.22, 0.20]),
        "funding_late": _cumulative([0.33, 0.20, 0.19, 0.28]),
    }


def _literal(value: object) -> str:
    """A Python value as a DuckDB literal."""
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, float):
        return f"{value!r}::double"
    if isinstance(value, int):
        return str(value)
    return f"date '{value}'" if not isinstance(value, str) else "'" + value.replace("'", "''") + "'"


assert PIECES == 8, "households.sql packs place = didx * 8 + piece"
