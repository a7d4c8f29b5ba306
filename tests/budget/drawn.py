"""Two Gu of two Dongs each, with the answers beside them."""

from __future__ import annotations

from datetime import date

import numpy as np

from pipelines.budget.need import Need
from pipelines.budget.request import LINES, PAID_ROLES
from pipelines.budget.sources import BudgetYear

PLACES = ("2611051000", "2611052000", "2614051000", "2614052000")
GUS = ("26110", "26110", "26140", "26140")
MONTH = date(2018, 12, 1)


def observed(*counts: float) -> Need:
    """Need without an interval."""
    n = len(counts)
    return Need("observed", MONTH, np.array(counts, float), np.zeros((n, 5)),
                np.full(n, np.nan), np.full(n, np.nan))  # fmt: skip


def estimated(middles: list[float], spread: float = 0.2, width: float | None = None) -> Need:
    """Need of which half is unreached, whose quantiles lie around the middle."""
    middle = np.array(middles, float)
    at = np.array([1 - spread, 1 - spread / 3, 1, 1 + spread / 3, 1 + spread])
    unreached = middle[:, None] / 2 * at
    return Need("estimated", MONTH, middle / 2, unreached, middle / 2 + unreached[:, 0],
                middle / 2 + unreached[:, 4], width)  # fmt: skip


def year_of(
    need: Need,
    programme: list[int],
    *,
    places: tuple[str, ...] = PLACES,
    gus: tuple[str, ...] = GUS,
    headcounts: list[int] | None = None,
    **lines: list[int],
) -> BudgetYear:
    """A year of programme money, of other lines as given, and of officials."""
    dongs = len(places)
    money = np.zeros((len(LINES), dongs), np.int64)
    for line, amounts in {"programme": programme, **lines}.items():
        if line in LINES:
            money[LINES.index(line)] = amounts
    people = np.zeros((len(PAID_ROLES), dongs), np.int64)
    people[0] = headcounts if headcounts is not None else 1
    return BudgetYear(
        year=2018, places=places, gus=gus, lines=LINES, money=money,
        goods=np.array(lines.get("goods", [0] * dongs), np.int64),
        staff_fte=people[0].astype(float), volunteer_fte=np.zeros(dongs),
        roles=PAID_ROLES, headcounts=people, gu_level={gus[0]: 500}, city_level=0,
        krw_per_usd=1100.0, need=need, reached=need.middle / 2,
    )  # fmt: skip
