"""How good the count of the unreached is on the invented city, whose truth is planted; how fast.

The truth (`raw/truth`) is read here and nowhere else. Of each month measured: how many Dongs lie
inside their 90 % interval, over all and in the worst quarter of deprivation; whether the city
does; bias of the city; and the mean error of a Dong against two that need no model. They are the
naive one (nobody is missed but those listed and not met) and the audit's own ratio (unknown over
known, times the known of the Dong).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipelines import ingest, invented, warehouse
from pipelines.bench.other_audits import over_audits
from pipelines.engine import connect
from pipelines.risk.histories import CaptureCounts, list_pairs, seen_histories
from pipelines.risk.inputs import Inputs, read_inputs
from pipelines.risk.monthly import MonthEstimate, estimate_months
from pipelines.risk.unreached import fit_unreached
from pipelines.settings import Settings

DEPLOYMENT = "busan_dabokdong"
SEED = 2014
SCALE = 0.3
HEADS = ("month", "audit", "Dongs inside 90 %", "worst quarter", "city inside", "bias", "width",
         "error / naive", "error / ratio")  # fmt: skip
LARGE = 3500  # Dongs of the whole country, about


@dataclass(frozen=True)
class Score:
    """How one month's estimate compares with the truth.

    Attributes
    ----------
    inside, worst_quarter : share of Dongs inside their 90 % interval; in the worst quarter.
    is_total_inside : the city's truth lies in the city's interval.
    bias : of the city's middle, relative.
    error, naive_error, ratio_error : mean absolute error of a Dong; the ratio's None if no audit.
    width : of the city's interval, relative to the truth.
    """

    month: date
    is_audited: bool
    inside: float
    worst_quarter: float
    is_total_inside: bool
    bias: float
    error: float
    naive_error: float
    ratio_error: float | None
    width: float


def run_risk(settings: Settings, *, scale: float = SCALE, seed: int = SEED) -> Iterator[str]:
    """Make an invented city in `data/bench-risk/`, estimate it, and yield the lines of the report.

    The folder is removed at the end: about 3 GB at scale 1.
    """
    home = settings.data / "bench-risk"
    shutil.rmtree(home, ignore_errors=True)
    own = Settings(data=home, reference=settings.reference)
    try:
        invented.make(own, DEPLOYMENT, scale=scale, seed=seed)
        ingest.ingest_folder(own, DEPLOYMENT)
        warehouse.build(own, DEPLOYMENT)
        yield from report(own, DEPLOYMENT)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def report(settings: Settings, deployment: str) -> Iterator[str]:
    """The lines of the report on an invented city that is built already."""
    path = settings.warehouse(deployment) / warehouse.FILE_NAME
    with closing(connect(settings, path, read_only=True)) as connection:
        inputs = read_inputs(connection)
    truth, deprivation = read_truth(settings, deployment, inputs)
    months = sorted({*inputs.audits, inputs.months[-1]})
    yield f"| {' | '.join(HEADS)} |"
    yield "|---" * len(HEADS) + "|"
    for with_audit in (True, False):
        scores = [
            score(inputs, each, truth[each.month], deprivation)
            for each in estimate_months(inputs, months, with_audit=with_audit)
        ]
        for each in scores:
            yield _line(each)
        yield _mean_line(scores)
    for month in sorted({*sorted(inputs.audits)[:1], *sorted(inputs.audits)[-1:]}):
        yield str(over_audits(inputs, month, truth[month]))
    yield from _speed(inputs, inputs.months[-1])


def read_truth(
    settings: Settings, deployment: str, inputs: Inputs
) -> tuple[dict[date, np.ndarray], np.ndarray]:
    """(truly unreached households by month, (D,) planted need), in the order of the inputs."""
    folder = invented.truth_folder(settings, deployment)
    effect = pd.read_parquet(folder / "rollout_effect.parquet")
    rows = effect[effect["outcome"] == "unreached"]
    rows = rows.assign(month=pd.to_datetime(rows["month"]))
    wide = rows.pivot_table(index="dong_code", columns="month", values="with_rollout")
    wide = wide.reindex(list(inputs.places)).fillna(0)
    dongs = pd.read_parquet(folder / "dongs.parquet").set_index("dong_code")
    truth = {month: wide[pd.Timestamp(month)].to_numpy(float) for month in inputs.months}
    return truth, dongs["need"].reindex(list(inputs.places)).to_numpy(float)


def score(
    inputs: Inputs, estimate: MonthEstimate, truth: np.ndarray, deprivation: np.ndarray
) -> Score:
    """One month's estimate against the truth of its Dongs; refused Dongs are left out."""
    given = np.array([reason is None for reason in estimate.refusals])
    low, middle, high = np.quantile(estimate.unreached, (0.05, 0.5, 0.95), axis=0)
    inside = (np.floor(low) <= truth) & (truth <= np.ceil(high))
    quarter = np.argsort(np.argsort(deprivation)) * 4 // len(deprivation)
    total_low, total, total_high = np.quantile(estimate.unreached.sum(axis=1), (0.05, 0.5, 0.95))
    audit = inputs.audits.get(estimate.audit_month or date.min)
    ratio = None
    if audit is not None and audit.known.sum():
        known = inputs.captures[estimate.month].known
        guess = estimate.known_unreached + known * audit.unknown.sum() / audit.known.sum()
        ratio = float(np.abs(guess - truth)[given].mean())
    return Score(
        month=estimate.month,
        is_audited=audit is not None,
        inside=float(inside[given].mean()),
        worst_quarter=min(
            float(inside[own].mean()) for q in range(4) if (own := given & (quarter == q)).any()
        ),
        is_total_inside=bool(total_low <= truth.sum() <= total_high),
        bias=float(total / truth.sum() - 1),
        error=float(np.abs(middle - truth)[given].mean()),
        naive_error=float(np.abs(estimate.known_unreached - truth)[given].mean()),
        ratio_error=ratio,
        width=float((total_high - total_low) / truth.sum()),
    )


def _line(each: Score) -> str:
    ratio = f"{each.error / each.ratio_error:.2f}" if each.ratio_error else ""
    return (
        f"| {each.month:%Y-%m} | {'yes' if each.is_audited else 'no'} | {each.inside:.3f} "
        f"| {each.worst_quarter:.2f} | {'yes' if each.is_total_inside else 'no'} "
        f"| {each.bias:+.3f} | {each.width:.2f} | {each.error / each.naive_error:.2f} | {ratio} |"
    )


def _mean_line(scores: list[Score]) -> str:
    ratios = [each.error / each.ratio_error for each in scores if each.ratio_error]
    totals = f"{sum(each.is_total_inside for each in scores)} of {len(scores)}"
    return (
        f"| mean | {'yes' if scores[0].is_audited else 'no'} "
        f"| {np.mean([each.inside for each in scores]):.3f} "
        f"| {np.mean([each.worst_quarter for each in scores]):.2f} | {totals} "
        f"| {np.mean([each.bias for each in scores]):+.3f} "
        f"| {np.mean([each.width for each in scores]):.2f} "
        f"| {np.mean([each.error / each.naive_error for each in scores]):.2f} "
        f"| {f'{np.mean(ratios):.2f}' if ratios else ''} |"
    )


def _speed(inputs: Inputs, month: date) -> Iterator[str]:
    """Seconds of a fit as it stands and of a whole country, beside a bare regression."""
    for dongs in (len(inputs.places), LARGE):
        chosen = np.arange(dongs) % len(inputs.places)
        fit, bare = time_fit(inputs, month, chosen)
        yield (
            f"{dongs:,} Dongs: {fit:.2f} s a fit with its draws, {fit / bare:.1f} times a bare "
            f"Poisson regression of the same histories"
        )


def time_fit(inputs: Inputs, month: date, chosen: np.ndarray) -> tuple[float, float]:
    """(seconds of the fit, of a bare regression) for Dongs by their places, repeats allowed."""
    at = inputs.months.index(month)
    counts = CaptureCounts(
        tuple(f"{number}" for number in range(len(chosen))),
        inputs.captures[month].lists,
        inputs.captures[month].counts[chosen],
    )
    households = inputs.households[chosen, at]
    with threadpool_limits(1):
        began = time.process_time()
        bare_regression(counts, households, inputs.covariates(month)[chosen])
        between = time.process_time()
        fit_unreached(
            counts, households, inputs.covariates(month)[chosen],
            signalled=inputs.unlisted[chosen, at],
        )  # fmt: skip
        return time.process_time() - between, between - began


def bare_regression(
    counts: CaptureCounts, households: np.ndarray, covariates: np.ndarray, rounds: int = 25
) -> np.ndarray:
    """Coefficients of a Poisson regression of every Dong's histories: no effect of any Dong.

    Iterated weighted least squares on the whole design, as one writes it first.
    """
    histories = seen_histories(len(counts.lists))
    pairs = [histories[:, j] * histories[:, k] for j, k in list_pairs(len(counts.lists))]
    shared = np.column_stack([np.ones(len(histories)), histories, *pairs])
    centred = (covariates - covariates.mean(axis=0)) / np.maximum(covariates.std(axis=0), 1e-9)
    design = np.column_stack(
        [np.tile(shared, (len(households), 1)), np.repeat(centred, len(histories), axis=0)]
    )
    offset, table = np.repeat(np.log(households), len(histories)), counts.counts.ravel()
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(table.sum() / households.sum() / len(histories))
    for _ in range(rounds):
        mu = np.exp(np.clip(offset + design @ beta, -25, 25))
        weighted = design * mu[:, None]
        ridge = 1e-6 * np.eye(len(beta))
        step = np.linalg.solve(design.T @ weighted + ridge, design.T @ (table - mu))
        beta = beta + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
    return beta
