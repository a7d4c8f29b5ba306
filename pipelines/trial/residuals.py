"""What chance gives a few Dongs, from the residuals of the controls at the variance of a size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.trial.few_treated import POWER, ChanceTest, Flags
from pipelines.trial.panel import Array


def ferman_pinto(
    change: Array, treated: Flags, sizes: Array, draws: int, seed: int, *, level: float = 0.9
) -> ChanceTest:
    """Ferman and Pinto's test: residuals of the controls, rescaled to the variance of their size.

    Parameters
    ----------
    change, treated, sizes : (n) change, whether treated, households.

    Notes
    -----
    The variance of a change is a + b / size, fitted on the squared residuals of the controls; the
    chance effect is a mean of as many residuals as there are treated, each rescaled to the fitted
    variance of a treated Dong. Ferman and Pinto (2019), doi:10.1162/rest_a_00759.
    """
    controls = change[~treated]
    att = float(change[treated].mean() - controls.mean())
    chance = rescaled(controls - controls.mean(), sizes[~treated], sizes[treated], draws, seed)
    return judge(att, chance, level)


def rescaled(
    residuals: Array,
    sizes: Array,
    treated_sizes: Array,
    draws: int,
    seed: int,
    *,
    noise: float | None = None,
) -> Array:
    """(draws) means of as many residuals as there are treated, at the variance of their sizes.

    Parameters
    ----------
    residuals, sizes : (m) what chance gave each control, and its households.
    noise : standard error of what is taken off the treated; None: of the mean of the controls.
    """
    spread = _variance(residuals, sizes)
    standard = residuals / np.sqrt(spread(sizes))
    count = len(standard)
    standard = (standard - standard.mean()) / standard.std() * np.sqrt(count / (count - 1))
    random = np.random.default_rng(seed)
    drawn = standard[random.integers(0, count, (draws, len(treated_sizes)))]
    if noise is None:
        noise = float(residuals.std(ddof=1) / np.sqrt(count))
    taken_off = random.normal(0.0, noise, draws)
    return np.asarray((drawn * np.sqrt(spread(treated_sizes))).mean(axis=1) - taken_off)


def judge(att: float, chance: Array, level: float) -> ChanceTest:
    """An effect held against chance effects: a test whose statistic is the effect itself."""
    distance = np.abs(chance)
    width = float(np.quantile(distance, level))
    error = float(chance.std(ddof=1))
    return ChanceTest(
        att=att,
        std_error=error,
        ci_low=att - width,
        ci_high=att + width,
        p_value=float((1 + (distance >= abs(att)).sum()) / (1 + len(chance))),
        mde=float(np.quantile(distance, 0.95)) + POWER * error,
        statistic=att,
        chance=chance,
    )


@dataclass(frozen=True)
class _Spread:
    """The variance of a change as a function of size: floor + slope / size."""

    floor: float
    slope: float

    def __call__(self, sizes: Array) -> Array:
        return np.asarray(self.floor + self.slope / sizes)


def _variance(residuals: Array, sizes: Array) -> _Spread:
    """Fitted by weighted least squares, a squared residual varying as its mean squared.

    Where one part would be negative it is 0 and the other is fitted alone.
    """
    squares, inverse = residuals**2, 1 / sizes
    fitted = np.full_like(squares, squares.mean())
    design = np.column_stack([np.ones_like(sizes), inverse])
    for _ in range(5):
        weights = 1 / fitted
        floor, slope = np.linalg.lstsq(design * weights[:, None], squares * weights, rcond=None)[0]
        if slope <= 0:
            floor, slope = float((squares * weights**2).sum() / (weights**2).sum()), 0.0
        elif floor <= 0:
            floor = 0.0
            slope = float((squares * inverse * weights**2).sum() / (inverse**2 * weights**2).sum())
        fitted = floor + slope * inverse
    return _Spread(float(floor), float(slope))
