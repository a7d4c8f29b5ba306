"""What is believed before the data, and what an audit has taught of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta, norm

from pipelines.risk.histories import list_pairs
from pipelines.risk.terms import Prior

# of the never-seen term in one month, standard deviation on the log scale: a quarter in a year
DRIFT = 0.07
# in need, on a list and not met, although no record shows the need: for each that the records
# show, median and standard deviation of the log (0.06 to 0.4). Signals trail a crisis by months,
# and a report names no reason that the rule would count.
UNRECORDED_MEDIAN, UNRECORDED_SD = 0.15, 0.6


@dataclass(frozen=True)
class Priors:
    """What is believed before the data; every number is a decision, shown in the model card.

    Attributes
    ----------
    delta_mean, delta_sd : of the never-seen term (log scale). The mean says that those whom one
        list misses tend to be missed by all: twice as many as pairwise dependence says; the spread
        leaves from 0.6 to 6.4 times as many in nine of ten cases. An audit adds to it.
    slope_sd : how far the never-seen term may lean on a covariate (one standard deviation of it).
    pair_sd : of the dependence between two lists.
    unseen_sd : Dongs' own deviation of the never-seen term, worth `unseen_weight` audited Dongs.
    signal_mean, signal_sd : of the log of signalled over unseen households (where signals are
        given): three in four of the unseen show in signals, with 0.33 to 1.7 in nine of ten cases;
        above 1 where signals also name households whose crisis is over.
    signal_spread : of that share over Dongs.
    signal_stale : Beta of the share of the signalled whose crisis is over (0.05 to 0.3).
    unseen_sd_signalled, unseen_weight_signalled : as above where signals are given, from which the
        deviation can be learnt.
    """

    delta_mean: float = 0.7
    delta_sd: float = 0.7
    slope_sd: float = 0.12
    slope_sd_unaudited: float = 0.3
    pair_sd: float = 1.0
    unseen_sd: float = 0.12
    unseen_weight: float = 60.0
    unseen_sd_unaudited: float = 0.2
    signal_mean: float = -0.3
    signal_sd: float = 0.5
    signal_spread: float = 0.12
    signal_stale: tuple[float, float] = (3.0, 17.0)
    unseen_sd_signalled: float = 0.3
    unseen_weight_signalled: float = 20.0


@dataclass(frozen=True)
class NeverSeen:
    """What an audited fit learnt of the never-seen term, for months without an audit of their own.

    Attributes
    ----------
    mean : (K + 2,) the term, its slopes on the covariates, and the log share that signals show.
    covariance : (K + 2, K + 2).
    """

    mean: np.ndarray
    covariance: np.ndarray

    def after(self, months: int, drift: float = DRIFT) -> NeverSeen:
        """The same some months later: less sure, as each of them may have drifted."""
        return NeverSeen(self.mean, self.covariance + np.eye(len(self.mean)) * drift**2 * months)


def prior_of(
    priors: Priors,
    *,
    slopes: int,
    lists: int,
    is_audited: bool,
    is_signalled: bool,
    never_seen: NeverSeen | None,
) -> Prior:
    """The priors of every fixed effect in the order of `State.fixed`."""
    first_pair = 1 + slopes + lists
    delta = first_pair + len(list_pairs(lists))
    mean = np.zeros(delta + 2 + slopes)
    precision = np.full(len(mean), 1e-4)
    precision[first_pair:delta] = priors.pair_sd**-2
    mean[delta], precision[delta] = priors.delta_mean, priors.delta_sd**-2
    slope_sd = priors.slope_sd if is_audited else priors.slope_sd_unaudited
    precision[delta + 1 : -1] = slope_sd**-2
    mean[-1], precision[-1] = priors.signal_mean, priors.signal_sd**-2
    unseen_sd = priors.unseen_sd if is_audited else priors.unseen_sd_unaudited
    weight = priors.unseen_weight
    if is_signalled:
        unseen_sd, weight = priors.unseen_sd_signalled, priors.unseen_weight_signalled
    matrix = np.diag(precision)
    if never_seen is not None and len(never_seen.mean) == len(mean) - delta:
        mean[delta:] = never_seen.mean
        matrix[delta:, delta:] = np.linalg.inv(never_seen.covariance)
    return Prior(mean, matrix, unseen_sd, weight, priors.signal_spread, priors.signal_stale)


def of_records(priors: Priors) -> dict[str, float]:
    """What is believed of records, by name: middles, and the ends of nine cases in ten.

    `shown` households in need by signals for each unseen one; `stale` of these, the share whose
    crisis is over; `unrecorded` listed and unmet in need without a record, for each with one.
    """
    z = float(norm.ppf(0.95))
    shown = math.exp(priors.signal_mean)
    made = {
        "shown": shown,
        "spread": priors.signal_spread,
        "stale": float(beta.mean(*priors.signal_stale)),
        "unrecorded": UNRECORDED_MEDIAN,
    }
    for end, way in (("low", -z), ("high", z)):
        made[f"shown_{end}"] = shown * math.exp(way * priors.signal_sd)
        made[f"stale_{end}"] = float(beta.ppf(norm.cdf(way), *priors.signal_stale))
        made[f"unrecorded_{end}"] = UNRECORDED_MEDIAN * math.exp(way * UNRECORDED_SD)
    return made
