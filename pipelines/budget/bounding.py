"""A bound on the cost of one pool's plans, by a price on the won and a toll on moving it.

Without the conditions that what is given is gained, and that no more is moved than may be, each
Dong would do what is best for it alone at a price of the won, and those with most to win would be
the ones that move. Whatever the price and the toll, no plan is cheaper than that. Both are raised
as long as the bound rises: it is the least of many lines, so that where the lines on either side
of its top meet is the next to try (Kelley, J. E. (1960), The cutting-plane method for solving
convex programs, Journal of the Society for Industrial and Applied Mathematics 8). The bound is
that of the programme in `model` with its yes and no given in part (Geoffrion, A. M. (1974),
Lagrangean relaxation for integer programming, Mathematical Programming Study 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pipelines.budget.corners import Allowed, Corners
from pipelines.budget.need import Floats

UP, DOWN, STAY = 0, 1, 2
WAYS = np.array([1, -1, 0])
_PROVEN = 1e-10  # of the value: a bound so near is it
_UTMOST = 1e13  # a price at which every Dong does all it may
_CUTS = 200


@dataclass(frozen=True)
class Line:
    """A bound at a price or a toll `x`, and how fast it rises there."""

    x: float
    bound: float
    slope: float


AnyLine = TypeVar("AnyLine", bound=Line)


@dataclass(frozen=True)
class Answer(Line):
    """What the Dongs do at a price `x` and a toll.

    The slope is the won gained beyond those given.

    Attributes
    ----------
    over : won gained beyond those that may be moved.
    states : (D) UP, DOWN or STAY.
    """

    over: float
    states: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Node(Line):
    """The bound of what is `allowed` (3, D) at a toll `x`, with `answers` around its best price.

    The slope is what is moved beyond what may be, where giving and gaining meet.
    """

    allowed: Allowed
    answers: tuple[Answer, ...]


class _Priced:
    """What the Dongs do at a price, as far as it is allowed; `is_possible`: not more must move."""

    def __init__(self, corners: Corners, allowed: Allowed) -> None:
        self.corners = corners
        self.barred = np.repeat(np.where(allowed[:STAY], 0.0, np.inf).T, corners.each, axis=1)
        self.is_forced = ~allowed[STAY]
        may_move = np.asarray(allowed[:STAY].any(axis=0))
        is_few = int(self.is_forced.sum()) <= corners.moves
        self.is_possible = is_few and bool(may_move[self.is_forced].all())

    def at(self, price: float, toll: float) -> Answer:
        """What they do at a price and a toll."""
        corners = self.corners
        each = corners.cost + price * corners.won + toll * corners.gained + self.barred
        return self._taken(each, price, toll)

    def most(self, way: int) -> float:
        """The most won (UP), or the least (DOWN), that can be gained beyond those given."""
        return self._taken(self.barred - WAYS[way] * self.corners.won, 0.0, 0.0).slope

    def least(self) -> float:
        """Won that are moved at least: those who must gain do, and those who must give."""
        corners = self.corners
        must = np.abs(corners.won) + self.barred
        ways = (must[:, : corners.each].min(axis=1), must[:, corners.each :].min(axis=1))
        gains, gives = (np.where(self.is_forced & (way < other), way, 0.0)
                        for way, other in (ways, ways[::-1]))  # fmt: skip
        one_way = np.isinf(ways).any(axis=0)
        return max(float(gains[one_way].sum()), float(gives[one_way].sum()))

    def _taken(self, each: Floats, price: float, toll: float) -> Answer:
        """Those who must move do, and of the others those that win most by it."""
        corners = self.corners
        corner = each.argmin(axis=1)
        key = np.where(self.is_forced, -np.inf, each[corners.dongs, corner])
        moving = np.argsort(key, kind="stable")[: corners.moves]
        moving = moving[key[moving] < 0]
        at = corner[moving]
        surplus = float(corners.won[moving, at].sum())
        over = float(corners.gained[moving, at].sum()) - corners.moved
        bound = float(corners.cost[moving, at].sum()) + price * surplus
        states = np.full(len(key), STAY)
        states[moving] = np.where(at < corners.each, UP, DOWN)
        return Answer(price, bound + (toll * over if toll else 0.0), surplus, over, states)


def near(value: float) -> float:
    """How near to a value a bound is it."""
    return _PROVEN * max(abs(value), 1.0) if np.isfinite(value) else 0.0


def bound_of(
    corners: Corners, allowed: Allowed, around: tuple[float, float], toll: float, enough: float
) -> Node | None:
    """The highest bound, looked for from the prices `around`, and a toll, on.

    None where no plan exists, or none below `enough`.
    """
    priced = _Priced(corners, allowed)
    if not priced.is_possible or priced.most(UP) < 0 or priced.most(DOWN) > 0:
        return None
    if priced.least() > corners.moved:
        return None

    def at(toll: float) -> Node | None:
        nonlocal around
        found = _at_toll(priced, allowed, around, toll, enough)
        if found is not None:  # the price at the next toll lies near
            around = (found.answers[0].x, found.answers[-1].x)
        return found

    right = at(0.0)
    if right is None or right.slope <= 0:
        return right
    left, step = right, max(toll, 0.05)
    while right.slope > 0 and step < _UTMOST:
        found = at(step)
        if found is None:
            return None
        left, right, step = right, found, 4 * step
    ends = _highest(left, right, at, enough)
    if ends is None:
        return None
    left, right = ends
    answers = left.answers if left is right else (*left.answers, *right.answers)
    best = max(ends, key=lambda node: node.bound)
    return Node(best.x, best.bound, best.slope, allowed, answers)


def _at_toll(
    priced: _Priced, allowed: Allowed, around: tuple[float, float], toll: float, enough: float
) -> Node | None:
    """The highest bound at a toll; None where it is enough."""

    def at(price: float) -> Answer:
        return priced.at(price, toll)

    left, right = (_beyond(at, price, side) for price, side in zip(around, (-1, 1), strict=True))
    ends = _highest(left, right, at, enough)
    if ends is None:
        return None
    left, right = ends
    # so much of either as makes giving and gaining meet
    part = 0.5 if left.slope == right.slope else -right.slope / (left.slope - right.slope)
    over = part * left.over + (1 - part) * right.over if left is not right else left.over
    return Node(toll, max(left.bound, right.bound), over, allowed, (left, right))


def _beyond(at: Callable[[float], Answer], price: float, side: int) -> Answer:
    """The answer at the first price on that side at which no less is given than gained, or more."""
    found, step = at(price), 0.1
    while found.slope * side > 0 and abs(price) < _UTMOST:
        price, step = price + side * step, 4 * step
        found = at(price)
    return found


def _highest(
    left: AnyLine, right: AnyLine, at: Callable[[float], AnyLine | None], enough: float
) -> tuple[AnyLine, AnyLine] | None:
    """The lines at the top, between one that rises and one that falls; None where it is enough."""
    for _ in range(_CUTS):
        if max(left.bound, right.bound) >= enough - near(enough):
            return None
        if left.slope <= 0 or right.slope >= 0:
            break
        # where both lines meet: nothing is higher than that
        x = (right.bound - left.bound + left.slope * left.x - right.slope * right.x) / (
            left.slope - right.slope
        )
        if not left.x < x < right.x:
            break
        ceiling = left.bound + left.slope * (x - left.x)
        between = at(x)
        if between is None:
            return None
        left, right = (between, right) if between.slope > 0 else (left, between)
        if between.bound >= ceiling - near(ceiling) / 10:
            break
    settled = [line for line in (left, right) if line.slope == 0]
    left, right = (settled[0], settled[0]) if settled else (left, right)
    return None if max(left.bound, right.bound) >= enough - near(enough) else (left, right)
