"""The estimators once more, by sums over Dongs, for a thousand panels at once.

Independent of the library behind ours: `test_staggered.py` holds each to ours on single panels, and
the simulations of error rates then need no more than matrices.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.trial.panel import NEVER

Found = tuple[np.ndarray, np.ndarray]


def callaway_santanna(values: np.ndarray, starts: np.ndarray) -> Found:
    """Effects and (panels, n) influences of (panels, n, T) values: the mean over all cells after
    the start.

    Each cell: change since the last period before the start, the cohort's mean less that of the
    Dongs not yet treated; the sizes of the cohorts are given.
    """
    count, periods = values.shape[1:]
    cohorts, sizes = np.unique(starts[starts < NEVER], return_counts=True)
    cells = [(g, size, t) for g, size in zip(cohorts, sizes, strict=True)
             for t in range(g, periods)]  # fmt: skip
    total = sum(size for _, size, _ in cells)
    overall = np.zeros(len(values))
    influence = np.zeros(values.shape[:2])
    for start, size, period in cells:
        change = values[:, :, period] - values[:, :, start - 1]
        mine, others = starts == start, starts > period
        means = change[:, mine].mean(axis=1), change[:, others].mean(axis=1)
        weight = size / total
        overall += weight * (means[0] - means[1])
        influence[:, mine] += weight * count / size * (change[:, mine] - means[0][:, None])
        influence[:, others] -= (
            weight * count / others.sum() * (change[:, others] - means[1][:, None])
        )
    return overall, influence


@dataclass(frozen=True)
class Linear:
    """An estimator of one design: its effect and, of each Dong, its score, both linear.

    `weights` (nT); `residuals` (nT, nT).
    """

    weights: np.ndarray
    residuals: np.ndarray
    correction: float

    def __call__(self, values: np.ndarray) -> Found:
        panels, count, periods = values.shape
        flat = values.reshape(panels, -1)
        scores = (
            (flat @ self.residuals.T * self.weights).reshape(panels, count, periods).sum(axis=2)
        )
        return flat @ self.weights, np.sqrt(self.correction * (scores**2).sum(axis=1))


def sun_abraham(starts: np.ndarray, periods: int) -> Linear:
    """Least squares with Dong and period effects and one of each cohort and period but the last
    before the start; the mean of those after it, by Dongs."""
    count = len(starts)
    cells = [(g, t) for g in np.unique(starts[starts < NEVER]) for t in range(periods)
             if t != g - 1]  # fmt: skip
    at = np.tile(np.arange(periods), count)
    first = np.repeat(starts, periods)
    shares = np.array([(starts == g).sum() * (t >= g) for g, t in cells], float)
    design = np.column_stack([
        *[((first == g) & (at == t)).astype(float) for g, t in cells], _fixed(count, periods)
    ])  # fmt: skip
    back = np.linalg.pinv(design)
    size, used = count * periods, len(cells) + periods
    return Linear(
        weights=(shares / shares.sum()) @ back[: len(cells)],
        residuals=np.eye(size) - design @ back,
        correction=count / (count - 1) * (size - 1) / (size - used),
    )


def imputation(starts: np.ndarray, periods: int) -> Linear:
    """Dong and period effects of what is not yet treated, taken off what is; residuals of the
    treated about the mean of their cohort and period (Borusyak, Jaravel and Spiess, eq. 8)."""
    count = len(starts)
    at, first = np.tile(np.arange(periods), count), np.repeat(starts, periods)
    is_on = at >= first
    design = _fixed(count, periods)
    back = np.linalg.pinv(design[~is_on])
    weights = is_on / is_on.sum()
    weights[~is_on] = -(weights[is_on] @ design[is_on]) @ back
    residuals = np.eye(count * periods)
    residuals[:, ~is_on] -= design @ back
    for cohort in np.unique(starts[starts < NEVER]):
        for period in range(cohort, periods):
            own = (first == cohort) & (at == period)
            residuals[own] -= residuals[own].mean(axis=0)
    return Linear(weights, residuals, 1.0)


def _fixed(count: int, periods: int) -> np.ndarray:
    return np.column_stack([
        np.repeat(np.eye(count), periods, axis=0), np.tile(np.eye(periods)[:, 1:], (count, 1))
    ])  # fmt: skip


def doubly_robust(change: np.ndarray, treated: np.ndarray, traits: np.ndarray) -> Found:
    """Effects and influences of (panels, n) changes with (panels, n, k) traits.

    As `DRDID::drdid_panel` has them.

    Source: Sant'Anna and Zhao (2020), doi:10.1016/j.jeconom.2020.06.003, equations 3.1 and 3.2.
    """
    panels, count = change.shape
    design = np.concatenate([np.ones((panels, count, 1)), traits], axis=2)
    mine = np.broadcast_to(treated.astype(float), (panels, count))
    chance, bread = _logit(design, mine)
    theirs = 1 - mine
    cross = np.einsum("pnk,pn,pnl->pkl", design, theirs, design) / count
    pull = np.einsum("pnk,pn->pk", design, theirs * change) / count
    slopes = np.linalg.solve(cross, pull[..., None])[..., 0]
    rest = change - np.einsum("pnk,pk->pn", design, slopes)
    of_slopes = np.einsum("pn,pnk,pkl->pnl", theirs * rest, design, np.linalg.inv(cross))
    of_chance = np.einsum("pn,pnk,pkl->pnl", mine - chance, design, bread)
    weights = chance / (1 - chance) * theirs
    share, against = mine.mean(axis=1), weights.mean(axis=1)
    one = (mine * rest).mean(axis=1) / share
    other = (weights * rest).mean(axis=1) / against

    def through(influence: np.ndarray, by: np.ndarray) -> np.ndarray:
        return np.einsum("pnk,pk->pn", influence, np.einsum("pn,pnk->pk", by, design) / count)

    first = mine * (rest - one[:, None]) - through(of_slopes, mine)
    second = (
        weights * (rest - other[:, None])
        + through(of_chance, weights * (rest - other[:, None]))
        - through(of_slopes, weights)
    )
    influence = first / share[:, None] - second / against[:, None]
    return one - other, influence


def _logit(design: np.ndarray, mine: np.ndarray) -> Found:
    """Chances of being treated by maximum likelihood, and n times the inverse information."""
    slopes = np.zeros((len(design), design.shape[2]))
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.einsum("pnk,pk->pn", design, slopes)))
        information = np.einsum("pnk,pn,pnl->pkl", design, chance * (1 - chance), design)
        score = np.einsum("pnk,pn->pk", design, mine - chance)
        slopes = slopes + np.linalg.solve(information, score[..., None])[..., 0]
    return chance, np.linalg.inv(information) * design.shape[1]
