"""The windows that comparisons are made in, and how checks change them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from pipelines.trial.clock import ring
from pipelines.trial.panel import NEVER, Panel
from pipelines.trial.plan import FEW_TREATED, ComparisonPlan, Plan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window, window

SMALLEST_GROUP = 4
"""Effects on fewer Dongs are not given: they would be about single Dongs, and tell little."""


@dataclass(frozen=True)
class Bench:
    """What every estimate is made from.

    Attributes
    ----------
    touches : (N, N) whether two Dongs of the panel border on each other.
    """

    panel: Panel
    plan: Plan
    touches: npt.NDArray[np.bool_]


def open_window(bench: Bench, outcome: str, comparison: ComparisonPlan) -> Window:
    """The window of an outcome and a comparison; RefusedError as `panel.window` raises it."""
    is_ratio = outcome in bench.plan.three_month
    make = partial(
        window, bench.panel, outcome, comparison.phases, comparison.first_month,
        comparison.last_month, span=3 if is_ratio else 1,
    )  # fmt: skip
    try:
        opened = make()
    except RefusedError as error:
        if error.reason != "missing_months" or not is_ratio:
            raise
        opened = make(pooled=True)
    if opened.treated.sum() < SMALLEST_GROUP:
        ours = np.isin(bench.panel.phases, comparison.phases) & (bench.panel.starts <= opened.ends)
        few = ours.sum() < SMALLEST_GROUP
        where = f"{outcome}, {comparison.name}"
        raise RefusedError("too_few_treated" if few else "missing_months", where)
    return opened


def coarser(opened: Window) -> Window:
    """The window in periods of three months; as it is where starts do not fit them."""
    treated = opened.starts[opened.treated]
    if opened.span != 1 or (treated % 3).any() or opened.values.shape[1] % 3:
        return opened
    count, periods = opened.values.shape
    return replace(
        opened,
        values=opened.values.reshape(count, periods // 3, 3).mean(axis=2),
        starts=np.where(opened.treated, opened.starts // 3, NEVER),
        span=3,
    )


def without_ring(opened: Window, bench: Bench) -> Window:
    """The window without controls that border on a treated Dong by its last month."""
    near = ring(bench.panel, bench.touches, opened.ends)[opened.dongs]
    keep = opened.treated | ~near
    if (keep & ~opened.treated).sum() < FEW_TREATED:
        raise RefusedError("few_controls", "ring of neighbours left out")
    return opened.take(keep)


def placebo_date(opened: Window, months: int) -> Window:
    """The window cut off before the first start, as if all had joined `months` before it."""
    if opened.is_pooled:
        raise RefusedError("pooled_months", f"placebo {months} months before")
    stop = int(opened.starts[opened.treated].min())
    start = stop - months // opened.span
    if start < 2:
        raise RefusedError("one_pre_period", f"placebo {months} months before")
    starts = np.where(opened.treated, start, NEVER)
    return replace(
        opened, values=opened.values[:, :stop], starts=starts, begins=opened.begins - months
    )
