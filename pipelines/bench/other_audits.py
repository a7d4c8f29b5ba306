"""The same city under other audits: how often its estimate holds, whatever an audit's luck.

All Dongs share one audit. Where it finds too many or too few, nearly all are off together, so that
one city says little of how often its Dongs lie inside. Here the city stays, its planted truth and
its records, and random households of random Dongs are visited anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipelines.risk.audit import Audit
from pipelines.risk.inputs import Inputs
from pipelines.risk.monthly import estimate_month
from pipelines.risk.priors import UNRECORDED_MEDIAN

COUNT = 40
_SEED = 77


@dataclass(frozen=True)
class OverAudits:
    """One month under several audits, each a fit of its own.

    Attributes
    ----------
    inside : (audits,) share of the Dongs inside their 90 % interval.
    is_total_inside : (audits,) whether the city is inside its own.
    bias : (audits,) of the city's middle, relative.
    """

    month: date
    inside: np.ndarray
    is_total_inside: np.ndarray
    bias: np.ndarray

    def __str__(self) -> str:
        return (
            f"{self.month:%Y-%m} under {len(self.inside)} other audits of the same city: "
            f"{self.inside.mean():.3f} of the Dongs inside on average ({self.inside.min():.2f} to "
            f"{self.inside.max():.2f}), the city {self.is_total_inside.sum()} times; bias "
            f"{self.bias.mean():+.3f} on average, sd {self.bias.std():.3f}"
        )


def over_audits(
    inputs: Inputs, month: date, truth: np.ndarray, *, count: int = COUNT, seed: int = _SEED
) -> OverAudits:
    """Estimate a month with an audit again and again, each time from another audit alone.

    Parameters
    ----------
    month : of one of `inputs.audits`, whose numbers of visits are dealt to other Dongs.
    truth : (D,) truly unreached households of the month.
    """
    households = np.maximum(inputs.households[:, inputs.months.index(month)], 1)
    # of the truly unreached those on no list: the others are known to the records, or nearly
    unknown = truth - (1 + UNRECORDED_MEDIAN) * inputs.known_unreached(month)
    rate = np.clip(unknown / households, 0, 1)
    rng = np.random.default_rng(seed)
    results, start = [], None
    with threadpool_limits(1):
        for _ in range(count):
            visited = rng.permutation(inputs.audits[month].visited)
            found = rng.binomial(visited.astype(int), rate).astype(float)
            audit = Audit(visited, found, np.zeros(len(found)))
            each = estimate_month(inputs, month, audit=audit, start=start)
            start = each.fit.state if each.fit is not None else None
            given = np.array([reason is None for reason in each.refusals])
            results.append(_held(each.unreached, truth, given))
    inside, totals, bias = (np.array(column) for column in zip(*results, strict=True))
    return OverAudits(month, inside, totals, bias)


def _held(draws: np.ndarray, truth: np.ndarray, given: np.ndarray) -> tuple[float, bool, float]:
    """(share of the Dongs inside, whether the city is, bias) of one fit."""
    low, high = np.quantile(draws[:, given], (0.05, 0.95), axis=0)
    inside = (np.floor(low) <= truth[given]) & (truth[given] <= np.ceil(high))
    total_low, total, total_high = np.quantile(draws.sum(axis=1), (0.05, 0.5, 0.95))
    is_inside = bool(total_low <= truth.sum() <= total_high)
    return float(inside.mean()), is_inside, float(total / truth.sum() - 1)
