"""One outcome of some Dongs over time: what every estimator takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from pipelines.trial.panel import NEVER, OUTCOMES, Array, Panel
from pipelines.trial.refusing import RefusedError


@dataclass(frozen=True)
class Window:
    """One outcome of some Dongs over consecutive periods, complete.

    Attributes
    ----------
    dongs : (n) positions in the panel.
    gus : (n) codes.
    values : (n, T) the outcome; no gaps.
    sizes : (n) households at the start.
    starts : (n) index of the first treated period; `NEVER` for controls. At least one period lies
        before every start.
    span : months in a period; of a pooled window, those before the start.
    first : index of the first month in the panel.
    begins, ends : index of the first treated month, and of the last month.
    is_pooled : two periods only, all months before the start and all from it on.
    """

    dongs: npt.NDArray[np.int64]
    gus: tuple[str, ...]
    values: Array
    sizes: Array
    starts: npt.NDArray[np.int64]
    span: int
    first: int
    begins: int = 0
    ends: int = 0
    is_pooled: bool = False

    @property
    def treated(self) -> npt.NDArray[np.bool_]:
        """(n) whether a Dong joins within the window."""
        return self.starts < NEVER

    def take(self, keep: npt.NDArray[np.bool_]) -> Window:
        """The window of some of its Dongs."""
        gus = tuple(gu for gu, is_kept in zip(self.gus, keep, strict=True) if is_kept)
        return replace(
            self, dongs=self.dongs[keep], gus=gus, values=self.values[keep],
            sizes=self.sizes[keep], starts=self.starts[keep],
        )  # fmt: skip


def window(
    panel: Panel,
    outcome: str,
    phases: tuple[str, ...],
    first_month: date,
    last_month: date,
    *,
    span: int = 1,
    pooled: bool = False,
) -> Window:
    """One outcome of the Dongs of `phases` and of those that have not joined by `last_month`.

    Parameters
    ----------
    span : months in a period, counted back from the last month; a period with a first treated
        month in it counts as treated. Dongs with a gap are left out.
    pooled : all months before the start are one period and all from it on another, so that a
        ratio of few has no gaps. Where Dongs start in different months, a control's two are the
        means over the starts (see `_pooled`).

    Raises
    ------
    RefusedError
        Everybody joined at once; nobody joined in these phases, or only one; no controls, or only
        one; a merged Dong; fewer than two periods before a start; gaps in more than a third of
        either group; an outcome that is the same everywhere.
    """
    where = f"{outcome}, {', '.join(phases)}"
    last = min(panel.index_of(last_month), len(panel.months) - 1)
    count = (last - max(panel.index_of(first_month), 0) + 1) // span
    first = last + 1 - count * span
    is_ours = np.isin(panel.phases, phases) & (panel.starts <= last)
    is_control = panel.starts > last
    _require_groups(panel, is_ours, is_control, where)
    begins = int(panel.starts[is_ours].min())
    if pooled:
        _require(begins - first >= 2, "one_pre_period", where)
        starts = np.where(is_ours, 1, NEVER)
        values = _pooled(panel, outcome, is_ours, is_control, (first, last + 1))
    else:
        starts = np.where(is_ours, (panel.starts - first) // span, NEVER)
        _require(count > 2 and starts.min() >= 2, "one_pre_period", where)
        values = _values(panel, outcome, np.arange(first, last + 2, span))
    is_whole = np.isfinite(values).all(axis=1)
    for group in (is_ours, is_control):
        kept = (group & is_whole).sum()
        _require(kept > 1 and kept >= group.sum() * 2 / 3, "missing_months", where)
    keep = np.flatnonzero((is_ours | is_control) & is_whole)
    _require(np.ptp(values[keep]) > 1e-12 * np.abs(values[keep]).max(), "constant_outcome", where)
    return Window(
        dongs=keep,
        gus=tuple(panel.gus[dong] for dong in keep),
        values=values[keep],
        sizes=panel.measures["household_count"][keep, first],
        starts=starts[keep],
        span=begins - first if pooled else span,
        first=first,
        begins=begins,
        ends=last,
        is_pooled=pooled,
    )


def _require_groups(
    panel: Panel,
    is_ours: npt.NDArray[np.bool_],
    is_control: npt.NDArray[np.bool_],
    where: str,
) -> None:
    """RefusedError where there is nothing to compare."""
    _require(not (len(set(panel.starts)) == 1 and panel.starts[0] < NEVER), "not_staggered", where)
    _require(is_ours.any(), "no_treated", where)
    _require(is_ours.sum() > 1, "one_treated", where)
    _require(is_control.any(), "no_controls", where)
    _require(is_control.sum() > 1, "few_controls", where)
    _require(not panel.merged[is_ours | is_control].any(), "merged_dong", where)


def _pooled(
    panel: Panel,
    outcome: str,
    is_ours: npt.NDArray[np.bool_],
    is_control: npt.NDArray[np.bool_],
    ends: tuple[int, int],
) -> Array:
    """(N, 2) the outcome before and after the start; nan where a Dong has a gap.

    A control has one value for each start, of which the mean is taken, weighted by the Dongs that
    started then. What the controls had at a start, over their mean of all starts, is taken off its
    Dongs: the difference of changes is the mean over the cohorts of their differences, by size, and
    that the cohorts are of different months adds nothing to its error.
    """
    starts, counts = np.unique(panel.starts[is_ours], return_counts=True)
    shares = counts / counts.sum()
    by_start = [_values(panel, outcome, np.array([ends[0], at, ends[1]])) for at in starts]
    controls = np.array(sum(share * each for share, each in zip(shares, by_start, strict=True)))
    is_whole = is_control & np.isfinite(controls).all(axis=1)
    _require(is_whole.any(), "missing_months", outcome)
    found = np.where(is_control[:, None], controls, np.nan)
    for start, each in zip(starts, by_start, strict=True):
        own = is_ours & (panel.starts == start)
        found[own] = each[own] - (each - controls)[is_whole].mean(axis=0)
    return found


def _values(panel: Panel, outcome: str, edges: npt.NDArray[np.int64]) -> Array:
    """(N, periods) the outcome between the edges; nan where the denominator is 0.

    A mean by month: sums of what happened over sums of months at risk of it.
    """
    above, below, factor = OUTCOMES[outcome]
    top, bottom = (
        np.add.reduceat(panel.measures[name][:, : edges[-1]], edges[:-1], axis=1)
        for name in (above, below)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bottom > 0, factor * top / bottom, np.nan))


def _require(holds: bool | np.bool_, reason: str, where: str) -> None:
    if not holds:
        raise RefusedError(reason, where)
