"""The count by Dong, month after month: each from its own lists, with what audits have taught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from pipelines.risk.audit import Audit
from pipelines.risk.histories import CaptureCounts, seen_histories
from pipelines.risk.inputs import Inputs, apart
from pipelines.risk.priors import UNRECORDED_MEDIAN, UNRECORDED_SD, NeverSeen
from pipelines.risk.summary import refusals
from pipelines.risk.terms import State
from pipelines.risk.unreached import UnreachedFit, fit_unreached

# enough for the ends of a 90 % interval to stand to a tenth of its standard deviation
MONTHLY_DRAWS = 1000
RECENT = 24  # months, each estimated; older ones every third
STEP = 3


@dataclass(frozen=True)
class MonthEstimate:
    """What is estimated of one month.

    Attributes
    ----------
    month, households, reached : the month; (D,) of the inputs.
    known_unreached : (D,) on a list and not reached, by the records.
    unseen, unreached : (draws, D) on no list; these and the known who are not reached.
    refusals : why a Dong's own number is not given, or None.
    audit_month : of the audit that decided the never-seen term; None: the prior did.
    fit : the model; None where the whole city is refused.
    """

    month: date
    households: np.ndarray
    reached: np.ndarray
    known_unreached: np.ndarray
    unseen: np.ndarray
    unreached: np.ndarray
    refusals: list[str | None]
    audit_month: date | None
    fit: UnreachedFit | None


def months_to_estimate(months: tuple[date, ...], warm_up: int) -> list[date]:
    """The months that are estimated: the last RECENT, and every STEP-th before.

    The first `warm_up` months are left out: their windows reach back to before the records begin,
    so that households count as unlisted that a list may have held. Where no month would be left,
    the last one stays.
    """
    full = months[warm_up:] or months[-1:]
    older = full[: -RECENT or None] if len(full) > RECENT else ()
    return [*older[::-1][STEP - 1 :: STEP][::-1], *full[-RECENT:]]


def estimate_months(
    inputs: Inputs, wanted: list[date], *, draws: int = MONTHLY_DRAWS, with_audit: bool = True
) -> Iterator[MonthEstimate]:
    """Each wanted month, in order of time; a fit starts from that of the month before.

    An audit counts what the lists of its own month miss. Of later months it informs the never-seen
    term, with less and less weight, for as long as the policy says; months before it, never.
    """
    learnt: dict[date, NeverSeen] = {}
    start: State | None = None
    for month in sorted({*wanted, *(inputs.audits if with_audit else ())} & set(inputs.months)):
        earlier = _latest(inputs, learnt, month)
        estimate = estimate_month(
            inputs,
            month,
            audit=inputs.audits.get(month) if with_audit else None,
            earlier=earlier,
            start=start,
            draws=draws,
        )
        if estimate.fit is not None:
            start = estimate.fit.state
            if with_audit and month in inputs.audits:
                learnt[month] = estimate.fit.never_seen
        if month in wanted:
            yield estimate


def estimate_month(
    inputs: Inputs,
    month: date,
    *,
    audit: Audit | None = None,
    earlier: tuple[date, NeverSeen] | None = None,
    start: State | None = None,
    draws: int = MONTHLY_DRAWS,
) -> MonthEstimate:
    """One month; the seed of its draws is the month, so the same records give the same rows.

    No Dong has more unreached than it has households beside those listed, whatever the rate says. A
    fit that does not settle is refused, as lists are that say nothing.
    """
    at = inputs.months.index(month)
    households, counts = inputs.households[:, at], inputs.captures[month]
    known = inputs.known_unreached(month)
    common = (month, households, inputs.reached[:, at], known)
    unseen = np.zeros((draws, len(households)))
    reason = city_refusal(counts) if households.any() else "too_few_households"
    if reason is None:
        fit = _fit(inputs, month, audit, earlier, start, draws)
        reason = None if fit.has_converged else "unsettled"
    if reason is not None:
        alike: list[str | None] = [reason] * len(households)
        return MonthEstimate(*common, unseen, unseen, alike, None, None)
    unseen[:, households > 0] = fit.draws
    room = np.maximum(households - counts.known - unseen, 0)
    unrecorded = np.minimum(_unrecorded(known, households, draws, _seed(month)), room)
    reasons = refusals(counts, households, inputs.gus)
    audited = month if audit is not None else (earlier[0] if earlier else None)
    return MonthEstimate(*common, unseen, unseen + known + unrecorded, reasons, audited, fit)


def _fit(
    inputs: Inputs,
    month: date,
    audit: Audit | None,
    earlier: tuple[date, NeverSeen] | None,
    start: State | None,
    draws: int,
) -> UnreachedFit:
    """The model of the Dongs with households; from the start anew where `start` led it astray."""
    at, counts = inputs.months.index(month), inputs.captures[month]
    there = inputs.households[:, at] > 0
    fitted = partial(
        fit_unreached,
        CaptureCounts(_where(inputs.places, there), counts.lists, counts.counts[there]),
        inputs.households[there, at],
        inputs.covariates(month)[there],
        _audit_where(audit, there),
        signalled=inputs.unlisted[there, at],
        never_seen=earlier[1] if earlier else None,
        draws=draws,
        seed=_seed(month),
    )
    fit = fitted(start=start)
    return fit if fit.has_converged or start is None else fitted()


def _seed(month: date) -> int:
    return month.year * 12 + month.month


def city_refusal(counts: CaptureCounts) -> str | None:
    """Why the lists of a whole city say nothing of the unseen, or None."""
    histories = seen_histories(len(counts.lists))
    table = counts.counts.sum(axis=0)
    if not table.sum():
        return "no_lists"
    if ((histories.T @ table) > 0).sum() < 2:
        return "one_list"
    return None if table[histories.sum(axis=1) >= 2].sum() else "no_overlap"


def _unrecorded(known: np.ndarray, households: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """(draws, D) on a list and not reached, in need without a record of it."""
    rng = np.random.default_rng([seed, 1])
    share = np.exp(rng.normal(np.log(UNRECORDED_MEDIAN), UNRECORDED_SD, (draws, 1)))
    rate = known.sum() / max(households.sum(), 1)
    return rng.poisson(share * rate * households)


def _latest(
    inputs: Inputs, learnt: dict[date, NeverSeen], month: date
) -> tuple[date, NeverSeen] | None:
    """What the latest audit before a month taught, if it still informs it."""
    reach = inputs.audit_months[month]
    near = [m for m in learnt if 0 < apart(m, month) <= reach]
    if not near:
        return None
    latest = max(near)
    return latest, learnt[latest].after(apart(latest, month))


def _where(places: tuple[str, ...], there: np.ndarray) -> tuple[str, ...]:
    return tuple(place for place, is_there in zip(places, there, strict=True) if is_there)


def _audit_where(audit: Audit | None, there: np.ndarray) -> Audit | None:
    if audit is None:
        return None
    return Audit(audit.visited[there], audit.unknown[there], audit.known[there])
