"""What the fit works on, what it believes, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Data:
    """What is fitted: D Dongs, C histories of J lists, K covariates.

    Attributes
    ----------
    counts : (D, C) households of each history.
    histories : (C, J) of 0 and 1.
    pairs : (C, Q), 1 where a history holds both lists of a pair.
    log_households : (D,).
    covariates : (D, K).
    visited, unknown : (D,) of the audit; zeros where it was not.
    signalled : (D,) in need by the records of signals and on no list; None: there are none.
    """

    counts: np.ndarray
    histories: np.ndarray
    pairs: np.ndarray
    log_households: np.ndarray
    covariates: np.ndarray
    visited: np.ndarray
    unknown: np.ndarray
    signalled: np.ndarray | None = None


@dataclass(frozen=True)
class Prior:
    """Mean (P,) and precision (P, P) of the fixed effects; the spread of the never-seen cell.

    `signal_sd` is that of the share of the never-seen that signals show, over Dongs: given, as no
    record tells it from the spread of the never-seen themselves. `stale`: of the Beta distribution
    of the share of signalled households whose crisis is over.
    """

    mean: np.ndarray
    precision: np.ndarray
    unseen_sd: float
    unseen_weight: float
    signal_sd: float
    stale: tuple[float, float]


@dataclass(frozen=True)
class State:
    """Where a fit stands: what the next month's may start from.

    `fixed` (P,): constant, covariates, lists, pairs, never-seen term, its covariates, share with a
    signal. `random` (D, J + 3): Dong, one a list, never-seen, signals. `variances` (J + 3,).
    """

    fixed: np.ndarray
    random: np.ndarray
    variances: np.ndarray


def start_of(data: Data, prior: Prior) -> State:
    """Where a fit begins that knows of no other."""
    lists, slopes = data.histories.shape[1], data.covariates.shape[1]
    fixed = prior.mean.copy()
    fixed[0] = np.log(data.counts.sum()) - np.log(np.exp(data.log_households).sum())
    fixed[1 + slopes : 1 + slopes + lists] = -1.5
    variances = np.full(lists + 3, 0.1)
    variances[-2] = prior.unseen_sd**2
    return State(fixed, np.zeros((len(data.counts), lists + 3)), variances)


def is_alike(start: State, data: Data, prior: Prior) -> bool:
    """Whether a state is of as many Dongs, lists and covariates."""
    shape = (len(data.counts), data.histories.shape[1] + 3)
    return start.random.shape == shape and start.fixed.shape == prior.mean.shape
