"""The wild cluster bootstrap by Gu."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.trial.few_treated import POWER, ChanceTest, Flags
from pipelines.trial.inverting import edge
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
    test = WildTest(change, treated, gus, draws, seed)
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


class WildTest:
    """The test of `wild_bootstrap` against any effect."""

    def __init__(
        self, change: Array, treated: Flags, gus: Sequence[str], draws: int, seed: int
    ) -> None:
        self.codes = np.unique(gus, return_inverse=True)[1]
        clusters = int(self.codes.max()) + 1
        if clusters < 5:
            raise RefusedError("few_gus", "difference of changes by Gu")
        self.change, self.treated = change, treated
        self.signs = _signs(clusters, draws, seed)
        self.centred = treated - treated.mean()
        self.total = float((self.centred**2).sum())
        self.att = float(self.centred @ change / self.total)
        rest = change - change.mean() - self.att * self.centred
        error = float(np.sqrt((self._sums(self.centred * rest) ** 2).sum())) / self.total
        self.std_error = error * float(np.sqrt(clusters / (clusters - 1)))
        # of each draw effect and scores are sums over Gu of signed parts
        self.weight = self._sums(self.centred)
        self.spread = self._sums(self.centred**2)

    def against(self, null: float) -> tuple[float, Array]:
        """|t| of the data and of the draws where the effect is `null`."""
        rest = self.change - null * self.treated
        rest = rest - rest.mean()
        effect = float(self.centred @ rest / self.total)
        own = self._sums(self.centred * (rest - effect * self.centred))
        parts = self._sums(self.centred * rest)
        effects = self.signs @ parts / self.total
        means = self.signs @ self._sums(rest) / len(rest)
        scores = self.signs * parts - means[:, None] * self.weight - effects[:, None] * self.spread
        errors = np.sqrt((scores**2).sum(axis=1)) / self.total
        error = float(np.sqrt((own**2).sum())) / self.total
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = np.nan_to_num(np.abs(effects) / errors, nan=0.0, posinf=1e12)
        return (abs(effect) / error if error > 0 else 0.0), chance

    def p_value(self, null: float) -> float:
        """The share of draws as far from the effect as the data, or farther."""
        observed, chance = self.against(null)
        return float((chance >= observed * (1 - 1e-9)).mean())

    def _sums(self, values: Array) -> Array:
        return np.bincount(self.codes, values).astype(float)


def _signs(clusters: int, draws: int, seed: int) -> Array:
    """(B, clusters) of 1 and -1; a sign and its opposite say the same of |t|."""
    if 2 ** (clusters - 1) <= draws:
        bits = np.arange(2 ** (clusters - 1))[:, None] >> np.arange(clusters)[None, :]
        return np.where(bits & 1, -1.0, 1.0)
    random = np.random.default_rng(seed)
    # the data themselves are one of the draws
    return np.vstack([np.ones(clusters), random.choice([-1.0, 1.0], (draws - 1, clusters))])
