"""One outcome of one comparison: every estimator of the plan, its event study and its checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.trial.bench import SMALLEST_GROUP, Bench, coarser, open_window
from pipelines.trial.few_treated import ChanceTest, assignments, changes, permute, start_of
from pipelines.trial.inference import Effect, analytic, freedom
from pipelines.trial.others import imputation, sun_abraham, two_way
from pipelines.trial.panel import Array
from pipelines.trial.plan import FEW_TREATED, ComparisonPlan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.residuals import ferman_pinto
from pipelines.trial.staggered import Average, Cells, average, cohort_effects
from pipelines.trial.synthetic import SyntheticEffect, synthetic_did
from pipelines.trial.wild import wild_bootstrap
from pipelines.trial.window import Window

ENOUGH_FOR_COVARIATES = 40
"""Dongs in either group from which the two covariates are used: twenty for each."""


@dataclass(frozen=True)
class Point:
    """The effect some months after the start (before it: negative), on so many Dongs."""

    event_time: int
    effect: Effect
    treated: int


@dataclass(frozen=True)
class Compared:
    """All that one outcome of one comparison gave.

    Attributes
    ----------
    window : None where everything was refused, for `refusal`.
    effects : by estimator; a reason in place of one that was refused.
    events : the event study of the headline.
    cohorts : effect and Dongs by first treated period; of staggered comparisons.
    chance : the permutation test of few treated.
    donors : synthetic DiD.
    """

    outcome: str
    comparison: ComparisonPlan
    window: Window | None
    refusal: str | None
    effects: dict[str, Effect | str]
    events: tuple[Point, ...] = ()
    cohorts: tuple[tuple[int, Effect, int], ...] = ()
    chance: ChanceTest | None = None
    donors: SyntheticEffect | None = None


def compare(bench: Bench, outcome: str, comparison: ComparisonPlan) -> Compared:
    """Every estimator for a primary outcome; the headline and its like for the others."""
    is_primary = outcome in bench.plan.primary
    wanted = [
        each
        for each in comparison.estimators
        if is_primary or each in (comparison.headline, "ferman_pinto")
    ]
    try:
        opened = open_window(bench, outcome, comparison)
    except RefusedError as error:
        refused: dict[str, Effect | str] = dict.fromkeys(wanted, error.reason)
        return Compared(outcome, comparison, None, error.reason, refused)
    work = _Work(bench, opened)
    effects: dict[str, Effect | str] = {}
    for name in wanted:
        try:
            effects[name] = work.estimate(name)
        except RefusedError as error:
            effects[name] = error.reason
    return Compared(
        outcome, comparison, opened, None, effects,
        events=work.events(comparison.headline),
        cohorts=work.cohorts() if comparison.name == "overall" else (),
        chance=work.chance,
        donors=work.donors,
    )  # fmt: skip


def headline(bench: Bench, comparison: ComparisonPlan, opened: Window) -> Effect:
    """The effect that speaks for the comparison, on another window of it."""
    return _Work(bench, opened).estimate(comparison.headline)


class _Work:
    """The estimates of one window; what several of them need is made once."""

    def __init__(self, bench: Bench, opened: Window) -> None:
        self.bench, self.plan, self.window = bench, bench.plan, opened
        self.chance: ChanceTest | None = None
        self.donors: SyntheticEffect | None = None
        self._cells: Cells | None = None
        self._made: tuple[Window, npt.NDArray[np.int64]] | None = None

    def estimate(self, name: str) -> Effect:
        makers: dict[str, Callable[[], Effect]] = {
            "callaway_santanna": self._callaway_santanna,
            "sun_abraham": lambda: self._clustered(sun_abraham),
            "imputation": lambda: self._clustered(imputation),
            # for reference alone: its errors are as wrong as its weights
            "two_way_fixed_effects": lambda: Effect(two_way(self.window)[0]),
            "change_by_gu": self._by_gu,
            "change_permutation": self._permuted,
            "ferman_pinto": self._ferman_pinto,
            "synthetic_did": self._synthetic,
        }
        return makers[name]()

    @property
    def has_enough(self) -> bool:
        """Whether errors clustered by Dong can be trusted."""
        return freedom(self.window) + 1 >= FEW_TREATED

    def cells(self) -> Cells:
        if self._cells is None:
            self._cells = cohort_effects(
                self.window, covariates=self._covariates(), base="universal"
            )
        return self._cells

    def events(self, headline: str) -> tuple[Point, ...]:
        if self.window.is_pooled:
            return ()
        if headline == "change_permutation":
            return self._permuted_events()
        try:
            shown = average(self.cells(), "dynamic")
        except RefusedError:
            return ()
        return tuple(
            Point(int(k) * self.window.span, self._analytic(shown, at), self._treated_at(int(k)))
            for at, k in enumerate(shown.labels)
            if self._treated_at(int(k)) >= SMALLEST_GROUP
        )

    def cohorts(self) -> tuple[tuple[int, Effect, int], ...]:
        try:
            shown = average(self.cells(), "group")
        except RefusedError:
            return ()
        rows = []
        for at, start in enumerate(shown.labels):
            size = int((self.window.starts == start).sum())
            whole = self._analytic(shown, at)
            # a t on few Dongs rejects too often; the permutation stands in the table of effects
            rows.append((int(start), whole if size >= FEW_TREATED else Effect(whole.att), size))
        return tuple(rows)

    def _treated_at(self, event: int) -> int:
        starts = self.window.starts[self.window.treated]
        at = starts + event
        return int(((at >= 0) & (at < self.window.values.shape[1])).sum())

    def _analytic(self, shown: Average, at: int) -> Effect:
        return analytic(
            float(shown.att[at]), float(shown.std_error[at]), freedom(self.window),
            level=self.plan.interval,
        )  # fmt: skip

    def _covariates(self) -> Array | None:
        """(n, 2) log households and share at risk in the first year; None with few Dongs."""
        if freedom(self.window) + 1 < ENOUGH_FOR_COVARIATES:
            return None
        at_risk, sizes = self._before("at_risk_count"), self._before("household_count")
        both = np.column_stack([np.log(sizes), at_risk / sizes])
        return np.asarray((both - both.mean(axis=0)) / both.std(axis=0))

    def _before(self, measure: str) -> Array:
        """(n) sum over the last year before the first start."""
        stop = self.window.begins
        values = self.bench.panel.measures[measure]
        return np.asarray(values[self.window.dongs, max(stop - 12, 0) : stop].sum(axis=1))

    def _callaway_santanna(self) -> Effect:
        found = average(self.cells(), "simple")
        if not self.has_enough:
            return Effect(found.overall)
        return analytic(
            found.overall, found.overall_error, freedom(self.window), level=self.plan.interval
        )

    def _clustered(self, estimator: Callable[[Window], tuple[float, float]]) -> Effect:
        att, error = estimator(self.window)
        if not self.has_enough:
            return Effect(att)
        return analytic(att, error, freedom(self.window), level=self.plan.interval)

    def _by_gu(self) -> Effect:
        test = wild_bootstrap(
            changes(self.window), self.window.treated, self.window.gus, self.plan.draws,
            self.plan.seed, level=self.plan.interval,
        )  # fmt: skip
        return as_effect(test, "wild_gu")

    def stratum(self) -> npt.NDArray[np.bool_]:
        """(n) the Dongs among which the choice was made: the most deprived quarter.

        By the share of households at risk in the year before the start. Where a chosen Dong is not
        among them the quarter is widened to a half, then to all.
        """
        share = self._before("at_risk_count") / self._before("household_count")
        for part in (self.plan.deprived_share, 2 * self.plan.deprived_share):
            inside = share >= np.quantile(share, 1 - part)
            if inside[self.window.treated].all():
                return np.asarray(inside)
        return np.ones(len(share), dtype=bool)

    def _choices(self) -> tuple[Window, npt.NDArray[np.int64]]:
        """The Dongs among which the choice was made, and other choices of them."""
        if self._made is None:
            among = self.window.take(self.stratum())
            gus = among.gus if self.plan.one_per_gu else None
            self._made = (
                among, assignments(among.treated, gus, self.plan.draws, self.plan.seed)
            )  # fmt: skip
        return self._made

    def _permuted(self) -> Effect:
        among, chosen = self._choices()
        self.chance = permute(changes(among), chosen, level=self.plan.interval)
        controls = int((~among.treated).sum())
        return replace(as_effect(self.chance, "permutation"), controls=controls)

    def _permuted_events(self) -> tuple[Point, ...]:
        """Each period against the mean of those before the start, by the same permutations."""
        among, every = self._choices()
        start, size = start_of(among), int(among.treated.sum())
        since = among.values - among.values[:, :start].mean(axis=1, keepdims=True)
        # a tenth of the draws is enough for a pointwise interval
        chosen = every[: 1 + self.plan.draws // 10]
        return tuple(
            Point(
                (period - start) * among.span,
                as_effect(permute(column, chosen, level=self.plan.interval), "permutation"),
                size,
            )
            for period, column in enumerate(since.T)
        )

    def _ferman_pinto(self) -> Effect:
        opened = self.window
        test = ferman_pinto(
            changes(opened), opened.treated, opened.sizes, self.plan.draws, self.plan.seed,
            level=self.plan.interval,
        )  # fmt: skip
        return as_effect(test, "residual")

    def _synthetic(self) -> Effect:
        shown = coarser(self.window)
        if start_of(shown) < 3:
            raise RefusedError("one_pre_period", "synthetic DiD")
        self.donors = synthetic_did(
            shown, self.plan.draws, self.plan.seed, level=self.plan.interval
        )
        return as_effect(self.donors.test, "placebo")


def as_effect(test: ChanceTest, method: str) -> Effect:
    """A test as an effect of the tables."""
    return Effect(
        test.att, test.std_error, test.ci_low, test.ci_high, test.p_value, test.mde, method
    )
