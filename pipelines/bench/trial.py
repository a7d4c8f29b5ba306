"""Whether the intervals of the evaluation hold what was planted in the invented city.

Each city is made anew from another seed, taken in and built as an office's records are; then its
headline effects are held against what would have happened without the roll-out, of the same draws
(`raw/truth`, read here and nowhere else).

The intervals are of the effect that such a roll-out has on Dongs like these, not of what came of
the very Dongs that joined: that these respond unlike each other widens them. So they should hold
the mean effect over all cities nine times in ten where the Dongs are drawn anew (`redrawn`), more
often where every city has the same Dongs, and a city's own effect most often.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipelines import ingest, invented, warehouse
from pipelines.bench.redrawn import redrawn
from pipelines.engine import connect
from pipelines.settings import Settings
from pipelines.trial.bench import Bench
from pipelines.trial.comparing import Compared, compare
from pipelines.trial.inference import Effect
from pipelines.trial.panel import Panel, read_panel
from pipelines.trial.plan import ComparisonPlan, Plan, read_plan

DEPLOYMENT = "busan_dabokdong"
SEED, SEEDS, SCALE = 2014, 100, 0.05
PLANTED = {"finds_per_1000": "newly_found", "visits_per_1000": "visits"}
ANEW = 4  # cities of Dongs drawn anew for each invented one
HEADS = ("outcome", "comparison", "mean effect inside 90 %", "own effect inside",
         "mean effect inside, Dongs drawn anew", "cities", "bias in errors",
         "width / effect")  # fmt: skip
Truths = dict[tuple[str, str], float]
"""The effect by outcome and comparison."""


@dataclass(frozen=True)
class Hit:
    """A headline effect with its standard error and interval, beside the city's own effect."""

    outcome: str
    comparison: str
    truth: float
    att: float
    error: float
    low: float
    high: float

    def holds(self, effect: float) -> bool:
        """Whether the interval holds an effect."""
        return self.low <= effect <= self.high


def run_trial(
    settings: Settings, *, scale: float = SCALE, seed: int = SEED, seeds: int = SEEDS
) -> Iterator[str]:
    """Make city after city in `data/bench-trial/`, and yield a line for each, then the table."""
    home = settings.data / "bench-trial"
    own = Settings(data=home, reference=settings.reference)
    plan = read_plan(own)
    hits: list[Hit] = []
    panels: list[Panel] = []
    for number in range(seed, seed + seeds):
        shutil.rmtree(home, ignore_errors=True)
        try:
            panel, truths = measure(own, plan, scale=scale, seed=number)
        finally:
            shutil.rmtree(home, ignore_errors=True)
        found = hits_of(panel, plan, truths)
        hits += found
        panels.append(panel)
        inside = sum(hit.holds(hit.truth) for hit in found)
        yield f"seed {number}: {inside} of {len(found)} intervals hold the city's own effect"
    yield from table(hits, hits_anew(panels, plan, means(hits), seed=seed))


def measure(settings: Settings, plan: Plan, *, scale: float, seed: int) -> tuple[Panel, Truths]:
    """The panel of one city, and what was planted in it."""
    invented.make(settings, DEPLOYMENT, scale=scale, seed=seed, has_audit=False)
    ingest.ingest_folder(settings, DEPLOYMENT)
    warehouse.build(settings, DEPLOYMENT)
    file = settings.warehouse(DEPLOYMENT) / "warehouse.duckdb"
    with closing(connect(settings, file, read_only=True)) as connection:
        return read_panel(connection), truths_of(settings, connection, plan)


def table(hits: list[Hit], anew: list[Hit]) -> Iterator[str]:
    """A row for each outcome and comparison; `anew` are the hits of Dongs drawn anew."""
    yield " | ".join(HEADS)
    for (outcome, comparison), mean in means(hits).items():
        own, others = (
            [hit for hit in some if (hit.outcome, hit.comparison) == (outcome, comparison)]
            for some in (hits, anew)
        )
        bias = np.mean([(hit.att - hit.truth) / hit.error for hit in own])
        width = np.median([(hit.high - hit.low) / abs(hit.truth) for hit in own])
        shares = [np.mean([hit.holds(mean) for hit in own]),
                  np.mean([hit.holds(hit.truth) for hit in own]),
                  np.mean([hit.holds(mean) for hit in others]) if others else np.nan]  # fmt: skip
        inside = " | ".join(f"{share:.2f}" for share in shares)
        yield f"{outcome} | {comparison} | {inside} | {len(own)} | {bias:+.2f} | {width:.2f}"


def means(hits: list[Hit]) -> Truths:
    """The mean effect over the cities."""
    pairs = dict.fromkeys((hit.outcome, hit.comparison) for hit in hits)
    return {
        pair: float(np.mean([hit.truth for hit in hits if (hit.outcome, hit.comparison) == pair]))
        for pair in pairs
    }


def hits_anew(panels: list[Panel], plan: Plan, truths: Truths, *, seed: int) -> list[Hit]:
    """The headlines of cities of Dongs drawn anew, each beside the mean effect over all cities."""
    draws = np.random.default_rng(seed)
    return [
        hit
        for _ in range(ANEW * len(panels))
        for hit in hits_of(redrawn(panels, draws), plan, truths)
    ]


def hits_of(panel: Panel, plan: Plan, truths: Truths) -> list[Hit]:
    """The headlines that have an interval, each beside the effect that it is held to."""
    count = len(panel.places)
    bench = Bench(panel, plan, np.zeros((count, count), dtype=bool))
    found = []
    with threadpool_limits(1):
        for comparison in plan.comparisons:
            alone = replace(comparison, estimators=(comparison.headline,))
            for outcome in PLANTED:
                compared = compare(bench, outcome, alone)
                effect = compared.effects[comparison.headline]
                truth = truths.get((outcome, comparison.name))
                if isinstance(effect, Effect) and effect.ci_low is not None and truth is not None:
                    found.append(_hit(compared, effect, truth))
    return found


def truths_of(settings: Settings, connection: duckdb.DuckDBPyConnection, plan: Plan) -> Truths:
    """What was planted in a built city."""
    truth = settings.raw(DEPLOYMENT).parent / "truth" / DEPLOYMENT / "rollout_effect.parquet"
    return {
        (outcome, comparison.name): _planted(connection, truth, planted, comparison)
        for outcome, planted in PLANTED.items()
        for comparison in plan.comparisons
    }


def _hit(compared: Compared, effect: Effect, truth: float) -> Hit:
    return Hit(
        compared.outcome, compared.comparison.name, truth, effect.att,
        error=float(effect.std_error or np.nan),
        low=float(effect.ci_low or 0.0), high=float(effect.ci_high or 0.0),
    )  # fmt: skip


def _planted(
    connection: duckdb.DuckDBPyConnection, truth: Path, planted: str, comparison: ComparisonPlan
) -> float:
    """Mean over the months of the programme in its Dongs, per 1,000 households."""
    ((value,),) = connection.execute(
        "select avg(1000.0 * (coalesce(t.with_rollout, 0) - coalesce(t.without_rollout, 0)) "
        "/ p.household_count) from marts.evaluation_panel_by_dong_month as p "
        "left join read_parquet(?) as t on p.dong_code = t.dong_code and p.month = t.month "
        "and t.outcome = ? where list_contains(?, p.phase) "
        "and p.month between p.cohort_month and ?",
        [str(truth), planted, list(comparison.phases), comparison.last_month],
    ).fetchall()
    return float(value)
