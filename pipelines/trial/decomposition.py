"""Finds = staff x visits per worker x finds per visit, and the same for cases and service links.

Log-additive and exact: the three ratios multiply to the total, their logs add up to its log.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log, nan

from pipelines.errors import InputError


@dataclass(frozen=True)
class Period:
    """Monthly means of a period: full-time equivalents, visits, and what is decomposed."""

    staff: float
    visits: float
    yielded: float


@dataclass(frozen=True)
class Decomposition:
    """Ratios of a period to its base, and their logs; nan where they cannot be told.

    `state`: exact; new (the base was zero); none (nothing after, or nothing at all); no_staff.
    """

    total: float
    staff: float
    visits_per_worker: float
    yield_per_visit: float
    state: str

    @property
    def parts(self) -> tuple[float, float, float]:
        """Logs of the three ratios; they add up to the log of the total."""
        ratios = (self.staff, self.visits_per_worker, self.yield_per_visit)
        return tuple(log(ratio) if self.state == "exact" else nan for ratio in ratios)  # type: ignore[return-value]


def decompose(base: Period, after: Period) -> Decomposition:
    """Where the growth of what was yielded came from.

    Raises InputError for a number that is negative or not finite.

    Examples
    --------
    Suyeong-gu, April to October 2015 to 2016, from its public figures: finds rose 3.80 times, of
    which 8.60 staff, 0.930 visits per worker and 0.475 finds per visit.

    >>> one = Period(staff=10, visits=100, yielded=20)
    >>> found = decompose(one, Period(staff=86, visits=86 * 10 * 0.93, yielded=20 * 3.8))
    >>> round(found.staff, 2), round(found.visits_per_worker, 3), round(found.yield_per_visit, 3)
    (8.6, 0.93, 0.475)
    """
    for value in (base.staff, base.visits, base.yielded, after.staff, after.visits, after.yielded):
        if not isfinite(value) or value < 0:
            raise InputError(f"A decomposition wants numbers from 0 on, and was given {value}.")
    if after.yielded == 0:
        return Decomposition(nan, nan, nan, nan, "none")
    if base.yielded == 0:
        return Decomposition(nan, nan, nan, nan, "new")
    total = after.yielded / base.yielded
    if base.staff == 0 or after.staff == 0:
        return Decomposition(total, nan, nan, nan, "no_staff")
    if base.visits == 0 or after.visits == 0:  # found without a visit: by what, is not known
        return Decomposition(total, after.staff / base.staff, nan, nan, "new")
    return Decomposition(
        total=total,
        staff=after.staff / base.staff,
        visits_per_worker=(after.visits / after.staff) / (base.visits / base.staff),
        yield_per_visit=(after.yielded / after.visits) / (base.yielded / base.visits),
        state="exact",
    )
