"""The estimate of the unseen, on cities whose truth is unlike the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from pipelines.errors import InputError
from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts
from pipelines.risk.terms import State
from pipelines.risk.unreached import UnreachedFit, fit_unreached
from tests.risk.truths import STRONG, USUAL, City, make_city

SEEDS = range(50)
# of each city, its own among them: what a fit makes of an audit varies most with the audit's luck
AUDITS = 2
# the error of the audit's own ratio is heavy-tailed: its mean is taken over so many more audits
RATIO_AUDITS = 40


@dataclass(frozen=True)
class Score:
    """How one fit did: (D,) inside the 90 % interval, its width, quartile of need; totals."""

    inside: np.ndarray
    quartile: np.ndarray
    is_total_inside: bool
    total_error: float
    error: float
    naive_error: float
    width: np.ndarray
    total_width: float
    fit: UnreachedFit


@dataclass(frozen=True)
class Scored:
    """All cities of one kind: each audit, the same without one, errors of the audit's own ratio."""

    audited: list[list[Score]]
    alone: list[Score]
    ratio_errors: list[float]

    @property
    def every(self) -> list[Score]:
        return [each for scores in self.audited for each in scores]


def score(city: City, audit: Audit | None, start: State | None = None) -> Score:
    fit = fit_unreached(
        city.counts, city.households, city.deprivation, audit, draws=1000, start=start
    )
    low, middle, high = np.quantile(fit.draws, [0.05, 0.5, 0.95], axis=0)
    total_low, total, total_high = np.quantile(fit.draws.sum(axis=1), [0.05, 0.5, 0.95])
    truth = city.unseen
    return Score(
        inside=(low <= truth) & (truth <= high),
        quartile=np.argsort(np.argsort(city.true_deprivation)) * 4 // len(truth),
        is_total_inside=bool(total_low <= truth.sum() <= total_high),
        total_error=float(total / truth.sum() - 1),
        error=float(np.abs(middle - truth).mean()),
        naive_error=float(truth.mean()),
        width=high - low,
        total_width=float(total_high - total_low),
        fit=fit,
    )


@pytest.fixture(scope="module", params=[USUAL, STRONG], ids=["usual", "strong"])
def scored(request) -> Scored:
    """Every fit once, each but the first of a city starting from the one before."""
    audited, alone, ratio_errors = [], [], []
    for seed in SEEDS:
        city = make_city(seed, request.param)
        others = city.other_audits(RATIO_AUDITS, seed)
        scores: list[Score] = []
        for audit in [city.audit, *others][:AUDITS]:
            scores.append(score(city, audit, scores[-1].fit.state if scores else None))
        audited.append(scores)
        alone.append(score(city, None, scores[-1].fit.state))
        ratio_errors.append(float(np.mean([city.ratio_error(audit) for audit in others])))
    return Scored(audited, alone, ratio_errors)


def coverage(scores: list[Score]) -> tuple[float, list[float], float]:
    """Of Dongs, of Dongs by quartile of deprivation, of the city: shares inside the interval."""
    by_quartile = [
        float(np.mean([s.inside[s.quartile == quartile].mean() for s in scores]))
        for quartile in range(4)
    ]
    dongs = float(np.mean([s.inside.mean() for s in scores]))
    return dongs, by_quartile, float(np.mean([s.is_total_inside for s in scores]))


@pytest.mark.slow
def test_intervals_hold_with_an_audit(scored: Scored):
    dongs, by_quartile, total = coverage(scored.every)
    bias = np.mean([s.total_error for s in scored.every])
    print(
        f"inside: Dongs {dongs:.3f}, by quartile {np.round(by_quartile, 3)}, city {total:.2f}; "
        f"bias {bias:+.3f}"
    )
    assert all(s.fit.has_converged for s in scored.every)
    assert 0.88 <= dongs <= 0.92
    assert min(by_quartile) >= 0.85
    assert total >= 0.85
    assert abs(bias) <= 0.05


@pytest.mark.slow
def test_errors_are_below_the_naive_and_the_audits_own(scored: Scored):
    # the issue asks for 20 % below the audit's own ratio, and for 15 % where dependence is strong
    error = np.mean([s.error for s in scored.every])
    naive = error / np.mean([s.naive_error for s in scored.every])
    ratio = error / np.mean(scored.ratio_errors)
    print(f"error: {naive:.3f} of the naive, {ratio:.3f} of the audit's own ratio")
    assert naive <= 0.5
    assert ratio <= 0.8


@pytest.mark.slow
def test_without_an_audit_intervals_hold_and_are_wider(scored: Scored):
    dongs, by_quartile, total = coverage(scored.alone)
    wider = [
        alone.width.sum() / s.width.sum()
        for alone, scores in zip(scored.alone, scored.audited, strict=True)
        for s in scores
    ]
    print(
        f"inside: Dongs {dongs:.3f}, by quartile {np.round(by_quartile, 3)}, city {total:.2f}; "
        f"{np.min(wider):.2f} to {np.max(wider):.2f} times as wide"
    )
    assert all(s.fit.has_converged for s in scored.alone)
    assert dongs >= 0.93
    assert min(wider) > 1
    for alone, scores in zip(scored.alone, scored.audited, strict=True):
        assert all(alone.total_width > s.total_width for s in scores)
        assert all((alone.width >= s.width).mean() > 0.99 for s in scores)


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(3)


def test_the_same_seed_gives_the_same_answer(city):
    first, again = (
        fit_unreached(city.counts, city.households, city.deprivation, city.audit, draws=50)
        for _ in range(2)
    )
    assert (first.draws == again.draws).all()
    assert first.has_converged
    assert first.is_audited
    assert first.draws.shape == (50, 205)


def test_order_of_dongs_does_not_matter(city):
    turned = np.arange(205)[::-1]
    audit = Audit(*(column[turned] for column in
                    (city.audit.visited, city.audit.unknown, city.audit.known)))  # fmt: skip
    counts = CaptureCounts(city.counts.places[::-1], city.counts.lists, city.counts.counts[turned])
    straight = fit_unreached(city.counts, city.households, city.deprivation, city.audit)
    back = fit_unreached(counts, city.households[turned], city.deprivation[turned], audit)
    assert np.median(back.draws, axis=0)[::-1] == pytest.approx(
        np.median(straight.draws, axis=0), rel=0.1, abs=4
    )


def test_an_audit_of_nobody_is_none(city):
    nobody = Audit(*np.zeros((3, 205)))
    empty = fit_unreached(city.counts, city.households, city.deprivation, nobody, draws=20)
    none = fit_unreached(city.counts, city.households, city.deprivation, None, draws=20)
    assert not empty.is_audited
    assert (empty.draws == none.draws).all()


def test_a_list_that_saw_nobody_is_left_out(city):
    counts = city.counts.counts.copy()
    has_shop = np.array([history[2] == 1 for history in np.array(
        [[(n >> place) & 1 for place in range(5)] for n in range(1, 32)])])  # fmt: skip
    counts[:, has_shop] = 0
    silent = replace(city.counts, counts=counts)
    fit = fit_unreached(silent, city.households, city.deprivation, city.audit, draws=200)
    assert len(fit.pair_effects) == 4 * 3 / 2
    assert 0.5 < np.median(fit.draws.sum(axis=1)) / city.unseen.sum() < 2


def test_degenerate_dongs_have_a_number_and_no_nan(city):
    counts, households = city.counts.counts.copy(), city.households.copy()
    counts[0], households[0] = 0, 3  # three households, nobody known
    counts[1] = 0
    counts[1, -1], households[1] = 40, 40  # everyone is known, on all lists
    counts[2], counts[2, 0] = 0, 25  # one list alone
    fit = fit_unreached(
        replace(city.counts, counts=counts), households, city.deprivation, city.audit, draws=200
    )
    assert np.isfinite(fit.draws).all()
    # nobody is unseen whom there is not: not a draw exceeds those on no list
    room = np.maximum(households - counts.sum(axis=1), 0)
    assert (fit.draws <= room).all()
    assert fit.draws[:, 0].max() <= 3
    assert not fit.draws[:, 1].any(), "everyone is known"
    assert fit.draws[:, 2].max() > 0


def test_no_covariates_are_no_obstacle(city):
    constant = np.ones((205, 2))
    fit = fit_unreached(city.counts, city.households, constant, city.audit, draws=20)
    assert np.isfinite(fit.draws).all()


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([[5, 0, 0], [7, 0, 0]], "Fewer than two lists"),
        ([[5, 3, 0], [7, 2, 0]], "No household is on two lists"),
        ([[0, 0, 0], [0, 0, 0]], "Fewer than two lists"),
    ],
)
def test_lists_that_say_nothing_are_refused(counts, sentence):
    drawn = CaptureCounts(("x", "y"), ("a", "b"), np.array(counts, dtype=float))
    with pytest.raises(InputError, match=sentence):
        fit_unreached(drawn, np.array([100.0, 100.0]), np.zeros((2, 1)))


def test_bad_input_is_a_sentence(city):
    households = city.households.copy()
    households[4] = 0
    with pytest.raises(InputError, match="Dong 004 has no households"):
        fit_unreached(city.counts, households, city.deprivation)
    with pytest.raises(InputError, match="covariate is missing"):
        fit_unreached(city.counts, city.households, np.full(205, np.nan))
    with pytest.raises(InputError, match="more needy households than it visited"):
        Audit(np.array([3.0]), np.array([2.0]), np.array([2.0]))
