"""One outcome of one comparison: every estimator of the plan, and its event study."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipelines.trial.bench import Bench, open_window
from pipelines.trial.few_treated import ChanceTest
from pipelines.trial.inference import Effect
from pipelines.trial.plan import ComparisonPlan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.synthetic import SyntheticEffect
from pipelines.trial.window import Window
from pipelines.trial.working import Point, Work


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
    dongs : positions in the panel of the Dongs that the headline compares; empty where refused.
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
    dongs: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


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
    work = Work(bench, opened)
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
        dongs=work.dongs(comparison.headline),
    )  # fmt: skip


def headline(bench: Bench, comparison: ComparisonPlan, opened: Window) -> Effect:
    """The effect that speaks for the comparison, on another window of it."""
    return Work(bench, opened).estimate(comparison.headline)
