"""What offices and informants of each Dong can do in each month, with and without the roll-out.

Every quantity runs from its value before the programme to that of the trial or of the later Dongs
along a ramp that begins in the Dong's start month. The same city *without* the roll-out keeps the
ramp at 0: from the same uniforms it gives what would have happened, hence the true effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.invented import parameters as p
from pipelines.invented.parameters import Course
from pipelines.invented.places import Places
from pipelines.invented.uniform import stream

CANVASS, FALSE_REPORTS, CHECK_INS, CASE_VISITS = 10, 11, 12, 13


@dataclass(frozen=True)
class Effort:
    """Arrays of shape (Dongs, months) unless said otherwise.

    `headcount` and `fte` have a third axis, roles in the order of `parameters.ROLES`. `capacity` is
    visits a month at scale 1; `rates` maps a flow's number to its rate per unit of exposure.
    """

    headcount: np.ndarray
    fte: np.ndarray
    capacity: np.ndarray
    follow: np.ndarray
    lag_days: np.ndarray
    retry: np.ndarray
    opening: np.ndarray
    links: np.ndarray
    rates: dict[int, np.ndarray]


def ramp(rollout: pd.DataFrame, months: pd.DatetimeIndex) -> np.ndarray:
    """How far each Dong has come into the programme in each month, 0 to 1: (Dongs, months)."""
    start = pd.DatetimeIndex(rollout["start_month"])
    first = (start.year * 12 + start.month).to_numpy()[:, None]
    now = (months.year * 12 + months.month).to_numpy()[None, :]
    steps = np.concatenate([[0.0], p.RAMP])
    return steps[np.clip(now - first + 1, 0, len(p.RAMP))]


def plan(places: Places, rollout: pd.DataFrame, treated: np.ndarray, seed: int) -> Effort:
    """The effort of every Dong and month, `treated` being the ramp (all zeros: no roll-out)."""
    is_trial = (rollout["phase"] == "trial").to_numpy()
    headcount, fte = _staff(places, treated, is_trial, seed)
    secular = _secular(places.months)
    productivity = np.array([role[5] for role in p.ROLES])
    shock = np.exp(stream(seed, "shock").normal(0.0, 0.08, treated.shape))
    season = np.array(p.SEASON)[places.months.month - 1]
    capacity = (
        (fte * productivity).sum(axis=2)
        * _course(p.PRODUCTIVITY, treated, is_trial)
        * (secular * season * shock)
    )
    return Effort(
        headcount=headcount,
        fte=fte,
        capacity=capacity,
        follow=_course(p.FOLLOW, treated, is_trial),
        lag_days=_course(p.LAG_DAYS, treated, is_trial),
        retry=_course(p.RETRY, treated, is_trial),
        opening=_course(p.OPENING, treated, is_trial),
        links=_course(p.LINKS, treated, is_trial),
        rates=_rates(places, treated, is_trial, secular, seed),
    )


def cumulative(rate: np.ndarray) -> np.ndarray:
    """Rates by month summed from the first month on: one column more, beginning with 0."""
    return np.concatenate([np.zeros((len(rate), 1)), np.cumsum(rate, axis=1)], axis=1)


def _course(course: Course, treated: np.ndarray, is_trial: np.ndarray) -> np.ndarray:
    """A positive quantity along the ramp, by equal ratios."""
    after = np.where(is_trial, course.trial, course.later)[:, None]
    return course.before * (after / course.before) ** treated


def _secular(months: pd.DatetimeIndex) -> np.ndarray:
    """The growth that comes to every Dong, programme or not: 1, then up to 1 + SECULAR_GROWTH."""
    span = (pd.Timestamp(p.SECULAR_TO) - pd.Timestamp(p.SECULAR_FROM)).days
    passed = (months - pd.Timestamp(p.SECULAR_FROM)).days.to_numpy() / span
    return 1.0 + p.SECULAR_GROWTH * np.clip(passed, 0.0, 1.0)


def _staff(
    places: Places, treated: np.ndarray, is_trial: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Headcount and full-time equivalents, (Dongs, months, roles), in twentieths of a post."""
    homes = places.dongs["households"].to_numpy()
    size = np.clip(0.55 + 0.45 * homes / homes.mean(), 0.5, 1.8)
    noise = np.exp(stream(seed, "staff").normal(0.0, 0.12, (len(homes), len(p.ROLES))))
    shape = (*treated.shape, len(p.ROLES))
    headcount, fte = np.zeros(shape), np.zeros(shape)
    for index, (role, before, trial, later, post, _) in enumerate(p.ROLES):
        after = np.where(is_trial, trial, later)[:, None]
        if role == "licensed_senior":
            dispatched = (places.months >= pd.Timestamp(p.SENIORS_FROM)) & (treated > 0)
            headcount[:, :, index] = dispatched
            fte[:, :, index] = dispatched * post
            continue
        wanted = (before + (after - before) * treated) * (size * noise[:, index])[:, None]
        fte[:, :, index] = np.rint(wanted * 20) / 20
        headcount[:, :, index] = np.ceil(fte[:, :, index] / post - 1e-9)
    return headcount.astype(np.int64), fte


def _rates(
    places: Places, treated: np.ndarray, is_trial: np.ndarray, secular: np.ndarray, seed: int
) -> dict[int, np.ndarray]:
    """Rates of reports by channel (0-9), canvass (10) and mistaken reports (11)."""
    count = len(places.dongs)
    growth = treated * np.where(is_trial, p.REPORT_GROWTH.trial, p.REPORT_GROWTH.later)[:, None]
    touched = (places.neighbours @ (treated > 0)) > 0
    spill = np.where(touched & (treated == 0), p.SPILLOVER, 1.0) * secular
    draws = stream(seed, "reach")
    reach = np.exp(draws.normal(-(p.REACH_SPREAD**2) / 2, p.REACH_SPREAD, (count, 10)))
    silent = draws.random((count, 10)) < p.SILENT_SHARE
    silent[:, 8:] = False
    reach[silent] = 0.0
    rates = {
        channel: base * reach[:, [channel]] * factor**growth * spill
        for channel, (_, base, factor, _, _) in enumerate(p.CHANNELS)
    }
    rates[CANVASS] = _course(p.CANVASS, treated, is_trial)
    rates[FALSE_REPORTS] = p.FALSE_REPORT_RATE * 2.6**growth * spill
    return rates
