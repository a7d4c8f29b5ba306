"""Draws of the unseen from a fit, by Dong."""

from __future__ import annotations

import numpy as np

from pipelines.risk.variational import CEILING, Fit

_LEAST_UNSIGNALLED = 0.05  # of the unseen: signals never show them all


def draw_unseen(fit: Fit, count: int, rng: np.random.Generator) -> np.ndarray:
    """(count, D) whole numbers: effects from their joint posterior, then the Poisson.

    Where signals show some of the unseen, these are counted and not drawn: but for the stale
    ones among them, whose crisis is over. Only those without a signal are drawn.
    """
    move = rng.standard_normal((count, len(fit.fixed)))
    move = move @ np.linalg.cholesky(fit.fixed_covariance).T
    log_rate, log_share = _draw_logs(fit, move, rng)
    rate = np.exp(np.clip(log_rate + fit.data.log_households, -CEILING, CEILING))
    if fit.data.signalled is None:
        return rng.poisson(rate)
    alive = 1 - rng.beta(*fit.prior.stale, size=(count, 1))
    unsignalled = np.maximum(1 - alive * np.exp(log_share), _LEAST_UNSIGNALLED)
    shown = np.rint(fit.data.signalled).astype(int)
    return rng.binomial(shown, alive, size=rate.shape) + rng.poisson(rate * unsignalled)


def _draw_logs(
    fit: Fit, move: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(draws, D) log rates of the never-seen, and of the share of them that signals show."""
    share = np.zeros(fit.own + 2)
    share[-1] = 1
    both = np.column_stack([fit.rows[0].random, share])
    means = np.column_stack([fit.log_unseen(), fit.fixed[-1] + fit.random[:, -1]])
    own = np.linalg.cholesky(both.T @ fit.random_covariance @ both)
    normal = rng.standard_normal((2, len(move), len(means)))
    design = fit.unseen_design - fit.cross @ both[:, 0]
    log_rate = means[:, 0] + normal[0] * own[:, 0, 0] + move @ design.T
    log_share = means[:, 1] + normal[0] * own[:, 1, 0] + normal[1] * own[:, 1, 1]
    log_share += move[:, -1:] - move @ (fit.cross @ share).T
    return log_rate, log_share
