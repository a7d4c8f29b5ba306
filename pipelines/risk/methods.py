"""The unreached by other methods, beside the model: how far the answer moves with assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.risk import lists
from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, seen_histories


@dataclass(frozen=True)
class MethodEstimate:
    """Unreached households of one place by one method; None where it has no number or interval."""

    method: str
    count: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    is_lower_bound: bool = False


def compare(
    counts: CaptureCounts, known_unreached: float, audit: Audit | None, *, with_stepwise: bool
) -> list[MethodEstimate]:
    """Every classical method on one place (the counts are pooled).

    Parameters
    ----------
    counts : of one or several Dongs; their sums are used.
    known_unreached : on a list and not reached: added to what each method says of the unseen.
    audit : of those Dongs; None where there is none.
    with_stepwise : the stepwise search takes longer than all others together.
    """
    pooled = counts.pooled()
    found = [lists.naive(pooled), lists.independence(pooled), lists.chao(pooled)]
    if with_stepwise:
        found.append(lists.stepwise(pooled))
    estimates = [
        MethodEstimate(
            each.method,
            None if each.unseen is None else each.unseen + known_unreached,
            reason=each.reason,
            is_lower_bound=each.is_lower_bound,
        )
        for each in found
    ]
    estimates.append(_chapman(pooled, known_unreached))
    if audit is not None and not audit.is_empty:
        estimates.append(_audit_ratio(pooled, known_unreached, audit))
    return estimates


def _chapman(pooled: CaptureCounts, known_unreached: float) -> MethodEstimate:
    """Chapman's estimate from the two longest lists; what other lists know is not unseen."""
    sizes = seen_histories(len(pooled.lists)).T @ pooled.counts[0]
    first, second = sorted(np.argsort(-sizes, kind="stable")[:2].tolist())
    found = lists.chapman(pooled, first, second)
    if found.total is None:
        return MethodEstimate("chapman", None, reason=found.reason)
    unseen = max(found.total - float(pooled.counts.sum()), 0.0)
    return MethodEstimate("chapman", unseen + known_unreached)


def _audit_ratio(pooled: CaptureCounts, known_unreached: float, audit: Audit) -> MethodEstimate:
    """Unknown over known in the audit, times those known: no model at all.

    The interval is that of two Poisson counts (Jeffreys), drawn.
    """
    rng = np.random.default_rng(0)
    unknown, known = audit.unknown.sum(), audit.known.sum()
    if not known:
        return MethodEstimate("audit_ratio", None, reason="no_lists")
    ratio = rng.gamma(unknown + 0.5, size=4000) / rng.gamma(known + 0.5, size=4000)
    total = float(pooled.counts.sum())
    low, high = np.quantile(ratio * total, (0.05, 0.95)) + known_unreached
    return MethodEstimate(
        "audit_ratio", unknown / known * total + known_unreached, float(low), float(high)
    )
