"""Effects of a staggered roll-out: cohort by period (Callaway-Sant'Anna), and their averages.

Cells and their influence functions come from diff-diff, which equals R's `did`, but for the doubly
robust ones with covariates (`doubly_robust.py`); the averages are taken here, since diff-diff has
none by calendar and no errors of the averages over cohorts.
Source: Callaway and Sant'Anna (2021), doi:10.1016/j.jeconom.2020.12.001; reference implementation
bcallaway11/did. `tests/trial/test_golden.py` holds every number of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from pipelines.trial.doubly_robust import robust_cells
from pipelines.trial.fitting import fit_cohorts
from pipelines.trial.panel import Array
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window

Kind = Literal["simple", "group", "dynamic", "calendar"]
Sizes = Literal["drawn", "fixed"]


@dataclass(frozen=True)
class Cells:
    """Effects of K cells: cohort and period.

    Attributes
    ----------
    cohorts, periods : (K) first treated period of the cohort, and the period of the cell.
    att, std_error : (K).
    influence : (n, K) of each Dong on each effect; the error is the root of the mean square / n.
    starts : (n) first treated period of each Dong; `NEVER` for controls.
    """

    cohorts: npt.NDArray[np.int64]
    periods: npt.NDArray[np.int64]
    att: Array
    std_error: Array
    influence: Array
    starts: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Average:
    """Effects by label (cohort, periods since the start, calendar period), and over all of them.

    Attributes
    ----------
    labels, att, std_error : (L); empty for `simple`.
    influence : (n, L).
    overall, overall_error : the average over the labels (after the start).
    overall_influence : (n).
    """

    labels: npt.NDArray[np.int64]
    att: Array
    std_error: Array
    influence: Array
    overall: float
    overall_error: float
    overall_influence: Array


def cohort_effects(
    window: Window,
    *,
    covariates: Array | None = None,
    control_group: Literal["not_yet_treated", "never_treated"] = "not_yet_treated",
    method: Literal["dr", "reg", "ipw"] = "dr",
    base: Literal["varying", "universal"] = "varying",
) -> Cells:
    """The effect on each cohort in each period, doubly robust, against those not yet treated.

    Parameters
    ----------
    window : a complete panel of n Dongs and T periods.
    covariates : (n, k) of before the start, for the propensity and the outcome; None: none.
    base : `varying` compares periods before the start with the one before them, `universal` all
        with the last one before the start.

    Raises
    ------
    RefusedError
        There is no cell, or the propensity does not settle.
    """
    if covariates is not None and method == "dr":
        return _own_cells(window, covariates, base == "universal")
    fit = fit_cohorts(
        window, covariates=covariates, control_group=control_group, method=method, base=base
    )
    return _cells(fit, window.starts)


def average(cells: Cells, kind: Kind, *, sizes: Sizes = "drawn") -> Average:
    """Cells averaged: over all (`simple`), by cohort, by periods since the start, or by calendar.

    Weights are the sizes of the cohorts. Of `dynamic` the overall effect is the mean over periods
    from the start on.

    Parameters
    ----------
    sizes : `drawn` counts the weights' own sampling error in, as `did::aggte` does; `fixed` takes
        them as given: how many Dongs join when is decided, not drawn.
    """
    counts = sizes == "drawn"
    after = cells.periods >= cells.cohorts
    if kind == "simple":
        one, whole = _weighted(cells, after, counts)
        none = np.zeros(0)
        return Average(
            np.zeros(0, np.int64), none, none, np.zeros((len(whole), 0)), one, _error(whole), whole
        )
    label = {
        "group": cells.cohorts,
        "dynamic": cells.periods - cells.cohorts,
        "calendar": cells.periods,
    }[kind]
    chosen = np.ones_like(after) if kind == "dynamic" else after
    labels = np.unique(label[chosen])
    parts = [_by_label(cells, chosen & (label == each), kind, counts) for each in labels]
    att = np.array([part[0] for part in parts])
    influence = np.column_stack([part[1] for part in parts])
    overall, whole = _overall(cells, kind, labels, (att, influence), counts)
    return Average(
        labels=labels.astype(np.int64),
        att=att,
        std_error=np.array([_error(column) for column in influence.T]),
        influence=influence,
        overall=overall,
        overall_error=_error(whole),
        overall_influence=whole,
    )


def _cells(fit: Any, starts: npt.NDArray[np.int64]) -> Cells:
    """The cells of a fit, with influence functions in the scale of the effects times n."""
    count = len(starts)
    rows = [
        (int(cohort) - 1, int(period) - 1, cell["effect"], cell["se"], (cohort, period))
        for (cohort, period), cell in fit.group_time_effects.items()
        if np.isfinite(cell["effect"])
    ]
    if not rows:
        raise RefusedError("no_controls", "cohort effects")
    influence = np.zeros((count, len(rows)))
    # diff-diff shows these nowhere else; the version is pinned, and the golden cases hold them
    stored = fit._aggregation_kit.influence
    for place, row in enumerate(rows):
        cell = stored.get(row[4])
        if cell is None:  # the base period itself
            continue
        influence[cell["treated_idx"], place] += count * cell["treated_inf"]
        influence[cell["control_idx"], place] += count * cell["control_inf"]
    return Cells(
        cohorts=np.array([row[0] for row in rows]),
        periods=np.array([row[1] for row in rows]),
        att=np.array([row[2] for row in rows], float),
        std_error=np.array([row[3] for row in rows], float),
        influence=influence,
        starts=starts,
    )


def _own_cells(window: Window, covariates: Array, is_universal: bool) -> Cells:
    """Doubly robust with covariates, by our own formula."""
    found = list(robust_cells(window, covariates, is_universal=is_universal))
    if not found:
        raise RefusedError("no_controls", "cohort effects")
    return Cells(
        cohorts=np.array([cell.cohort for cell in found]),
        periods=np.array([cell.period for cell in found]),
        att=np.array([cell.att for cell in found]),
        std_error=np.array([cell.std_error for cell in found]),
        influence=np.column_stack([cell.influence for cell in found]),
        starts=window.starts,
    )


def _sizes(cells: Cells, cohorts: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Share of all Dongs in each cohort, and (n, K) how each Dong departs from that share."""
    belongs = (cells.starts[:, None] == cohorts[None, :]).astype(float)
    share = belongs.mean(axis=0)
    return share, belongs - share


def _weighted(
    cells: Cells, chosen: npt.NDArray[np.bool_], counts_sizes: bool
) -> tuple[float, Array]:
    """The average of some cells by the sizes of their cohorts."""
    parts = cells.att[chosen], cells.influence[:, chosen]
    return _by_size(cells, cells.cohorts[chosen], parts, counts_sizes)


def _by_size(
    cells: Cells, cohorts: npt.NDArray[np.int64], parts: tuple[Array, Array], counts_sizes: bool
) -> tuple[float, Array]:
    """Effects of some cohorts averaged by their sizes; with the weights' own influence, or not."""
    att, influence = parts
    share, departs = _sizes(cells, cohorts)
    weights = share / share.sum()
    whole = influence @ weights
    if counts_sizes:
        drift = (departs - weights * departs.sum(axis=1, keepdims=True)) / share.sum()
        whole = whole + drift @ att
    return float(weights @ att), whole


def _by_label(
    cells: Cells, chosen: npt.NDArray[np.bool_], kind: Kind, counts_sizes: bool
) -> tuple[float, Array]:
    if kind == "group":  # one cohort: its periods count alike
        return float(cells.att[chosen].mean()), cells.influence[:, chosen].mean(axis=1)
    return _weighted(cells, chosen, counts_sizes)


def _overall(
    cells: Cells,
    kind: Kind,
    labels: npt.NDArray[np.int64],
    parts: tuple[Array, Array],
    counts_sizes: bool,
) -> tuple[float, Array]:
    """Over the labels: cohorts by their size, periods alike."""
    if kind == "group":
        return _by_size(cells, labels, parts, counts_sizes)
    att, influence = parts
    counted = labels >= 0 if kind == "dynamic" else np.ones_like(labels, bool)
    return float(att[counted].mean()), influence[:, counted].mean(axis=1)


def _error(influence: Array) -> float:
    """Root of the mean square over n: `did`'s analytic error, not corrected for n - 1."""
    return float(np.sqrt((influence**2).mean() / len(influence)))
