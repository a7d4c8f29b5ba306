"""Synthetic difference-in-differences of few treated Dongs, with every control as a placebo.

Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), doi:10.1257/aer.20190159; the
penalties are theirs. The weights of the treated and of all placebos are found in one go, by
accelerated projected gradients, in a tenth of the time of one fit after another;
`tests/trial/test_synthetic.py` holds weights and effect to those of diff-diff.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.trial.few_treated import ChanceTest
from pipelines.trial.panel import Array
from pipelines.trial.residuals import judge, rescaled
from pipelines.trial.window import Window


@dataclass(frozen=True)
class SyntheticEffect:
    """Synthetic DiD of one start.

    Attributes
    ----------
    weights : (n) of each Dong in the synthetic control; 0 for the treated; sums to 1.
    period_weights : (T before the start), sums to 1.
    test : the effect, held against those of the placebos at the variance of the treated Dongs'
        size, since placebo effects of large Dongs say too little of small ones (and the reverse).
    placebos : (controls) the effect that each would have had.
    """

    weights: Array
    period_weights: Array
    test: ChanceTest
    placebos: Array


def synthetic_did(
    window: Window, draws: int, seed: int, *, level: float = 0.9, steps: int = 100
) -> SyntheticEffect:
    """The effect on the treated, of one start, against a weighted control.

    Parameters
    ----------
    draws : chance effects drawn from the placebos.
    steps : of the search for the weights.
    """
    treated = window.treated
    start = int(window.starts[treated].min())
    controls = window.values[~treated]
    before, after = controls[:, :start], controls[:, start:]
    noise = float(np.diff(before, axis=1).std(ddof=1))
    period_weights = _period_weights(before, after.mean(axis=1), noise, steps)
    # first the treated, then each control in turn, which then is no donor
    mine = window.values[treated].mean(axis=0)
    targets = np.vstack([mine[None, :start], before])
    penalty = np.sqrt(treated.sum() * after.shape[1]) * noise**2 * start
    allowed = np.vstack([np.ones(len(before)), 1 - np.eye(len(before))]) > 0
    weights = _donor_weights(before, targets, penalty, allowed, steps)
    change = after.mean(axis=1) - before @ period_weights
    own = np.append(mine[start:].mean() - mine[:start] @ period_weights, change)
    effects = own - weights @ change
    placebos = effects[1:]
    # the treated have a synthetic control of their own, less sure than the mean of all controls
    noise_of_weights = float(np.sqrt(weights[0] ** 2 @ (change - change.mean()) ** 2))
    chance = rescaled(
        placebos - placebos.mean(), window.sizes[~treated], window.sizes[treated], draws, seed,
        noise=noise_of_weights,
    )  # fmt: skip
    whole = np.zeros(len(treated))
    whole[~treated] = weights[0]
    return SyntheticEffect(
        weights=whole,
        period_weights=period_weights,
        test=judge(float(effects[0]), chance, level),
        placebos=placebos,
    )


def _donor_weights(
    before: Array, targets: Array, penalty: float, allowed: np.ndarray, steps: int
) -> Array:
    """(B, controls) of each target: on the simplex, close to it but for a constant."""
    donors = (before - before.mean(axis=1, keepdims=True)).T
    aims = targets - targets.mean(axis=1, keepdims=True)
    gram = donors.T @ donors + penalty * np.eye(donors.shape[1])
    pull = aims @ donors
    return _on_simplex(gram, pull, allowed, steps)


def _period_weights(before: Array, after: Array, noise: float, steps: int) -> Array:
    """(T) on the simplex, by which the controls' past gives their later mean."""
    columns = before - before.mean(axis=0)
    aim = after - after.mean()
    gram = columns.T @ columns + (1e-6 * noise) ** 2 * len(before) * np.eye(columns.shape[1])
    allowed = np.ones((1, columns.shape[1])) > 0
    return np.asarray(_on_simplex(gram, (aim @ columns)[None], allowed, steps)[0])


def _on_simplex(gram: Array, pull: Array, allowed: np.ndarray, steps: int) -> Array:
    """(B, K) minimising w'Gw / 2 - w'p over weights that are 0 where not allowed and sum to 1.

    Beck and Teboulle (2009), with a restart where the step goes uphill (O'Donoghue and Candès).
    """
    weights = allowed / allowed.sum(axis=1, keepdims=True)
    ahead, momentum = weights, 1.0
    pace = 1 / np.linalg.eigvalsh(gram)[-1]
    for _ in range(steps):
        slope = ahead @ gram - pull
        moved = _project(ahead - pace * slope, allowed)
        uphill = ((ahead - moved) * (moved - weights)).sum(axis=1, keepdims=True) > 0
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        step = np.where(uphill, 0.0, (momentum - 1) / following)
        ahead = moved + step * (moved - weights)
        weights, momentum = moved, following
    return weights


def _project(points: Array, allowed: np.ndarray) -> Array:
    """(B, K) the nearest points of the simplex (Duchi et al. 2008)."""
    inside = np.where(allowed, points, -np.inf)
    ordered = -np.sort(-inside, axis=1)
    with np.errstate(invalid="ignore"):
        sums = np.cumsum(np.where(np.isfinite(ordered), ordered, 0.0), axis=1) - 1
    ranks = np.arange(1, points.shape[1] + 1)
    count = (ordered * ranks > sums).sum(axis=1)
    level = sums[np.arange(len(points)), count - 1] / count
    return np.maximum(inside - level[:, None], 0.0)
