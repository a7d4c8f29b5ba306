"""What a place is compared with: the rates of many, and how much these differ but by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.spatial.rates import Floats


@dataclass(frozen=True)
class Pool:
    """What each place is compared with: mean rate, variance of the true rates, households.

    `variance` is estimated by moments, and 0 where chance alone explains what is seen; `likely` is
    what it is to be expected to be, that estimate's own error considered, and never 0.
    """

    mean: Floats
    variance: Floats
    likely: Floats
    total: Floats


def pool_of(
    count: Floats,
    total: Floats,
    index: pd.Index,
    groups: pd.Series | None,
    neighbours: pd.DataFrame | None,
    noise_sd: float,
) -> Pool:
    """The pool of each place, by moments; NaN where it has no households.

    With k places of N households the squares about the mean m, weighted by households, come to
    variance x (1 - k / N) + m (1 - m) k / N: what the places differ by, and chance. Noise of
    standard deviation s on count and total moves a rate p of n households by a variance of
    s^2 (1 + p^2) / n^2, which adds a (1 + m^2 + variance), with a = s^2 (sum of 1 / n) / N.
    """
    known = np.isfinite(total)
    parts = np.nan_to_num(
        np.stack([total, count, count * (count / total), known.astype(float), 1 / total,
                  total**2, 1 / total**2])
    )  # fmt: skip
    if neighbours is not None:
        sums = _with_neighbours(parts, index, neighbours)
    else:
        number = np.zeros(len(index), np.int64) if groups is None else pd.factorize(groups)[0]
        by_group = [np.bincount(number, part, minlength=1) for part in parts]
        sums = np.stack(by_group).astype(np.float64)[:, number]
    households, events, squares, places, inverses, *_ = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = events / households
        share = places / households
        noise = noise_sd**2 * inverses / households
        left = squares / households - mean**2 - mean * (1 - mean) * share - noise * (1 + mean**2)
        estimate = np.where(share < 1, left / (1 - share + noise), 0.0)
        variance = np.clip(estimate, 0.0, mean * (1 - mean))
        error = _error(sums, mean, variance, noise_sd) / (1 - share + noise)
        likely = np.where(share < 1, _above_zero(estimate, error), 0.0)
    return Pool(mean, variance, np.clip(likely, 0.0, mean * (1 - mean)), households)


def _error(sums: Floats, mean: Floats, variance: Floats, noise_sd: float) -> Floats:
    """Standard deviation of the weighted squares about the mean.

    A rate of n households has a variance of t = variance + c / n + d / n^2 (differences, chance,
    noise), its square about the mean one of 2 t^2; the squares weigh n / N. Times n^2, t^2 is a sum
    of powers of n.
    """
    households, _, _, places, inverses, squared, squared_inverses = sums
    chance = mean * (1 - mean) - variance
    noise = noise_sd**2 * (1 + mean**2 + variance)
    total = (
        variance**2 * squared
        + 2 * variance * chance * households
        + (chance**2 + 2 * variance * noise) * places
        + 2 * chance * noise * inverses
        + noise**2 * squared_inverses
    )
    return np.asarray(np.sqrt(2 * total) / households)


def _above_zero(estimate: Floats, error: Floats) -> Floats:
    """Mean of what lies above 0 of normal distributions."""
    from scipy import special  # half a second that pages without an interval need not wait for

    score = estimate / error
    # the normal density over its distribution, by logarithms: both vanish far below 0
    ratio = np.exp(-(score**2) / 2 - special.log_ndtr(score)) / np.sqrt(2 * np.pi)
    return np.where(error > 0, estimate + error * ratio, estimate)


def _with_neighbours(parts: Floats, index: pd.Index, neighbours: pd.DataFrame) -> Floats:
    """The parts of each place and its neighbours, summed."""
    at = index.get_indexer(pd.Index(neighbours["dong_code"]))
    near = index.get_indexer(pd.Index(neighbours["neighbour_code"]))
    inside = (at >= 0) & (near >= 0)
    summed = parts.copy()
    for row, values in zip(summed, parts, strict=True):
        np.add.at(row, at[inside], values[near[inside]])
    return summed


def pool_weight(pool: Pool, variance: Floats) -> Floats:
    """The households that the pool counts for: none if places differ as they can, all if alike."""
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = pool.mean * (1 - pool.mean) / variance - 1
    # 0 / 0: nothing was found anywhere, or everywhere
    return np.clip(np.where(np.isnan(weight), np.inf, weight), 0.0, pool.total)
