"""The wild cluster bootstrap by Gu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.trial.few_treated import POWER, ChanceTest, Flags
from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError


def wild_bootstrap(
    change: Array, treated: Flags, gus: Sequence[str], draws: int, seed: int, *, level: float = 0.9
) -> ChanceTest:
    """The wild cluster bootstrap by Gu, null imposed, of a difference of mean changes.

    Every sign of every Gu where there are no more than `draws`, else that many at random; the
    interval holds the effects that the test at its level does not reject. Source: Cameron,
    Gelbach and Miller (2008), doi:10.1162/rest.90.3.414.

    Raises RefusedError where all Dongs lie in fewer than five Gu.
    """
    codes = np.unique(gus, return_inverse=True)[1]
    clusters = int(codes.max()) + 1
    if clusters < 5:
        raise RefusedError("no_controls", "difference of changes by Gu (fewer than five Gu)")
    signs = _signs(clusters, draws, seed)
    centred = treated - treated.mean()
    total = float((centred**2).sum())
    att = float(centred @ change / total)

    def test(null: float) -> tuple[float, Array]:
        """|t| of the data and of the draws where the effect is `null`."""
        rest = change - null * treated
        rest = rest - rest.mean()
        effect = float(centred @ rest / total)
        own = _sums(centred * (rest - effect * centred), codes)
        # of each draw: effect and scores are sums over Gu of signed parts
        parts = _sums(centred * rest, codes)
        effects = signs @ parts / total
        spread = _sums(centred**2, codes)
        means = signs @ _sums(rest, codes) / len(change)
        weight = _sums(centred, codes)
        scores = signs * parts - means[:, None] * weight - effects[:, None] * spread
        errors = np.sqrt((scores**2).sum(axis=1)) / total
        error = float(np.sqrt((own**2).sum())) / total
        return abs(effect) / error, np.abs(effects) / errors

    observed, chance = test(0.0)
    rest = change - change.mean() - att * centred
    error = float(np.sqrt((_sums(centred * rest, codes) ** 2).sum())) / total
    error *= np.sqrt(clusters / (clusters - 1))

    def accepts(null: float) -> bool:
        statistic, drawn = test(null)
        return bool((drawn >= statistic * (1 - 1e-9)).mean() > 1 - level)

    return ChanceTest(
        att=att,
        std_error=error,
        ci_low=_edge(accepts, att, -error),
        ci_high=_edge(accepts, att, error),
        p_value=float((chance >= observed * (1 - 1e-9)).mean()),
        mde=(float(np.quantile(chance, 0.95)) + POWER) * error,
        statistic=att / error,
        chance=chance,
    )


def _signs(clusters: int, draws: int, seed: int) -> Array:
    """(B, clusters) of 1 and -1; a sign and its opposite say the same of |t|."""
    if 2 ** (clusters - 1) <= draws:
        bits = np.arange(2 ** (clusters - 1))[:, None] >> np.arange(clusters)[None, :]
        return np.where(bits & 1, -1.0, 1.0)
    random = np.random.default_rng(seed)
    # the data themselves are one of the draws
    return np.vstack([np.ones(clusters), random.choice([-1.0, 1.0], (draws - 1, clusters))])


def _sums(values: Array, codes: npt.NDArray[np.int64]) -> Array:
    return np.bincount(codes, values).astype(float)


def _edge(accepts: Callable[[float], bool], middle: float, step: float) -> float:
    """Where acceptance ends on one side of the middle, by doubling and halving."""
    if step == 0:
        return middle
    inside, outside = middle, middle + 2 * step
    for _ in range(12):
        if not accepts(outside):
            break
        inside, outside = outside, outside + 2 * (outside - middle)
    for _ in range(14):
        half = (inside + outside) / 2
        inside, outside = (half, outside) if accepts(half) else (inside, half)
    return (inside + outside) / 2
