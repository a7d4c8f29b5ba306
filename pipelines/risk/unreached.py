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
from pipelines.risk.histories import CaptureCounts, list_pairs, seen_histories

DRAWS = 2000
MOST_ROUNDS = 60
_CEILING = 25.0  # of a log rate


@dataclass(frozen=True)
class Audit:
    """A random sample of households, visited whatever the lists say.

    Attributes
    ----------
    visited : (D,) households visited in each Dong; 0 where the audit was not.
    unknown : (D,) of these, needy and on no list.
    known : (D,) of these, needy and on a list.
    """

    visited: np.ndarray
    unknown: np.ndarray
    known: np.ndarray

    def __post_init__(self) -> None:
        for name in ("visited", "unknown", "known"):
            column = getattr(self, name)
            if not np.isfinite(column).all() or (column < 0).any():
                raise InputError(f"The audit's {name} holds missing or negative numbers.")
        if (self.unknown + self.known > self.visited).any():
            raise InputError("The audit found more needy households than it visited.")

    @property
    def is_empty(self) -> bool:
        """Nobody was visited: as good as none."""
        return not self.visited.any()


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
    """

    delta_mean: float = 0.7
    delta_sd: float = 0.7
    slope_sd: float = 0.12
    slope_sd_unaudited: float = 0.3
    pair_sd: float = 1.0
    unseen_sd: float = 0.12
    unseen_weight: float = 60.0
    unseen_sd_unaudited: float = 0.2


@dataclass(frozen=True)
class UnreachedFit:
    """The fitted model.

    Attributes
    ----------
    places : codes of the D Dongs.
    draws : (draws, D) whole households on no list, drawn from the posterior. Sums over Dongs are
        draws of the Gu and the city, so that their intervals hang together.
    delta, delta_sd : the never-seen term on the log scale: 0 is what pairwise dependence says.
    pair_effects : dependence of each pair of lists (log odds), in the order of `list_pairs`.
    spread : standard deviation of each random effect: Dong, one per list, never-seen.
    is_audited : whether an audit decided the never-seen term.
    rounds : of EM until nothing moved.
    has_converged : False where `MOST_ROUNDS` were not enough.
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


def fit_unreached(
    counts: CaptureCounts,
    households: np.ndarray,
    covariates: np.ndarray,
    audit: Audit | None = None,
    *,
    priors: Priors | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> UnreachedFit:
    """Fit the model and draw the unseen of every Dong.

    Parameters
    ----------
    counts : of D Dongs and J >= 2 lists.
    households : (D,) all households, positive.
    covariates : (D, K) of deprivation, any scale (standardised here); K may be 0.
    audit : of the same Dongs; None or one without a visit: the prior decides.
    draws : how many; more make the interval's ends steadier, not narrower.
    seed : of the draws; the same seed gives the same answer.

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
    _require_fitting(counts, households, covariates, audit)
    covariates = _standardised(covariates)
    if audit is not None and audit.is_empty:
        audit = None
    model = _Model(counts, households, covariates, audit, priors or Priors())
    rounds, has_converged = model.fit()
    rng = np.random.default_rng(seed)
    pairs = len(list_pairs(len(counts.lists)))
    first_pair = 1 + covariates.shape[1] + len(counts.lists)
    place = first_pair + pairs
    return UnreachedFit(
        places=counts.places,
        draws=model.draw(draws, rng),
        delta=float(model.fixed[place]),
        delta_sd=float(np.sqrt(model.fixed_covariance[place, place])),
        pair_effects=model.fixed[first_pair:place],
        spread=np.sqrt(model.variances),
        is_audited=audit is not None,
        rounds=rounds,
        has_converged=has_converged,
    )


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
    counts: CaptureCounts, households: np.ndarray, covariates: np.ndarray, audit: Audit | None
) -> None:
    dongs = len(counts.places)
    lengths = {len(households), len(covariates), *([len(audit.visited)] if audit else [])}
    if lengths != {dongs}:
        raise InputError(f"The inputs are of {sorted(lengths)} Dongs; the lists are of {dongs}.")
    if not np.isfinite(covariates).all():
        raise InputError("A covariate is missing for some Dong; leave the Dong or the column out.")
    if not (households > 0).all():
        place = counts.places[int(np.argmin(households > 0))]
        raise InputError(f"Dong {place} has no households: leave it out of the estimate.")


class _Model:
    """Design, state and Newton steps. Rows of a Dong: its histories, then the audit."""

    def __init__(
        self,
        counts: CaptureCounts,
        households: np.ndarray,
        covariates: np.ndarray,
        audit: Audit | None,
        priors: Priors,
    ) -> None:
        histories = seen_histories(len(counts.lists))
        lists, cells = len(counts.lists), len(histories)
        pairs = list_pairs(lists)
        dongs, slopes = covariates.shape
        first_list, first_pair = 1 + slopes, 1 + slopes + lists
        delta = first_pair + len(pairs)
        width = delta + 1 + slopes
        design = np.zeros((dongs, cells + 1, width))
        design[:, :, 0] = 1
        design[:, :, 1:first_list] = covariates[:, None, :]
        design[:, :cells, first_list:first_pair] = histories
        design[:, :cells, first_pair:delta] = np.column_stack(
            [histories[:, j] * histories[:, k] for j, k in pairs]
        )
        design[:, cells, delta] = 1
        design[:, cells, delta + 1 :] = covariates
        self.design = design
        # random effects of a Dong: itself, one a list, its never-seen cell
        self.random_design = np.zeros((cells + 1, lists + 2))
        self.random_design[:, 0] = 1
        self.random_design[:cells, 1 : lists + 1] = histories
        self.random_design[cells, lists + 1] = 1
        self.observed = np.zeros((dongs, cells + 1))
        self.observed[:, :cells] = counts.counts
        self.takes_part = np.ones((dongs, cells + 1))
        self.takes_part[:, cells] = 0
        self.offset = np.repeat(np.log(households)[:, None], cells + 1, axis=1)
        if audit is not None:
            self.takes_part[:, cells] = audit.visited > 0
            self.observed[:, cells] = audit.unknown
            self.offset[:, cells] = np.log(np.maximum(audit.visited, 1))
        self.log_households = np.log(households)
        self.audited = self.takes_part[:, cells] > 0
        self.priors = priors
        self.prior_mean = np.zeros(width)
        self.prior_precision = np.full(width, 1e-4)
        self.prior_precision[first_pair:delta] = priors.pair_sd**-2
        self.prior_mean[delta] = priors.delta_mean
        is_audited = audit is not None
        slope_sd = priors.slope_sd if is_audited else priors.slope_sd_unaudited
        self.prior_precision[delta] = priors.delta_sd**-2
        self.prior_precision[delta + 1 :] = slope_sd**-2
        self.unseen_sd = priors.unseen_sd if is_audited else priors.unseen_sd_unaudited
        self.fixed = np.zeros(width)
        self.fixed[0] = np.log(counts.counts.sum() / households.sum())
        self.fixed[first_list:first_pair] = -1.5
        self.fixed[delta] = priors.delta_mean
        self.random = np.zeros((dongs, lists + 2))
        self.variances = np.full(lists + 2, 0.1)
        self.variances[-1] = self.unseen_sd**2
        self.random_covariance = np.zeros((dongs, lists + 2, lists + 2))
        self.cross = np.zeros((dongs, width, lists + 2))
        self.fixed_covariance = np.eye(width)

    def fit(self) -> tuple[int, bool]:
        """(rounds, whether nothing moved any more)."""
        for _ in range(12):
            self._step()
        for round_number in range(1, MOST_ROUNDS + 1):
            variances = self._updated_variances()
            moved = np.abs(np.log(variances / self.variances)).max()
            self.variances = variances
            for _ in range(3):
                step = self._step()
            if moved < 2e-3 and step < 1e-4:
                return round_number, True
        return MOST_ROUNDS, False

    def _expected(self) -> np.ndarray:
        """Expected counts, (D, rows), the random effects integrated out around their means."""
        random_part = self.random @ self.random_design.T
        half = 0.5 * np.einsum(
            "dnr,nr->dn", self.random_design @ self.random_covariance, self.random_design
        )
        eta = self.offset + self.design @ self.fixed + random_part + half
        return np.asarray(np.exp(np.clip(eta, -_CEILING, _CEILING)) * self.takes_part)

    def _step(self) -> float:
        """One Newton step of all effects at once; the size of the largest move."""
        mu = self._expected()
        residual = (self.observed - mu) * self.takes_part
        weighted = self.design * mu[:, :, None]
        rows = self.design.reshape(-1, self.design.shape[2])
        gradient = residual.ravel() @ rows - self.prior_precision * (self.fixed - self.prior_mean)
        random_gradient = residual @ self.random_design - self.random / self.variances
        fixed_block = rows.T @ weighted.reshape(rows.shape) + np.diag(self.prior_precision)
        cross_block = weighted.transpose(0, 2, 1) @ self.random_design
        random_block = (self.random_design.T * mu[:, None, :]) @ self.random_design
        random_block += np.diag(1 / self.variances)
        self.random_covariance = np.linalg.inv(random_block)
        self.cross = cross_block @ self.random_covariance
        schur = fixed_block - np.einsum("dpr,dqr->pq", self.cross, cross_block, optimize=True)
        self.fixed_covariance = np.linalg.inv(schur)
        step = self.fixed_covariance @ (
            gradient - np.einsum("dpr,dr->p", self.cross, random_gradient)
        )
        random_step = np.einsum(
            "drs,ds->dr",
            self.random_covariance,
            random_gradient - np.einsum("dpr,p->dr", cross_block, step),
        )
        largest = float(max(np.abs(step).max(), np.abs(random_step).max()))
        damping = min(1.0, 2.0 / largest) if largest > 0 else 1.0
        self.fixed = self.fixed + damping * step
        self.random = self.random + damping * random_step
        return damping * largest

    def _updated_variances(self) -> np.ndarray:
        """The M step; a little prior weight keeps a variance off zero."""
        spread = np.einsum(
            "dpr,pq,dqr->dr", self.cross, self.fixed_covariance, self.cross, optimize=True
        )
        own = np.einsum("drr->dr", self.random_covariance)
        second_moments = self.random**2 + own + spread
        dongs = len(self.random)
        variances = (second_moments.sum(axis=0) + 2 * 0.02) / (dongs + 2)
        weight = self.priors.unseen_weight
        seen = second_moments[self.audited, -1].sum()
        variances[-1] = (seen + weight * self.unseen_sd**2) / (self.audited.sum() + weight)
        return np.asarray(variances)

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count, D) whole numbers: effects from their joint posterior, then the Poisson."""
        dongs = len(self.random)
        move = rng.standard_normal((count, len(self.fixed)))
        move = move @ np.linalg.cholesky(self.fixed_covariance).T
        own = np.linalg.cholesky(self.random_covariance)
        unseen_row, unseen_random = self.design[:, -1, :], self.random_design[-1]
        log_rate = self.log_households + (self.fixed + move) @ unseen_row.T
        log_rate += self.random @ unseen_random
        log_rate -= move @ (self.cross @ unseen_random).T
        # the Dong's own part of the random effects, straight in the one direction that counts
        deviation = np.linalg.norm(own.transpose(0, 2, 1) @ unseen_random, axis=1)
        log_rate += rng.standard_normal((count, dongs)) * deviation
        return rng.poisson(np.exp(np.clip(log_rate, -_CEILING, _CEILING)))
