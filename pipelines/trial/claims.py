"""The claim ledger: every published figure beside what the data at hand give.

Each claim of `data/reference/claims.csv` that the data can speak to has a way to measure it here;
the others say why not. A ratio is given three times: as claimed (after over before), per worker
(over the growth of staff), and over what Dongs without the programme did in the same months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.trial.facts import Facts
from pipelines.trial.panel import NEVER, Panel

RATIO_TOLERANCE, COUNT_TOLERANCE = 0.10, 0.01
_TRIAL = (date(2013, 7, 1), date(2014, 6, 1), date(2014, 7, 1), date(2015, 8, 1))
_CITY = (date(2012, 7, 1), date(2015, 12, 1), date(2017, 1, 1), date(2017, 12, 1))
_FIRST_CALL = (date(2015, 1, 1), date(2015, 12, 1), date(2016, 4, 1), date(2016, 12, 1))
_SUYEONG = (date(2015, 4, 1), date(2015, 10, 1), date(2016, 4, 1), date(2016, 10, 1))
_SUYEONG_NAME = "수영구"


@dataclass(frozen=True)
class RatioRule:
    """Which ratio a claim speaks of: a measure (over another), of whom, between which months."""

    above: str
    below: str | None
    whose: str
    months: tuple[date, date, date, date]


RATIOS: dict[str, RatioRule] = {
    "trial_finds_ratio": RatioRule("newly_found_count", None, "trial", _TRIAL),
    "trial_cases_ratio": RatioRule("opened_count", None, "trial", _TRIAL),
    "trial_visits_ratio": RatioRule("consultation_count", None, "trial", _TRIAL),
    "finds_2016_ratio": RatioRule("newly_found_count", None, "selected", _FIRST_CALL),
    "city_finds_ratio": RatioRule("newly_found_count", None, "everywhere", _CITY),
    "city_consultations_ratio": RatioRule("consultation_count", None, "everywhere", _CITY),
    "city_cases_ratio": RatioRule("opened_count", None, "everywhere", _CITY),
    "city_services_ratio": RatioRule("service_count", None, "everywhere", _CITY),
    "suyeong_finds_ratio": RatioRule("newly_found_count", None, "suyeong", _SUYEONG),
    "suyeong_staff_ratio": RatioRule("fte", None, "suyeong", _SUYEONG),
    "suyeong_visits_per_worker_ratio": RatioRule("visit_count", "fte", "suyeong", _SUYEONG),
    "suyeong_finds_per_visit_ratio": RatioRule(
        "newly_found_count", "visit_count", "suyeong", _SUYEONG
    ),
}
# what no feed of this project holds
NO_FEED = frozenset({
    "staff_trained", "target_2017", "projects_2018", "dodream_immediate_cash",
    "dodream_repair_experts", "dodream_hope_people", "dodream_hope_organisations",
    "dodream_award", "national_flagged", "national_nothing_share", "national_repeat_share",
})  # fmt: skip
NO_PERIOD = frozenset({"other_funding"})
# the sum of the grants is more than the plan's whole budget
DISAGREEING = {"master_plan_budget": "grant_total"}


@dataclass(frozen=True)
class Judged:
    """One claim beside the data; None where the data say nothing.

    Attributes
    ----------
    measured, per_worker, adjusted : the same figure; over the growth of staff; over the controls.
    months : first and last of the base, first and last of the period.
    verdict, reason : codes of the vocabularies claim_verdict and claim_reason.
    """

    claim_id: str
    claimed: float | None
    verdict: str
    reason: str
    measured: float | None = None
    per_worker: float | None = None
    adjusted: float | None = None
    months: tuple[date, date, date, date] | None = None


def judge_claims(ledger: pd.DataFrame, panel: Panel, facts: Facts) -> list[Judged]:
    """Every claim of the programme, and of the country, in the order of the ledger.

    Parameters
    ----------
    ledger : claims.csv by claim_id.
    """
    ours = ledger[ledger["programme"].isin([facts.programme, "national"])]
    claimed = {str(claim): float(value) for claim, value in ours["value"].items()}
    return [
        _judge(claim, value, str(ours.loc[claim, "comparator"]), claimed, panel, facts)
        for claim, value in claimed.items()
    ]


def _judge(
    claim: str,
    value: float,
    comparator: str,
    claimed: Mapping[str, float],
    panel: Panel,
    facts: Facts,
) -> Judged:
    if np.isnan(value):
        return Judged(claim, None, "unquantified", "no_figure", *facts.satisfaction, months=None)
    if claim in NO_FEED:
        return Judged(claim, value, "not_reproducible", "no_feed")
    if claim in NO_PERIOD:
        return Judged(claim, value, "not_reproducible", "no_period")
    if claim in RATIOS:
        return _ratio(claim, value, RATIOS[claim], panel, facts)
    measured = facts.figures.get(claim)
    if claim == "expanded_dongs":
        measured = _joined_by(panel, date(2017, 5, 1))
    if measured is None:
        return Judged(claim, value, "not_reproducible", "not_estimable")
    if claim in DISAGREEING and claimed.get(DISAGREEING[claim], value) > value * 1.01:
        return Judged(claim, value, "contradicted", "own_sources_disagree", measured)
    if "over" in comparator.replace("whole period", ""):
        holds = measured >= value * (1 - COUNT_TOLERANCE)
        reason = "at_least_holds" if holds else "outside_count"
        return Judged(claim, value, "reproduced" if holds else "contradicted", reason, measured)
    return Judged(claim, value, *_verdict(measured, value, COUNT_TOLERANCE, "count"), measured)


def _ratio(claim: str, value: float, rule: RatioRule, panel: Panel, facts: Facts) -> Judged:
    dongs = {
        "everywhere": np.ones(len(panel.places), dtype=bool),
        "suyeong": np.array([gu == facts.gu_codes.get(_SUYEONG_NAME) for gu in panel.gus]),
    }.get(rule.whose, np.array([phase == rule.whose for phase in panel.phases]))
    at = [panel.index_of(month) for month in rule.months]
    if not dongs.any() or at[0] < 0 or at[3] >= len(panel.months):
        return Judged(claim, value, "not_reproducible", "not_estimable", months=rule.months)
    base, after = slice(at[0], at[1] + 1), slice(at[2], at[3] + 1)
    measured = growth(panel, dongs, rule.above, rule.below, base, after)
    if measured is None:
        return Judged(claim, value, "not_reproducible", "not_estimable", months=rule.months)
    staff = growth(panel, dongs, "fte", None, base, after)
    controls = (panel.starts > at[3]) & ~dongs
    theirs = growth(panel, controls, rule.above, rule.below, base, after)
    is_of_count = rule.below is None and rule.above != "fte"
    return Judged(
        claim, value, *_verdict(measured, value, RATIO_TOLERANCE, "tolerance"),
        measured=measured,
        per_worker=measured / staff if staff and is_of_count else None,
        adjusted=measured / theirs if theirs else None,
        months=rule.months,
    )  # fmt: skip


def growth(
    panel: Panel,
    dongs: npt.NDArray[np.bool_],
    above: str,
    below: str | None,
    base: slice,
    after: slice,
) -> float | None:
    """Monthly mean (or quotient) after over that of the base; None where the base has none."""
    means = []
    for months in (base, after):
        top = panel.measures[above][dongs, months].sum() / (months.stop - months.start)
        bottom = 1.0 if below is None else (
            panel.measures[below][dongs, months].sum() / (months.stop - months.start)
        )  # fmt: skip
        means.append(top / bottom if bottom > 0 else np.nan)
    return float(means[1] / means[0]) if means[0] > 0 and np.isfinite(means[1]) else None


def _joined_by(panel: Panel, month: date) -> float:
    return float(((panel.starts <= panel.index_of(month)) & (panel.starts < NEVER)).sum())


def _verdict(measured: float, claimed: float, tolerance: float, kind: str) -> tuple[str, str]:
    """(verdict, reason); `kind` ends the codes of the two reasons."""
    if abs(measured / claimed - 1) <= tolerance:
        return "reproduced", f"within_{kind}"
    return "contradicted", f"outside_{kind}"
