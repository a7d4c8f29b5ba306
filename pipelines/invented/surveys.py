"""Three survey waves of 2016 in the 52 Dongs and 52 that had not begun, with a planted effect.

Before (January-February), midway (July) and after (December 2016): while the controls were still
without the programme. Respondents are a panel: some leave between waves, the less satisfied more
often.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.invented.places import Places
from pipelines.invented.uniform import stream
from pipelines.schema import VOCABULARIES

WAVES = {"pre": "2016-01-18", "mid": "2016-07-11", "post": "2016-12-05"}
PER_DONG = {"resident": 18, "official": 5, "organisation": 3}
STAYING = 0.86  # from one wave to the next
# effect at the last wave, in points of the 1-5 scale; half of it midway
EFFECT = {"satisfaction": 0.42, "awareness": 0.60, "accessibility": 0.30, "trust": 0.18,
          "cooperation": 0.35}  # fmt: skip
EFFECT_FACTOR = {"resident": 1.0, "official": 0.6, "organisation": 0.9}
_LEVEL = {
    "satisfaction": 3.0,
    "awareness": 2.6,
    "accessibility": 2.9,
    "trust": 3.1,
    "cooperation": 2.8,
}
_TREND = {"pre": 0.0, "mid": 0.04, "post": 0.09}
_PART = {"pre": 0.0, "mid": 0.5, "post": 1.0}


def invent(places: Places, rollout: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The feed's rows with `position`, and the planted effects by kind, wave and item."""
    draws = stream(seed, "surveys")
    panel = _panel(places, rollout, draws)
    items = VOCABULARIES["item"].codes
    parts = []
    here = np.ones(len(panel), dtype=bool)
    for wave, first in WAVES.items():
        if wave != "pre":
            mood = panel["mood"].to_numpy()
            here &= draws.random(len(panel)) < STAYING + 0.03 * np.tanh(mood)
        days = draws.integers(0, 12, len(panel))
        for item in items:
            effect = EFFECT[item] * _PART[wave] * panel["is_treated"] * panel["factor"]
            latent = _LEVEL[item] + _TREND[wave] + panel["mood"] + panel["dong_mood"] + effect
            score = np.clip(np.rint(latent + draws.normal(0, 0.75, len(panel))), 1, 5).astype(int)
            answered = here & (draws.random(len(panel)) < 0.97)
            parts.append(
                pd.DataFrame(
                    {
                        "respondent_id": panel["respondent_id"],
                        "dong_code": panel["dong_code"],
                        "wave": wave,
                        "respondent_kind": panel["kind"],
                        "surveyed_on": (pd.Timestamp(first) + pd.to_timedelta(days, "D")).date,
                        "item": item,
                        "score": score,
                    }
                )[answered]
            )
    rows = pd.concat(parts, ignore_index=True)
    order = ["dong_code", "surveyed_on", "respondent_id", "item"]
    rows = rows.sort_values(order, kind="stable", ignore_index=True)
    numbers = np.arange(1, len(rows) + 1)
    truth = [
        (kind, wave, item, EFFECT[item] * _PART[wave] * factor)
        for kind, factor in EFFECT_FACTOR.items()
        for wave in WAVES
        for item in items
    ]
    return (
        rows.assign(position=numbers, response_id=[f"A{n:06d}" for n in numbers]),
        pd.DataFrame(truth, columns=["respondent_kind", "wave", "item", "effect"]),
    )


def _panel(places: Places, rollout: pd.DataFrame, draws: np.random.Generator) -> pd.DataFrame:
    """The respondents: those of the Dongs with the programme in 2016, and as many controls."""
    start = pd.to_datetime(rollout["start_month"])
    treated = np.flatnonzero(start <= pd.Timestamp(2016, 12, 31))
    waiting = np.flatnonzero(start > pd.Timestamp(2016, 12, 31))
    controls = np.sort(draws.permutation(waiting)[: len(treated)])
    chosen = np.concatenate([treated, controls])
    dong_mood = draws.normal(0, 0.18, len(places.dongs))
    codes = places.dongs["dong_code"].to_numpy()
    rows = [
        (didx, kind) for didx in chosen for kind, count in PER_DONG.items() for _ in range(count)
    ]
    table = pd.DataFrame(rows, columns=["didx", "kind"])
    return table.assign(
        respondent_id=[f"P{n:05d}" for n in range(1, len(table) + 1)],
        dong_code=codes[table["didx"]],
        mood=draws.normal(0, 0.55, len(table)),
        dong_mood=dong_mood[table["didx"]],
        is_treated=np.isin(table["didx"], treated).astype(float),
        factor=table["kind"].map(EFFECT_FACTOR),
    )
