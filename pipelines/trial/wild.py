"""The wild cluster bootstrap by Gu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.trial.doubly_robust import robust_effects
from pipelines.trial.few_treated import POWER, ChanceTest, Flags
from pipelines.trial.inverting import edge
from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window

Estimator = Callable[[Array], tuple[Array, Array]]
"""From (K, n, T) outcomes to (K) effects and (K, n) influences; linear in the outcomes."""


def wild_bootstrap(test: WildTest, *, level: float = 0.9) -> ChanceTest:
    """The test against no effect, and the effects that it does not reject at its level."""
    observed, chance = test.against(0.0)
    att, error = test.att, test.std_error
    return ChanceTest(
        att=att,
        std_error=error,
        ci_low=edge(lambda null: test.p_value(null) > 1 - level, att, -error),
        ci_high=edge(lambda null: test.p_value(null) > 1 - level, att, error),
        p_value=float((chance >= observed * (1 - 1e-9)).mean()),
        mde=(float(np.quantile(chance, 0.95)) + POWER) * error,
        statistic=att / error if error > 0 else 0.0,
        chance=chance,
    )


def of_changes(
    change: Array, treated: Flags, gus: Sequence[str], draws: int, seed: int
) -> WildTest:
    """Of a difference of mean changes.

    Parameters
    ----------
    change, treated, gus : (n).
    """

    def estimate(stack: Array) -> tuple[Array, Array]:
        return _difference(stack[:, :, 0], treated)

    return WildTest(estimate, change[:, None], treated[:, None].astype(float), gus, draws, seed)


def of_cohorts(window: Window, covariates: Array | None, draws: int, seed: int) -> WildTest:
    """Of the effects by cohort and period, averaged: Callaway and Sant'Anna's, doubly robust.

    With covariates what the Dongs' change owes to them is taken off before signs are drawn.
    """
    starts = window.starts
    traits = np.zeros((len(starts), 0)) if covariates is None else covariates

    def estimate(stack: Array) -> tuple[Array, Array]:
        return cohort_average(stack, starts, covariates)

    effect = (np.arange(window.values.shape[1])[None, :] >= starts[:, None]).astype(float)
    return WildTest(estimate, window.values, effect, window.gus, draws, seed, traits=traits)


class WildTest:
    """The wild bootstrap with the null imposed, of any estimator that is linear in the outcomes.

    Every sign of every Gu where there are no more than `draws`, else that many at random. Under
    the null the outcomes are those of their period, and what is left of each Gu takes the sign of
    the draw; effect and scores are then sums over Gu of signed parts. Source: Cameron, Gelbach and
    Miller (2008), doi:10.1162/rest.90.3.414.

    Parameters
    ----------
    values, effect : (n, T) outcomes, and what an effect of one adds to them.
    traits : (n, k) that explain the outcomes of a period beside its mean.

    Raises RefusedError where all Dongs lie in fewer than five Gu.
    """

    def __init__(
        self,
        estimate: Estimator,
        values: Array,
        effect: Array,
        gus: Sequence[str],
        draws: int,
        seed: int,
        *,
        traits: Array | None = None,
    ) -> None:
        codes = np.unique(gus, return_inverse=True)[1]
        clusters = int(codes.max()) + 1
        if clusters < 5:
            raise RefusedError("few_gus", "wild bootstrap by Gu")
        self.signs = _signs(clusters, draws, seed)
        belongs = (np.arange(clusters)[:, None] == codes).astype(float)
        count = len(codes)
        design = np.column_stack([np.ones(count), *([] if traits is None else [traits])])
        rests = [each - design @ np.linalg.lstsq(design, each, rcond=None)[0]
                 for each in (values, effect)]  # fmt: skip
        stack = np.concatenate([belongs[:, :, None] * rest for rest in rests])
        effects, influences = estimate(stack)
        scores = influences @ belongs.T / count
        # of the outcomes, and of an effect of one: (G) each Gu's part, (G, G) its part of scores
        self.parts = effects[:clusters], effects[clusters:]
        self.scores = scores[:clusters], scores[clusters:]
        self.att = float(self.parts[0].sum())
        error = float(np.sqrt((self.scores[0].sum(axis=0) ** 2).sum()))
        self.std_error = error * float(np.sqrt(clusters / (clusters - 1)))

    def against(self, null: float) -> tuple[float, Array]:
        """|t| of the data and of the draws where the effect is `null`."""
        parts = self.parts[0] - null * self.parts[1]
        scores = self.scores[0] - null * self.scores[1]
        errors = np.sqrt(((self.signs @ scores) ** 2).sum(axis=1))
        error = float(np.sqrt((scores.sum(axis=0) ** 2).sum()))
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = np.nan_to_num(np.abs(self.signs @ parts) / errors, nan=0.0, posinf=1e12)
        return (abs(float(parts.sum())) / error if error > 0 else 0.0), chance

    def p_value(self, null: float) -> float:
        """The share of draws as far from the effect as the data, or farther."""
        observed, chance = self.against(null)
        return float((chance >= observed * (1 - 1e-9)).mean())


def cohort_average(
    stack: Array, starts: npt.NDArray[np.int64], covariates: Array | None
) -> tuple[Array, Array]:
    """(K) effects averaged over cohorts and periods, and (K, n) influences, of (K, n, T) outcomes.

    The same as `staggered.average(..., "simple", sizes="fixed")` of each, in one go.
    """
    count, periods = stack.shape[1:]
    cohorts, sizes = np.unique(starts[starts < periods], return_counts=True)
    total = sum(size * (periods - start) for start, size in zip(cohorts, sizes, strict=True))
    effects, influences = np.zeros(len(stack)), np.zeros(stack.shape[:2])
    for start, size in zip(cohorts, sizes, strict=True):
        for period in range(start, periods):
            mine = starts == start
            among = mine | (starts > period)
            change = stack[:, among, period] - stack[:, among, start - 1]
            if covariates is None:
                att, influence = _difference(change, mine[among])
            else:
                att, influence = robust_effects(change, mine[among], covariates[among])
            effects += size / total * att
            influences[:, among] += size / total * influence * count / among.sum()
    return effects, influences


def _difference(change: Array, treated: Flags) -> tuple[Array, Array]:
    """(K) differences of means, and (K, n) influences, of (K, n) changes."""
    found, influence = np.zeros(len(change)), np.empty_like(change)
    for group, sign in ((treated, 1.0), (~treated, -1.0)):
        mean = change[:, group].mean(axis=1, keepdims=True)
        found += sign * mean[:, 0]
        influence[:, group] = sign * (change[:, group] - mean) * len(treated) / group.sum()
    return found, influence


def _signs(clusters: int, draws: int, seed: int) -> Array:
    """(B, clusters) of 1 and -1; a sign and its opposite say the same of |t|."""
    if 2 ** (clusters - 1) <= draws:
        bits = np.arange(2 ** (clusters - 1))[:, None] >> np.arange(clusters)[None, :]
        return np.where(bits & 1, -1.0, 1.0)
    random = np.random.default_rng(seed)
    # the data themselves are one of the draws
    return np.vstack([np.ones(clusters), random.choice([-1.0, 1.0], (draws - 1, clusters))])
