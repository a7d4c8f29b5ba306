"""What donors gave; real amounts at any scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.invented import parameters as p
from pipelines.invented.places import Places
from pipelines.invented.uniform import stream
from pipelines.schema import VOCABULARIES

_DONATIONS_PER_DONG_MONTH = 1.3
_UNIT_VALUE = {"rice": 2_500, "meals": 5_500, "goods": 18_000, "hours": 7_000,
               "home_repair": 450_000, "medical": 120_000, "tuition": 1, "cash": 1}  # fmt: skip
_UNITS = {"rice": "kg", "meals": "meal", "goods": "item", "hours": "hour", "home_repair": "case",
          "medical": "case", "tuition": "krw", "cash": "krw"}  # fmt: skip


def invent(
    places: Places, organisations: pd.DataFrame, rollout: pd.DataFrame, programme: str, seed: int
) -> pd.DataFrame:
    """The feed's rows with `position`.

    For Do Dream the counted rice, meals and the value of cash and goods received by
    `DODREAM_TOTALS_UNTIL` sum to the programme's own totals.
    """
    draws = stream(seed, "contributions")
    months, dongs = places.months, places.dongs
    start = pd.to_datetime(rollout["start_month"]).to_numpy()
    joined = months.to_numpy()[None, :] >= start[:, None]
    counts = draws.poisson(np.where(joined, _DONATIONS_PER_DONG_MONTH, 0.45))
    didx, month = (
        np.repeat(index, counts.ravel()) for index in map(np.ravel, np.indices(counts.shape))
    )
    total = len(didx)
    kinds = np.array(VOCABULARIES["contribution_kind"].codes)[
        draws.choice(8, total, p=[0.22, 0.22, 0.14, 0.22, 0.10, 0.04, 0.03, 0.03])
    ]
    donors = np.array([v.ko for v in VOCABULARIES["donor_kind"].values])[
        draws.choice(7, total, p=[0.34, 0.2, 0.14, 0.16, 0.05, 0.04, 0.07])
    ]
    quantity = _quantities(kinds, draws)
    received = months.to_numpy()[month] + (draws.random(total) * 28).astype("timedelta64[D]")
    value = np.rint(quantity * pd.Series(kinds).map(_UNIT_VALUE).to_numpy())
    counted = draws.random(total) < 0.9
    table = pd.DataFrame(
        {
            "didx": didx,
            "dong_code": _codes_on(places, didx, month, received),
            "donor_kind": donors,
            "kind": kinds,
            "quantity": quantity,
            "value_krw": value.astype(np.int64),
            "is_counted": counted,
            "received_on": pd.to_datetime(received).date,
            "organisation_id": _givers(organisations, dongs, didx, donors, draws),
            "programme": {w.code: w.ko for w in VOCABULARIES["programme"].values}[programme],
        }
    )
    if programme == "dodream":
        table = _to_public_totals(table)
    table = table.sort_values(["dong_code", "received_on"], kind="stable", ignore_index=True)
    units = {v.code: v.ko for v in VOCABULARIES["unit_of_measure"].values}
    words = {v.code: v.ko for v in VOCABULARIES["contribution_kind"].values}
    return table.assign(
        position=np.arange(1, total + 1),
        contribution_id=[f"D{n:06d}" for n in range(1, total + 1)],
        unit=table["kind"].map(_UNITS).map(units),
        contribution_kind=table["kind"].map(words),
        is_counted=np.where(table["is_counted"], "예", "아니오"),
    )


def _quantities(kinds: np.ndarray, draws: np.random.Generator) -> np.ndarray:
    """Quantities in the unit of each kind: sacks of 10 kg, round sums of money."""
    size = np.exp(draws.normal(0, 0.7, len(kinds)))
    typical = {
        "cash": 300_000,
        "tuition": 500_000,
        "rice": 60,
        "meals": 25,
        "goods": 12,
        "hours": 9,
    }
    round_to = {"cash": 10_000, "tuition": 100_000, "rice": 10}
    base = pd.Series(kinds).map(typical).fillna(1).to_numpy()
    step = pd.Series(kinds).map(round_to).fillna(1).to_numpy()
    return np.maximum(np.rint(base * size / step), 1).astype(np.int64) * step.astype(np.int64)


def _to_public_totals(table: pd.DataFrame) -> pd.DataFrame:
    """Counted rice, meals and money scaled to the programme's totals, whole numbers exactly."""
    until = p.DODREAM_TOTALS_UNTIL
    in_time = table["is_counted"] & (table["received_on"].map(lambda d: d <= until))
    for kind, total in (("rice", p.DODREAM_RICE_KG), ("meals", p.DODREAM_MEALS)):
        rows = in_time & (table["kind"] == kind)
        table.loc[rows, "quantity"] = _shares_of(total, table.loc[rows, "quantity"].to_numpy())
        other = (table["kind"] == kind) & ~rows
        ratio = total / max(table.loc[rows, "quantity"].sum(), 1)
        table.loc[other, "quantity"] = np.maximum(1, table.loc[other, "quantity"] * ratio).astype(
            int
        )
    is_private = table["kind"].isin(["cash", "goods", "rice", "meals", "tuition"])
    unit = table["kind"].map(_UNIT_VALUE)
    goods = is_private & table["kind"].isin(["rice", "meals"])
    table.loc[goods, "value_krw"] = (table["quantity"] * unit)[goods].astype(np.int64)
    rest = in_time & table["kind"].isin(["cash", "goods", "tuition"])
    left = p.DODREAM_PRIVATE_KRW - int(table.loc[in_time & goods, "value_krw"].sum())
    table.loc[rest, "value_krw"] = _shares_of(left, table.loc[rest, "value_krw"].to_numpy())
    money = rest & table["kind"].isin(["cash", "tuition"])
    table.loc[money, "quantity"] = table.loc[money, "value_krw"]
    return table


def _shares_of(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights (at least 1 each) that sum to the total."""
    spare = total - len(weights)
    exact = weights / weights.sum() * spare
    whole = np.floor(exact).astype(np.int64)
    short = spare - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:short]] += 1
    return whole + 1


def _codes_on(places: Places, didx: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The code that a record of a frame Dong carries on a day (its first piece's)."""
    codes = places.codes[places.codes["place"] % 8 == 0].set_index(["place", "month_index"])
    rows = codes.loc[list(zip(didx * 8, month, strict=True))]
    changed = pd.to_datetime(rows["changed_on"]).to_numpy()
    return np.where(day < changed, rows["code"], rows["code_after"])


def _givers(
    organisations: pd.DataFrame,
    dongs: pd.DataFrame,
    didx: np.ndarray,
    donors: np.ndarray,
    draws: np.random.Generator,
) -> np.ndarray:
    """The organisation through which a contribution came: one of the Gu; none for individuals."""
    first = organisations.reset_index().groupby("gu_code")["index"].agg(["min", "size"])
    gu = dongs["gu_code"].to_numpy()[didx]
    chosen = first["min"].loc[gu].to_numpy() + np.floor(
        draws.random(len(didx)) * first["size"].loc[gu].to_numpy()
    ).astype(int)
    ids = organisations["organisation_id"].to_numpy()[chosen].astype(object)
    ids[np.isin(donors, ["개인", "익명"])] = None
    return ids
