"""The estimates of one window, and what several of them need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.trial.bench import SMALLEST_GROUP, Bench, coarser
from pipelines.trial.few_treated import ChanceTest, assignments, changes, permute, start_of
from pipelines.trial.inference import Effect, analytic, by_cohort, freedom
from pipelines.trial.others import imputation, sun_abraham, two_way
from pipelines.trial.panel import Array
from pipelines.trial.plan import FEW_TREATED
from pipelines.trial.refusing import RefusedError
from pipelines.trial.residuals import ferman_pinto
from pipelines.trial.staggered import Average, Cells, average, cohort_effects
from pipelines.trial.synthetic import SyntheticEffect, synthetic_did
from pipelines.trial.wild import WildTest, of_changes, of_cohorts, wild_bootstrap
from pipelines.trial.window import Window

ENOUGH_FOR_COVARIATES = 40
"""Dongs in each cohort, and controls, from which the two covariates are used: twenty for each."""
QUARTER = 3
"""Months are taken together three by three: single months of few finds are mostly noise."""


@dataclass(frozen=True)
class Point:
    """The effect some months after the start (before it: negative), on so many Dongs."""

    event_time: int
    effect: Effect
    treated: int


class Work:
    """The estimates of one window; what several of them need is made once."""

    def __init__(self, bench: Bench, opened: Window) -> None:
        self.bench, self.plan, self.window = bench, bench.plan, opened
        self.chance: ChanceTest | None = None
        self.donors: SyntheticEffect | None = None
        self._cells: Cells | None = None
        self._made: tuple[Window, npt.NDArray[np.int64]] | None = None

    def dongs(self, headline: str) -> npt.NDArray[np.int64]:
        """Positions in the panel of the Dongs that the headline compares."""
        if headline != "change_permutation":
            return self.window.dongs
        return self.window.dongs[self.stratum()]

    def estimate(self, name: str) -> Effect:
        """The effect by an estimator of the vocabulary; RefusedError where it gives none."""
        makers: dict[str, Callable[[], Effect]] = {
            "callaway_santanna": self._callaway_santanna,
            "sun_abraham": lambda: self._clustered(sun_abraham),
            "imputation": lambda: self._clustered(imputation),
            # for reference alone: its errors are as wrong as its weights
            "two_way_fixed_effects": lambda: Effect(two_way(self.window)[0]),
            "callaway_santanna_by_gu": lambda: self._by_gu(
                of_cohorts(self.window, self.covariates(), self.plan.draws, self.plan.seed)
            ),
            "change_by_gu": lambda: self._by_gu(
                of_changes(
                    changes(self.window),
                    self.window.treated,
                    self.window.gus,
                    self.plan.draws,
                    self.plan.seed,
                )
            ),
            "change_permutation": self._permuted,
            "ferman_pinto": self._ferman_pinto,
            "synthetic_did": self._synthetic,
        }
        return makers[name]()

    @property
    def has_enough(self) -> bool:
        """Whether errors clustered by Dong can be trusted."""
        return not self.lack

    @property
    def lack(self) -> str:
        """Why errors clustered by Dong cannot be trusted, a code; empty where they can."""
        if self.window.treated.sum() < FEW_TREATED:
            return "few_treated"
        if (~self.window.treated).sum() < FEW_TREATED:
            return "few_controls"
        _, sizes = np.unique(self.window.starts[self.window.treated], return_counts=True)
        # a Dong that joined alone tells nothing of how such Dongs vary
        return "" if sizes[sizes > 1].sum() >= FEW_TREATED else "joined_apart"

    def cells(self) -> Cells:
        """Effects by cohort and period."""
        if self._cells is None:
            self._cells = cohort_effects(
                self.window, covariates=self.covariates(), base="universal"
            )
        return self._cells

    def events(self, headline: str) -> tuple[Point, ...]:
        """The event study; none where it is refused, or all months are taken in two periods."""
        if self.window.is_pooled:
            return ()
        try:
            if headline == "change_permutation":
                return self._permuted_events()
            shown = average(self.cells(), "dynamic", sizes="fixed")
        except RefusedError:
            return ()
        return tuple(
            Point(int(k) * self.window.span, self._analytic(shown, at, treated), treated)
            for at, k in enumerate(shown.labels)
            if (treated := self.treated_at(int(k))) >= SMALLEST_GROUP
        )

    def cohorts(self) -> tuple[tuple[int, Effect, int], ...]:
        """First period, effect and Dongs of each cohort."""
        if self.window.is_pooled:
            return ()
        try:
            shown = average(self.cells(), "group", sizes="fixed")
        except RefusedError:
            return ()
        rows = []
        for at, start in enumerate(shown.labels):
            size = int((self.window.starts == start).sum())
            rows.append((int(start), self._analytic(shown, at, size), size))
        return tuple(rows)

    def treated_at(self, event: int) -> int:
        """Treated Dongs that the window shows so many periods after their start (or before)."""
        starts = self.window.starts[self.window.treated]
        at = starts + event
        return int(((at >= 0) & (at < self.window.values.shape[1])).sum())

    def _analytic(self, shown: Average, at: int, treated: int) -> Effect:
        """One of the averages, on so many treated Dongs.

        Without an interval where they are few: a t on few Dongs rejects too often, and the
        permutation stands in the table of effects.
        """
        controls = int((~self.window.treated).sum())
        if min(treated, controls) < FEW_TREATED or not self.has_enough:
            return Effect(float(shown.att[at]))
        return self._by_dong(float(shown.att[at]), shown.influence[:, at])

    def covariates(self) -> Array | None:
        """(n, 2) log households and share at risk in the year before; None with few Dongs."""
        # of each cohort, and of the controls
        _, groups = np.unique(self.window.starts, return_counts=True)
        if groups.min() < ENOUGH_FOR_COVARIATES:
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
        found = average(self.cells(), "simple", sizes="fixed")
        if not self.has_enough:
            return Effect(found.overall)
        return self._by_dong(found.overall, found.overall_influence)

    def _by_dong(self, att: float, influence: Array) -> Effect:
        error, degrees = by_cohort(influence, self.window.starts)
        return analytic(att, float(error), float(degrees), level=self.plan.interval)

    def _clustered(self, estimator: Callable[[Window], tuple[float, float]]) -> Effect:
        att, error = estimator(self.window)
        if not self.has_enough:
            return Effect(att)
        return analytic(att, error, freedom(self.window), level=self.plan.interval)

    def _by_gu(self, test: WildTest) -> Effect:
        return as_effect(wild_bootstrap(test, level=self.plan.interval), "wild_gu")

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

    def choices(self) -> tuple[Window, npt.NDArray[np.int64]]:
        """The Dongs among which the choice was made, and other choices of them."""
        if self._made is None:
            among = self.window.take(self.stratum())
            gus = among.gus if self.plan.one_per_gu else None
            self._made = (
                among, assignments(among.treated, gus, self.plan.draws, self.plan.seed)
            )  # fmt: skip
        return self._made

    def _permuted(self) -> Effect:
        among, chosen = self.choices()
        self.chance = permute(changes(among), chosen, level=self.plan.interval)
        controls = int((~among.treated).sum())
        return replace(as_effect(self.chance, "permutation"), controls=controls)

    def _permuted_events(self) -> tuple[Point, ...]:
        """Each period against the mean of those before the start, by the same permutations."""
        among, every = self.choices()
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
        if self.window.is_pooled:
            raise RefusedError("pooled_months", "synthetic DiD")
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
