"""How many households at risk are on no list, by Dong: the hierarchical model of lists and audit.

For Dong d and capture history h, with H households and covariates x,

    count(d, h) ~ Poisson(H exp(a + x b + u_d + sum_j h_j (c_j + v_dj) + sum_{j<k} h_j h_k g_jk))

with Dong effects u, channel effects v that differ by Dong, and dependence g between pairs of lists
that all Dongs share. The history of zeros has its own term, which no list can tell:

    unseen(d) ~ Poisson(H exp(a + x b + u_d + delta + x e + w_d))

An audit (a random sample of households, visited whatever the lists say) observes it: the needy and
unknown among n visited are Poisson with the same rate per household. Without one, delta has the
prior alone, and the interval is as wide as that.

Fitted by a Gaussian variational approximation of the random effects (expected counts are taken at
the mean plus half the variance; at the mode alone the unseen come out 8 to 13 % too high), the
variances by EM. Sources: Fienberg, Johnson and Junker (1999), JRSS A 162 (lists with random
effects); Bishop, Fienberg and Holland (1975), ch. 6; Ormerod and Wand (2012), JCGS 21 (the
approximation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.errors import InputError
from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, list_pairs, seen_histories
from pipelines.risk.posterior import draw_unseen
from pipelines.risk.priors import NeverSeen, Priors, prior_of
from pipelines.risk.terms import Data, State, is_alike, start_of
from pipelines.risk.variational import Fit

DRAWS = 2000


@dataclass(frozen=True)
class UnreachedFit:
    """The fitted model.

    Attributes
    ----------
    places : codes of the D Dongs.
    draws : (draws, D) whole households on no list, drawn from the posterior, never more than a
        Dong has beside those on a list. Sums over Dongs are draws of the Gu and the city, so that
        their intervals hang together.
    delta, delta_sd : the never-seen term on the log scale: 0 is what pairwise dependence says.
    pair_effects : dependence of each pair of lists (log odds), in the order of `list_pairs`.
    spread : standard deviation of each random effect: Dong, one per list, never-seen.
    is_audited : whether an audit decided the never-seen term.
    rounds : of EM until nothing moved.
    has_converged : False where `variational.MOST_ROUNDS` were not enough.
    lists : those in the model, in the order of `pair_effects`; a list without a household is not.
    pair_effects_sd : their standard deviations.
    never_seen : what this fit says of the never-seen term, for later months to start from.
    state : from which the fit of the next month may start.
    """

    places: tuple[str, ...]
    draws: np.ndarray
    delta: float
    delta_sd: float
    pair_effects: np.ndarray
    spread: np.ndarray
    is_audited: bool
    rounds: int
    has_converged: bool
    lists: tuple[str, ...]
    pair_effects_sd: np.ndarray
    never_seen: NeverSeen
    state: State


def fit_unreached(
    counts: CaptureCounts,
    households: np.ndarray,
    covariates: np.ndarray,
    audit: Audit | None = None,
    *,
    signalled: np.ndarray | None = None,
    never_seen: NeverSeen | None = None,
    priors: Priors | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    start: State | None = None,
) -> UnreachedFit:
    """Fit the model and draw the unseen of every Dong.

    Parameters
    ----------
    counts : of D Dongs and J >= 2 lists.
    households : (D,) all households, positive.
    covariates : (D, K) of deprivation, any scale (standardised here); K may be 0.
    audit : of the same Dongs; None or one without a visit: the prior decides.
    signalled : (D,) households that the records of signals put in need and that are on no list:
        seen by no informant, but not without a trace. They say where the unseen are, and, to the
        spread of `Priors.signal_sd`, how many; None where there are no such records.
    never_seen : what an earlier audit said of the never-seen term; it takes the place of the priors
        of it. (An audit's own count is of its month: later the lists hold others.)
    draws : how many; more make the interval's ends steadier, not narrower.
    seed : of the draws; the same seed gives the same answer.
    start : where to begin, such as the state of the month before; one of other Dongs, lists or
        covariates is left aside. The answer is the same to the tolerance of the fit, sooner.

    Returns
    -------
    UnreachedFit

    Raises
    ------
    InputError
        Shapes that differ, a Dong without households, missing covariates, fewer than two lists with
        a household, or no household on any two lists: then lists say nothing of the unseen.

    Examples
    --------
    >>> fit = fit_unreached(counts, households, covariates, audit)  # doctest: +SKIP
    >>> np.quantile(fit.draws.sum(axis=1), [0.05, 0.5, 0.95])  # doctest: +SKIP
    array([15210., 17060., 19130.])
    """
    counts = _usable(counts)
    households = np.asarray(households, dtype=float)
    covariates = np.asarray(covariates, dtype=float).reshape(len(households), -1)
    _require_fitting(counts, households, covariates, audit, signalled)
    covariates = _standardised(covariates)
    if audit is not None and audit.is_empty:
        audit = None
    data = _data(counts, households, covariates, audit, signalled)
    slopes, lists = covariates.shape[1], len(counts.lists)
    prior = prior_of(
        priors or Priors(),
        slopes=slopes,
        lists=lists,
        is_audited=audit is not None,
        is_signalled=signalled is not None,
        never_seen=never_seen,
    )
    is_warm = start is not None and is_alike(start, data, prior)
    fit = Fit(data, prior, start if start is not None and is_warm else start_of(data, prior))
    rounds, has_converged = fit.run(is_warm=is_warm)
    drawn = draw_unseen(fit, draws, np.random.default_rng(seed))
    return _told(
        fit,
        counts,
        np.minimum(drawn, _unlisted(counts, households)),
        slopes=slopes,
        is_audited=audit is not None or never_seen is not None,
        rounds=rounds,
        has_converged=has_converged,
    )


def _told(
    fit: Fit,
    counts: CaptureCounts,
    draws: np.ndarray,
    *,
    slopes: int,
    is_audited: bool,
    rounds: int,
    has_converged: bool,
) -> UnreachedFit:
    """What a finished fit says; `fixed` holds intercept, slopes, lists, pairs, never-seen."""
    pairs = slice(1 + slopes + len(counts.lists), len(fit.fixed) - 2 - slopes)
    deviations = np.sqrt(np.diag(fit.fixed_covariance))
    return UnreachedFit(
        places=counts.places,
        draws=draws,
        delta=float(fit.fixed[pairs.stop]),
        delta_sd=float(deviations[pairs.stop]),
        pair_effects=fit.fixed[pairs],
        spread=np.sqrt(fit.variances[:-1]),
        is_audited=is_audited,
        rounds=rounds,
        has_converged=has_converged,
        lists=counts.lists,
        pair_effects_sd=deviations[pairs],
        never_seen=NeverSeen(
            fit.fixed[pairs.stop :], fit.fixed_covariance[pairs.stop :, pairs.stop :]
        ),
        state=fit.state,
    )


def _unlisted(counts: CaptureCounts, households: np.ndarray) -> np.ndarray:
    """(D,) households on no list, needy or not: a Poisson draw of the needy does not know them."""
    return np.maximum(households - counts.known, 0).astype(int)


def _usable(counts: CaptureCounts) -> CaptureCounts:
    """The counts without the lists that saw nobody; InputError where they say nothing."""
    histories = seen_histories(len(counts.lists))
    table = counts.counts.sum(axis=0)
    filled = (histories.T @ table) > 0
    if filled.sum() < 2:
        raise InputError(
            "Fewer than two lists hold a household: how many are on none cannot be estimated. "
            "Take in reports of further channels, or a longer window."
        )
    if not table[histories.sum(axis=1) >= 2].sum():
        raise InputError(
            "No household is on two lists: how many are on none cannot be estimated. "
            "Take a longer window, or check that the lists name households alike."
        )
    if filled.all():
        return counts
    keep = ~(histories[:, ~filled] > 0).any(axis=1)
    names = tuple(name for name, is_there in zip(counts.lists, filled, strict=True) if is_there)
    # dropping a list keeps the order of counting in binary among the others
    return CaptureCounts(counts.places, names, counts.counts[:, keep])


def _standardised(covariates: np.ndarray) -> np.ndarray:
    """Each column with mean 0 and standard deviation 1; constant columns are left out."""
    spread = covariates.std(axis=0)
    keep = spread > 0
    return np.asarray((covariates[:, keep] - covariates[:, keep].mean(axis=0)) / spread[keep])


def _require_fitting(
    counts: CaptureCounts,
    households: np.ndarray,
    covariates: np.ndarray,
    audit: Audit | None,
    signalled: np.ndarray | None,
) -> None:
    dongs = len(counts.places)
    lengths = {len(households), len(covariates), *([len(audit.visited)] if audit else [])}
    if signalled is not None:
        lengths |= {len(signalled)}
    if lengths != {dongs}:
        raise InputError(f"The inputs are of {sorted(lengths)} Dongs; the lists are of {dongs}.")
    if not np.isfinite(covariates).all():
        raise InputError("A covariate is missing for some Dong; leave the Dong or the column out.")
    if not (households > 0).all():
        place = counts.places[int(np.argmin(households > 0))]
        raise InputError(f"Dong {place} has no households: leave it out of the estimate.")


def _data(
    counts: CaptureCounts,
    households: np.ndarray,
    covariates: np.ndarray,
    audit: Audit | None,
    signalled: np.ndarray | None,
) -> Data:
    """What the fit works on."""
    histories = seen_histories(len(counts.lists))
    nobody = np.zeros(len(households))
    return Data(
        counts=counts.counts,
        histories=histories,
        pairs=np.column_stack(
            [histories[:, j] * histories[:, k] for j, k in list_pairs(len(counts.lists))]
        ),
        log_households=np.log(households),
        covariates=covariates,
        visited=nobody if audit is None else audit.visited,
        unknown=nobody if audit is None else audit.unknown,
        signalled=None if signalled is None else np.asarray(signalled, dtype=float),
    )
