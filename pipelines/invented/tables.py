"""The small tables and variables that the SQL of the invented city reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from pipelines.invented import parameters as p
from pipelines.invented.effort import Effort, cumulative
from pipelines.invented.places import Places
from pipelines.schema import VOCABULARIES

STAY_SHARE = 0.9  # of the numbers ever registered, registered at any time


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


def put(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Make a DuckDB table of a DataFrame."""
    connection.register("incoming", frame)
    connection.execute(f"create or replace table {name} as select * from incoming")
    connection.unregister("incoming")


def dongs_of(city: City, lot: Sequence[int]) -> pd.DataFrame:
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
                "crisis_norm": float(crisis.sum()) * (1 + p.POCKET_SHARE * (p.POCKET_FACTOR - 1)),
                "composition_cum": np.cumsum(composition).round(9).tolist(),
                "tenure_cum": np.cumsum(tenure).round(9).tolist(),
                "piece_cum": high[didx][:-1],
                "first_organisation": int(givers["min"][dong["gu_code"]]),
                "organisation_count": int(givers["size"][dong["gu_code"]]),
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


def put_effort(
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
    put(connection, f"{world}.effort", frame)


def put_flows(
    connection: duckdb.DuckDBPyConnection,
    world: str,
    city: City,
    rates: dict[int, np.ndarray],
    lot: Sequence[int],
    append: bool = False,
) -> None:
    """Flows of a world by Dong and month: flow(didx, flow, m, cum, rate, month_start, days)."""
    months = city.places.months
    edges = len(months) + 1
    starts = pd.date_range(months[0], periods=edges, freq="MS")
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
                    "cum": cumulative(chosen).ravel(),
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


def variables(city: City, seed: int) -> dict[str, object]:
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
        "channel_weight": [c[3] for c in p.CHANNELS],
        "known_share": [c[4] for c in p.CHANNELS],
        "referral_share": p.REFERRAL_SHARE,
        "repeat_share": p.REPEAT_SHARE,
        "false_channel_cum": _cumulative([1, 1.5, 1.5, 0.6, 1, 5, 2, 2, 6, 3]),
        "signal_cum": _cumulative([s[1] for s in p.SIGNALS]),
        "signal_rates": [s[2] for s in p.SIGNALS],
        "signal_won": [s[3] for s in p.SIGNALS],
        "false_signal": p.FALSE_SIGNAL_RATE,
        "isolated_signal": p.ISOLATED_SIGNAL_FACTOR,
        "canvass_need": p.CANVASS_NEED_FACTOR,
        "pool_weights": [p.POOL_WEIGHTS[k] for k in ("needy", "known", "found")],
        "open_found_needy": p.OPEN_FOUND_NEEDY,
        "open_found_calm": p.OPEN_FOUND_CALM,
        "open_known_needy": p.OPEN_KNOWN_NEEDY,
        "open_known_calm": p.OPEN_KNOWN_CALM,
        "intensive_share": p.INTENSIVE_SHARE,
        "transfer_share": p.TRANSFER_SHARE,
        "days_general": p.CASE_DAYS_GENERAL,
        "days_intensive": p.CASE_DAYS_INTENSIVE,
        "closure_cum": _cumulative(
            [closure.get(c, 0.0) for c in VOCABULARIES["closure_reason"].codes]
        ),
        "service_cum": _cumulative([services[c] for c in VOCABULARIES["service_kind"].codes]),
        "funding_early": _cumulative([0.40, 0.18, 0.22, 0.20]),
        "funding_late": _cumulative([0.33, 0.20, 0.19, 0.28]),
    }


def literal(value: object) -> str:
    """A Python value as a DuckDB literal."""
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, float):
        return f"{value!r}::double"
    if isinstance(value, int):
        return str(value)
    return f"date '{value}'" if not isinstance(value, str) else "'" + value.replace("'", "''") + "'"
