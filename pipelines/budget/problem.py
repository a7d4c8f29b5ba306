"""What a plan is solved for: the Dongs that take part, their money, limits and needs, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipelines.budget.need import Floats, draw_need
from pipelines.budget.request import PlanRequest
from pipelines.budget.sources import BudgetYear, Integers
from pipelines.errors import InputError


@dataclass(frozen=True)
class Problem:
    """D Dongs of known need, in order of code, and M lines that may move; amounts in whole won.

    Attributes
    ----------
    places, gus : (D) codes.
    index : (D) of each within the deployment's Dongs.
    pool : (D) number of the frame whose totals stay: the Gu, or 0 for all.
    lines : (M); `amounts` : (M, D) what each has of them.
    base : (D) all money of the scope, earmarked and goods included.
    own : (D) the same without goods: what floors and caps are shares of.
    need : (D) the middle; `draws` : (S, D), S 0 without draws.
    unreached_cost : won per household that the curve of diminishing returns starts from; NaN where
        it cannot be drawn.
    guaranteed : (D) won that each must have afterwards, by the middle of need; 0 without guarantee.
    pins : by the place within `places`, the change in won.
    copies : how often the same Dongs stand side by side, each time with another need.
    """

    request: PlanRequest
    places: tuple[str, ...]
    gus: tuple[str, ...]
    index: npt.NDArray[np.int64]
    pool: npt.NDArray[np.int64]
    lines: tuple[str, ...]
    amounts: Integers
    base: Integers
    own: Integers
    need: Floats
    draws: Floats
    unreached_cost: float
    guaranteed: Integers
    pins: dict[int, int] = field(default_factory=dict)
    copies: int = 1

    def fair(self, need: Floats) -> Floats:
        """(..., D) won of each Dong if its pool's money were shared out as `need` (..., D) is."""
        pools = np.eye(int(self.pool.max()) + 1)[self.pool]
        whole = (need @ pools) @ pools.T
        share = np.divide(need, whole, out=np.zeros(np.shape(need)), where=whole > 0)
        money = (self.base @ pools) @ pools.T
        # a pool in which nobody is in need stays as it is
        return np.asarray(np.where(whole > 0, share * money, self.base), dtype=float)

    def targets(self, need: Floats) -> Integers:
        """The same in whole won."""
        return np.rint(self.fair(need)).astype(np.int64)


def make_problem(year: BudgetYear, request: PlanRequest) -> Problem:
    """The problem of a request.

    Raises InputError for a Gu or pinned Dong that is none of the deployment's, or a Dong that is
    pinned and takes no part.
    """
    gus = np.asarray(year.gus)
    unknown = sorted(set(request.gus) - set(year.gus))
    if unknown:
        raise InputError(
            f"{request.deployment} has no Gu {unknown[0]!r}. Known: "
            f"{', '.join(sorted(set(year.gus)))}."
        )
    chosen = np.isin(gus, request.gus) if request.gus else np.ones(len(gus), bool)
    index = np.flatnonzero(chosen & year.need.is_known)
    places = tuple(year.places[at] for at in index)
    movable = _movable(year, request)
    drawn = draw_need(year.need, request.draws, request.seed) if request.draws else None
    if year.need.basis == "observed":
        drawn = None  # nothing to draw: observed need has no interval
    names = sorted({year.gus[at] for at in index})
    pool = [0 if request.crosses_gus else names.index(year.gus[at]) for at in index]
    base = year.total(request.money_scope)[index]
    goods = year.goods[index] if request.money_scope == "with_goods" else 0
    need = year.need.middle[index]
    return Problem(
        request=request,
        places=places,
        gus=tuple(year.gus[at] for at in index),
        index=index,
        pool=np.asarray(pool, dtype=np.int64),
        lines=tuple(year.lines[at] for at in movable),
        amounts=year.money[movable][:, index],
        base=base,
        own=base - goods,
        need=need,
        draws=np.zeros((0, len(index))) if drawn is None else drawn[:, index],
        unreached_cost=cost_of_reaching(base, need, year.reached[index]),
        guaranteed=np.ceil((request.least_krw_per_need or 0) * need).astype(np.int64),
        pins=_pins(request, places, year),
    )


def cost_of_reaching(money: Integers, need: Floats, reached: Floats) -> float:
    """Won that the first household reached costs, so that today's money reaches today's number.

    The curve: need x (1 - exp(-money / (cost x need))). NaN where nobody, or everybody, is
    reached, or nothing is known of it: then no curve fits.
    """
    from scipy.optimize import brentq

    total = float(np.nansum(reached))
    use = (need > 0) & (money > 0)
    if not (np.isfinite(reached).all() and 0 < total < need[use].sum()):
        return float("nan")

    def surplus(log_cost: float) -> float:
        return float(reached_by(money[use], need[use], np.exp(log_cost)).sum() - total)

    around = np.log(money[use].sum() / need[use].sum())
    low, high = around - 20, around + 20
    if surplus(low) * surplus(high) > 0:
        return float("nan")
    return float(np.exp(brentq(surplus, low, high, xtol=1e-12)))


def reached_by(money: npt.ArrayLike, need: npt.ArrayLike, cost: float) -> Floats:
    """(...) households reached by so much money, with diminishing returns; 0 without need."""
    won, homes = np.broadcast_arrays(np.asarray(money, float), np.asarray(need, float))
    per = np.divide(won, cost * homes, out=np.zeros(homes.shape), where=homes > 0)
    return homes * -np.expm1(-per)


def _movable(year: BudgetYear, request: PlanRequest) -> list[int]:
    """Lines that are counted, not earmarked, and not empty."""
    private = request.money_scope != "public"
    return [
        at
        for at, line in enumerate(year.lines)
        if line not in request.earmarked_lines
        and (line != "private" or private)
        and year.money[at].any()
    ]


def _pins(request: PlanRequest, places: tuple[str, ...], year: BudgetYear) -> dict[int, int]:
    found = {}
    for pin in request.pins:
        if pin.dong_code not in year.places:
            raise InputError(f"{request.deployment} has no Dong {pin.dong_code!r} to fix by hand.")
        if pin.dong_code not in places:
            raise InputError(
                f"{pin.dong_code} is fixed by hand but takes no part: it is of another Gu, or its "
                f"need is not known."
            )
        found[places.index(pin.dong_code)] = int(pin.change_krw)
    return found
