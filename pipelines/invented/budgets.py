"""Budgets by year, place and line; real amounts at any scale.

Every Dong's programme money follows its need, but for the *planted misallocations*: in each Gu with
enough Dongs one gets far too little and one far too much. Which ones is kept in the truth.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.invented import parameters as p
from pipelines.invented.places import Places
from pipelines.invented.uniform import stream
from pipelines.schema import VOCABULARIES

_LINES = {"operations": 9e6, "programme": 22e6, "personnel": 0.0, "emergency": 11e6, "private": 8e6}


def invent(
    places: Places, rollout: pd.DataFrame, programme: str, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The feed's rows with `position`, and the planted misallocations.

    The second: dong_code, line, first_year, last_year, factor (what the Dong gets, relative to its
    share of need).
    """
    draws = stream(seed, "budgets")
    dongs = places.dongs
    years = sorted(set(places.months.year))
    factor = _misallocated(dongs, seed)
    rows = _dong_rows(dongs, rollout, factor, years, programme, draws)
    rows += _upper_levels(dongs, years, programme, draws)
    words = {v: {w.code: w.ko for w in VOCABULARIES[v].values} for v in ("level", "line")}
    columns = ["fiscal_year", "level", "place_code", "line", "amount", "currency"]
    table = pd.DataFrame(rows, columns=columns).sort_values(
        ["place_code", "fiscal_year", "line"], ignore_index=True
    )
    table["level"] = table["level"].map(words["level"])
    table["line"] = table["line"].map(words["line"])
    planted_rows = pd.DataFrame(
        {
            "dong_code": dongs["dong_code"],
            "line": "programme",
            "first_year": 2015,
            "last_year": years[-1],
            "factor": factor,
        }
    )
    return (
        table.assign(position=np.arange(1, len(table) + 1)),
        planted_rows[planted_rows["factor"] != 1.0].reset_index(drop=True),
    )


def _dong_rows(
    dongs: pd.DataFrame,
    rollout: pd.DataFrame,
    factor: np.ndarray,
    years: list[int],
    programme: str,
    draws: np.random.Generator,
) -> list[tuple[object, ...]]:
    """Rows of the Dongs: by need, more once they joined, times the planted factor."""
    need = dongs["households"] * np.exp(dongs["need"])
    start_year = pd.to_datetime(rollout["start_month"]).dt.year.to_numpy()
    rows: list[tuple[object, ...]] = []
    for year in years:
        joined = start_year <= year
        for line, mean in _LINES.items():
            if mean == 0:
                continue
            level = np.where(joined, 1.0, 0.35 if line != "operations" else 0.7)
            share = need / need.mean() if line != "operations" else np.ones(len(dongs))
            planted = factor if line == "programme" and year >= 2015 else np.ones(len(dongs))
            noise = np.exp(draws.normal(0, 0.05, len(dongs)))
            won = np.rint(mean * level * share * planted * noise / 10_000) * 10_000
            for code, amount, selected in zip(
                dongs["dong_code"], won, joined & (start_year > 2012), strict=True
            ):
                if programme == "dabokdong" and year == 2016 and line == "programme" and selected:
                    # the public sum of the 52; the planted factor cannot show in it
                    rows.append((year, "dong", code, line, p.DONG_PROGRAMME_USD_2016, "USD"))
                else:
                    rows.append((year, "dong", code, line, int(amount), "KRW"))
    return rows


def _misallocated(dongs: pd.DataFrame, seed: int) -> np.ndarray:
    """1, UNDERFUNDED or OVERFUNDED by Dong: one pair in each Gu of at least eight Dongs."""
    factor = np.ones(len(dongs))
    draws = stream(seed, "misallocations")
    for _, members in dongs.groupby("gu_code").groups.items():
        if len(members) < 8:
            continue
        picked = draws.choice(np.asarray(members), 2 * p.MISALLOCATED_PAIRS_PER_GU, replace=False)
        factor[picked[::2]], factor[picked[1::2]] = p.UNDERFUNDED, p.OVERFUNDED
    return factor


def _upper_levels(
    dongs: pd.DataFrame, years: list[int], programme: str, draws: np.random.Generator
) -> list[tuple[object, ...]]:
    """Rows of the Gu and of the city."""
    rows: list[tuple[object, ...]] = []
    for year in years:
        for gu, part in dongs.groupby("gu_code"):
            homes = float(part["households"].sum())
            for line, per_home in (
                ("personnel", 4_200.0),
                ("programme", 900.0),
                ("operations", 350.0),
            ):
                won = homes * per_home * float(np.exp(draws.normal(0, 0.06)))
                rows.append((year, "gu", gu, line, round(won / 10_000) * 10_000, "KRW"))
            if programme == "dabokdong" and year == 2018:
                rows.append((year, "gu", gu, "private", round(homes * 60 / 10_000) * 10_000, "KRW"))
        if programme != "dabokdong":
            continue
        city = str(dongs["dong_code"].iloc[0])[:2]
        if year == 2016:
            rows.append((year, "city", city, "programme", p.MASTER_PLAN_USD_2016, "USD"))
        elif year == 2018:
            centres = dongs["gu_code"].nunique() * p.PLUS_CENTRE_KRW_2018
            rows.append((year, "city", city, "operations", centres, "KRW"))
    return rows
