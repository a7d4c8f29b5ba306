"""The Dongs of the invented city: real households and recipients, an invented field of need.

*Need* is the log of how much likelier than the average a household of the Dong is to be in crisis:
seeded noise smoothed over neighbouring Dongs (three rounds, so that it varies over distances of a
few Dongs), plus the share of one-person households and the Gu's recipients of basic living
security.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from pipelines import geography
from pipelines.invented import parameters as p
from pipelines.invented.uniform import stream
from pipelines.settings import Deployment

PIECES = 8  # a frame Dong is cut into at most so many pieces of other vintages


@dataclass(frozen=True)
class Places:
    """The frame Dongs and what the generator knows of each.

    `dongs` has one row per frame Dong in order of dong_code: dong_code, names, gu_code, households
    (real, census 2015), one_person_share, basic_share (households with basic living security),
    need, is_recut, geometry (EPSG:5179). `codes` says which code a record carries: place (didx *
    PIECES + piece), month_index, month_start, code, changed_on, code_after (from changed_on on),
    is_recut. `pieces` gives the bounds of each piece: didx, piece, low, high. `neighbours` is a
    0/1 matrix.
    """

    dongs: gpd.GeoDataFrame
    codes: pd.DataFrame
    pieces: pd.DataFrame
    neighbours: np.ndarray
    months: pd.DatetimeIndex


def load(deployment: Deployment, seed: int) -> Places:
    """The places of a deployment, with the need field of a seed."""
    prefixes, on = deployment.dong_prefixes, deployment.boundaries_on
    dongs = geography.frame(deployment).reset_index(drop=True)
    census = geography.census_households(prefixes, on).set_index("dong_code")
    census = census.reindex(dongs["dong_code"])
    dongs["households"] = census["household_count"].to_numpy()
    share = census["one_person_count"] / census["household_count"]
    dongs["one_person_share"] = share.to_numpy().clip(0.05, 0.8)
    neighbours = _touching(dongs)
    months = pd.date_range(deployment.first_month, deployment.last_month, freq="MS")
    end = (months[-1] + pd.offsets.MonthEnd(0)).date()
    vintages = geography.vintage_codes(prefixes, on, months[0].date(), end)
    changed = vintages.groupby("frame_dong_code").size().loc[lambda n: n > 1].index
    dongs["is_recut"] = dongs["dong_code"].isin(changed)
    gu_basic = _basic_share_by_gu(dongs, prefixes)
    dongs["need"] = _need(dongs, gu_basic, neighbours, seed)
    dongs["basic_share"] = _basic_share(dongs, gu_basic)
    codes, pieces = _codes(dongs, vintages, months)
    return Places(dongs, codes, pieces, neighbours, months)


def _touching(dongs: gpd.GeoDataFrame) -> np.ndarray:
    """1 where two Dongs share a border, 0 elsewhere."""
    pairs = geography.neighbours(dongs)
    position = pd.Index(dongs["dong_code"])
    matrix = np.zeros((len(dongs), len(dongs)))
    matrix[
        position.get_indexer(pairs["dong_code"]), position.get_indexer(pairs["neighbour_code"])
    ] = 1.0
    return matrix


def _basic_share_by_gu(dongs: pd.DataFrame, prefixes: tuple[str, ...]) -> pd.Series:
    """Households with basic living security / households of the Dong's Gu (2015), by Dong."""
    recipients = geography.gu_recipients(prefixes)
    recipients = recipients[recipients["year"] == 2015].set_index("gu_code")
    persons = recipients["basic_living_recipient_count"].astype(float)
    homes = dongs.groupby("gu_code")["households"].sum()
    return dongs["gu_code"].map(persons / p.RECIPIENTS_PER_HOUSEHOLD / homes)


def _need(
    dongs: pd.DataFrame, gu_basic: pd.Series, neighbours: np.ndarray, seed: int
) -> np.ndarray:
    """The field of need, mean 0 over households, standard deviation `NEED_SPREAD`."""
    noise = stream(seed, "need").normal(size=len(dongs))
    weights = neighbours + np.eye(len(dongs))
    weights /= weights.sum(axis=1, keepdims=True)
    for _ in range(3):
        noise = weights @ noise
    field = (
        _standard(noise)
        + 0.7 * _standard(dongs["one_person_share"].to_numpy())
        + 0.8 * _standard(np.log(gu_basic.to_numpy()) + 0.0)
    )
    field = _standard(field) * p.NEED_SPREAD
    return field - np.average(field, weights=dongs["households"])


def _standard(values: np.ndarray) -> np.ndarray:
    """Mean 0, standard deviation 1; zeros where all are equal."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-9 else values * 0.0


def _basic_share(dongs: pd.DataFrame, gu_basic: pd.Series) -> np.ndarray:
    """The Gu's share spread over its Dongs by need, its recipients kept."""
    raw = np.exp(1.3 * dongs["need"].to_numpy())
    frame = pd.DataFrame({"gu": dongs["gu_code"], "n": dongs["households"], "raw": raw})
    frame["product"] = frame["n"] * frame["raw"]
    sums = frame.groupby("gu")[["n", "product"]].transform("sum")
    share = gu_basic * raw * sums["n"] / sums["product"]
    return share.clip(0.002, 0.45).to_numpy()


def _codes(
    dongs: pd.DataFrame, vintages: pd.DataFrame, months: pd.DatetimeIndex
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which code each piece of a frame Dong carries in each month, and the bounds of the pieces.

    A frame Dong is cut at the cumulated shares of all its vintages, so that each piece has one code
    on any day; a mid-month change gives the month two codes and the day between them.
    """
    starts = months.to_numpy()
    ends = (months + pd.offsets.MonthEnd(0)).to_numpy()
    parts, bounds = [], []
    by_dong = dict(
        list(vintages.sort_values(["valid_from", "dong_code"]).groupby("frame_dong_code"))
    )
    for didx, frame_code in enumerate(dongs["dong_code"]):
        rows = by_dong[frame_code]
        begins = rows["valid_from"].to_numpy(dtype="datetime64[s]")
        names = rows["dong_code"].to_numpy()
        high = rows.groupby("valid_from")["share"].cumsum().to_numpy() if len(rows) > 1 else [1.0]
        cuts = sorted({round(float(h), 9) for h in high} - {1.0})
        for piece, (low, up) in enumerate(pairwise([0.0, *cuts, 1.0])):
            bounds.append((didx, piece, low, up))
            inside = np.flatnonzero(np.asarray(high) > (low + up) / 2)
            first = inside[np.unique(begins[inside], return_index=True)[1]]
            before = first[np.searchsorted(begins[first], starts, side="right") - 1]
            after = first[np.searchsorted(begins[first], ends, side="right") - 1]
            parts.append((didx * PIECES + piece, names[before], begins[after], names[after],
                          len(rows) > 1))  # fmt: skip
    count = len(months)
    codes = pd.DataFrame(
        {
            "place": np.repeat([part[0] for part in parts], count),
            "month_index": np.tile(np.arange(count), len(parts)),
            "month_start": np.tile(starts, len(parts)).astype("datetime64[s]"),
            "code": np.concatenate([part[1] for part in parts]),
            "changed_on": np.concatenate([part[2] for part in parts]),
            "code_after": np.concatenate([part[3] for part in parts]),
            "is_recut": np.repeat([part[4] for part in parts], count),
        }
    )
    return codes, pd.DataFrame(bounds, columns=["didx", "piece", "low", "high"])
