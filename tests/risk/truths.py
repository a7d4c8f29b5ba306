"""Made-up cities whose truth is deliberately unlike the model.

Households differ in how easily every channel sees them, an isolated class is seen by almost nobody,
and one channel refers households to another: nothing of it is Poisson, log-linear or pairwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, seen_histories

DONGS, AUDITED, VISITS = 205, 60, 80
LISTS = ("utilities_post", "housing", "shops", "community", "lists")


@dataclass(frozen=True)
class Dependence:
    """How strongly being seen hangs together: spread of ease, referrals, who is isolated."""

    ease_sd: float
    referral: float
    base: float
    isolated: float


USUAL = Dependence(ease_sd=0.8, referral=0.12, base=0.55, isolated=1.0)
STRONG = Dependence(ease_sd=1.5, referral=0.30, base=0.15, isolated=1.4)


@dataclass(frozen=True)
class City:
    """What the lists and an audit of random Dongs show, and the truth."""

    counts: CaptureCounts
    households: np.ndarray
    deprivation: np.ndarray  # as measured, with error
    audit: Audit
    unseen: np.ndarray  # the truth
    true_deprivation: np.ndarray

    def ratio_error(self, audit: Audit) -> float:
        """Of an audit's own estimate, unknown over known in it times the known of each Dong."""
        ratio = audit.unknown.sum() / max(audit.known.sum(), 1)
        return float(np.abs(self.counts.known * ratio - self.unseen).mean())

    def other_audits(self, count: int, seed: int) -> list[Audit]:
        """Further audits that chance might have drawn."""
        rng = np.random.default_rng([seed, 1])
        known = self.counts.known
        return [draw_audit(rng, self.households, self.unseen, known) for _ in range(count)]


def make_city(seed: int, dependence: Dependence = USUAL) -> City:
    """About 1.3 million households, 30,000 of them needy, a third to a half of these on a list."""
    rng = np.random.default_rng(seed)
    households = np.exp(rng.normal(np.log(6300), 0.35, DONGS)).round()
    deprivation = rng.normal(size=DONGS)
    rate = np.exp(-4.0 + 0.45 * deprivation + rng.normal(0, 0.3, DONGS))
    needy = rng.binomial(households.astype(int), np.minimum(rate, 0.3))
    isolated = 1 / (1 + np.exp(-(-1.6 + 0.35 * deprivation + rng.normal(0, 0.4, DONGS))))
    isolated = np.minimum(isolated * dependence.isolated, 0.8)
    channels = rng.normal(0, 0.4, (DONGS, 5))
    cells = np.zeros((DONGS, 32))
    for dong in range(DONGS):
        seen = _seen(rng, int(needy[dong]), isolated[dong], channels[dong], dependence)
        cells[dong] = np.bincount((seen * (1 << np.arange(5))).sum(axis=1), minlength=32)
    unseen, counts = cells[:, 0], cells[:, 1:]
    assert counts.shape[1] == len(seen_histories(5))
    return City(
        counts=CaptureCounts(tuple(f"{d:03d}" for d in range(DONGS)), LISTS, counts),
        households=households,
        deprivation=deprivation + rng.normal(0, 0.4, DONGS),
        audit=draw_audit(rng, households, unseen, counts.sum(axis=1)),
        unseen=unseen,
        true_deprivation=deprivation,
    )


def _seen(
    rng: np.random.Generator, needy: int, isolated: float, channel: np.ndarray, how: Dependence
) -> np.ndarray:
    """(needy, 5): which channel sees which household of one Dong."""
    ease = rng.normal(0, how.ease_sd, needy)
    logit = np.array([-2.6, -2.8, -3.0, -2.2, -2.0]) + how.base + channel
    chance = 1 / (1 + np.exp(-(logit + ease[:, None] * np.array([1, 0.8, 0.9, 1.1, 0.7]))))
    chance[rng.random(needy) < isolated] *= 0.06
    seen = rng.random((needy, 5)) < chance
    # the community tells the lists, the postal carrier tells the community
    seen[:, 4] |= seen[:, 3] & (rng.random(needy) < how.referral)
    seen[:, 3] |= seen[:, 0] & (rng.random(needy) < how.referral)
    return seen


def draw_audit(
    rng: np.random.Generator, households: np.ndarray, unseen: np.ndarray, known: np.ndarray
) -> Audit:
    """Random households of random Dongs, drawn without replacement."""
    visited, unknown_found, known_found = np.zeros((3, DONGS))
    for dong in rng.choice(DONGS, AUDITED, replace=False):
        kinds = [int(unseen[dong]), int(known[dong])]
        kinds.append(int(households[dong]) - sum(kinds))
        unknown_found[dong], known_found[dong], _ = rng.multivariate_hypergeometric(kinds, VISITS)
        visited[dong] = VISITS
    return Audit(visited, unknown_found, known_found)
