"""A few Dongs whose lists and audit are drawn: what the estimates of a deployment start from."""

from __future__ import annotations

from datetime import date

import numpy as np

from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, seen_histories
from pipelines.risk.inputs import LISTS, Inputs

PLACES = ("2611000001", "2611000002", "2614000001", "2614000002")
GUS = ("26110", "26110", "26140", "26140")
MONTHS = (date(2018, 4, 1), date(2018, 5, 1), date(2018, 6, 1))
HOUSEHOLDS = np.array([1000.0, 800.0, 600.0, 900.0])


def draw_inputs(*, has_audit: bool = True, seed: int = 5) -> Inputs:
    """Four Dongs over three months; the audit is of the second month."""
    rng = np.random.default_rng(seed)
    histories = seen_histories(len(LISTS))
    chance = np.array([0.1, 0.08, 0.05, 0.2, 0.2, 0.5])
    share = np.prod(np.where(histories == 1, chance, 1 - chance), axis=1)
    captures = {
        month: CaptureCounts(PLACES, LISTS, rng.poisson(HOUSEHOLDS[:, None] * 0.05 * share))
        for month in MONTHS
    }
    cared = histories[:, -1] == 1
    reached = np.column_stack([captures[m].counts[:, cared].sum(axis=1) for m in MONTHS])
    unlisted = rng.poisson(np.outer(HOUSEHOLDS, np.full(len(MONTHS), 0.008))).astype(float)
    known = np.column_stack([captures[month].known for month in MONTHS])
    visited = np.array([80.0, 0.0, 60.0, 80.0])
    audit = Audit(visited, rng.binomial(visited.astype(int), 0.012), np.array([3.0, 0, 2, 3]))
    return Inputs(
        places=PLACES,
        gus=GUS,
        months=MONTHS,
        households=np.repeat(HOUSEHOLDS[:, None], len(MONTHS), axis=1),
        at_risk=known + unlisted,
        reached=reached.astype(float),
        unlisted=unlisted,
        captures=captures,
        area_km2=np.array([1.0, 2.0, 0.5, 3.0]),
        audits={MONTHS[1]: audit} if has_audit else {},
        audit_months=dict.fromkeys(MONTHS, 24),
        warm_up=0,
    )
