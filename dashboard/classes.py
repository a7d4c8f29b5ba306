"""Classes of a choropleth: four ways to break, at round numbers, and the colours of each class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

# One ramp everywhere: perceptual, safe for the colour-blind (blue to violet, lightness falls
# at each step), dark = more of the bad thing.
RAMP = ("#d6e6f2", "#a8c5e2", "#819cce", "#6c68b2", "#55287f")

# Signed measures: too little is violet, as much of the bad thing is everywhere, too much orange
# (Brewer's PuOr, safe for the colour-blind); the class in the middle holds zero in its middle.
DIVERGING = ("#5e3c99", "#b2abd2", "#eeedeb", "#fdb863", "#b35806")

COUNT = 5
Method = Literal["quantile", "equal", "natural", "fixed"]
METHODS: tuple[Method, ...] = ("quantile", "equal", "natural", "fixed")
# natural breaks are sought among so many different values at most
_MOST_VALUES = 600


@dataclass(frozen=True)
class Classes:
    """Intervals of a measure, lowest first.

    `edges` has one more number than there are classes; a class takes its lower edge and leaves
    the upper one to the next, the last takes both (so it may hold one number). Empty where nothing
    had a value.
    """

    edges: tuple[float, ...]
    is_whole: bool

    def __len__(self) -> int:
        return max(len(self.edges) - 1, 0)

    def of(self, values: pd.Series) -> pd.Series:
        """The class (0, 1, ...) of each value, -1 where there is none; same index."""
        return pd.Series(self.places(values.to_numpy(float, na_value=np.nan)), index=values.index)

    def places(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
        """As `of`, of bare numbers: NaN is none."""
        if not len(self):
            return np.full(len(values), -1)
        place = np.searchsorted(np.asarray(self.edges[1:-1]), values, "right")
        return np.where(np.isnan(values), -1, place)

    def bounds(self, index: int) -> tuple[float, float]:
        """Lowest and highest number to show for a class; a whole number's class ends one below."""
        low, high = self.edges[index], self.edges[index + 1]
        is_last = index == len(self) - 1
        return low, high - 1 if self.is_whole and not is_last else high

    def colours(self, *, is_more_worse: bool) -> tuple[str, ...]:
        """A colour for each class, the darkest for the worst."""
        if len(self) == 1:
            # one class says only that all are alike: zero is the lightest colour, else the middle
            is_zero = not any(self.edges)
            return (RAMP[0] if is_zero and is_more_worse else RAMP[len(RAMP) // 2],)
        places = np.linspace(0, len(RAMP) - 1, len(self)).round().astype(int)
        chosen = tuple(RAMP[place] for place in places)
        return chosen if is_more_worse else chosen[::-1]


def classify(
    values: pd.Series, method: Method, *, is_whole: bool, fixed: tuple[float, ...] = ()
) -> Classes:
    """The values' classes by a method; none of more than five, fewer where values are alike.

    Parameters
    ----------
    method : `quantile`: about as many places in each; `equal`: of one width; `natural`: breaks
        where the values leave gaps (Fisher 1958, Jenks 1977); `fixed`: as given.
    fixed : the edges, lowest first. What lies outside of them falls in the outermost classes, so
        that a colour means the same in every month and Gu.
    """
    if method == "quantile":
        return round_breaks(values, is_whole=is_whole)
    if method == "fixed":
        return Classes(fixed if values.notna().any() else (), is_whole)
    known = np.sort(values.dropna().to_numpy(float))
    if not len(known) or known[0] == known[-1]:
        return round_breaks(values, is_whole=is_whole)
    if method == "equal":
        classes = _equal(float(known[0]), float(known[-1]), is_whole=is_whole)
    else:
        classes = _natural(known, is_whole=is_whole)
    # so near to each other that no round number lies between
    return classes if len(classes) > 1 else round_breaks(values, is_whole=is_whole)


def _equal(low: float, high: float, *, is_whole: bool) -> Classes:
    """Classes of one round width; of whole numbers, each its own where they are so few."""
    if is_whole and high - low < COUNT:
        return Classes((*map(float, range(int(low), int(high) + 1)), high), is_whole)
    size = (high - low) / COUNT
    power = 10.0 ** math.floor(math.log10(size))
    for width in (factor * power for factor in (1, 2, 2.5, 4, 5, 10, 20)):
        if is_whole and width % 1:
            continue
        first, last = math.floor(low / width + 1e-9), math.ceil(high / width - 1e-9)
        if last - first <= COUNT:
            break
    edges = tuple(round(place * width, 10) for place in range(first, last + 1))
    return Classes(edges, is_whole)


def _natural(known: npt.NDArray[np.float64], *, is_whole: bool) -> Classes:
    """Classes with the least squares about their means, broken at the roundest number between."""
    values, weights = np.unique(np.round(known, 6), return_counts=True)
    if len(values) > _MOST_VALUES:
        values = np.quantile(known, np.linspace(0, 1, _MOST_VALUES))
        weights = np.ones(_MOST_VALUES, int)
    if len(values) < 2:
        return Classes((), is_whole)
    starts = _least_squares(values, weights.astype(float), min(COUNT, len(values)))
    inner = [_roundest(float(values[start - 1]), float(values[start])) for start in starts]
    low = _roundest(float(values[0]) - (inner[0] - values[0]), float(values[0]))
    high = -_roundest(-float(values[-1]) - (values[-1] - inner[-1] + 1e-9), -float(values[-1]))
    if known[0] >= 0:
        low = max(low, 0.0)
    return Classes((math.floor(low) if is_whole else low, *inner, high), is_whole)


def _least_squares(
    values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], count: int
) -> list[int]:
    """Where classes 2, 3, ... begin, by dynamic programming over all divisions (Fisher 1958)."""
    n = np.concatenate([[0.0], np.cumsum(weights)])
    total = np.concatenate([[0.0], np.cumsum(weights * values)])
    square = np.concatenate([[0.0], np.cumsum(weights * values**2)])
    first, last = np.arange(len(values))[:, None], np.arange(len(values))[None, :] + 1
    with np.errstate(invalid="ignore", divide="ignore"):
        cost = (
            square[last] - square[first] - (total[last] - total[first]) ** 2 / (n[last] - n[first])
        )
    cost[first >= last] = np.inf
    best, begins = cost[0], []
    for _ in range(count - 1):
        # best of the classes before `first`, and one class from there on
        joined = np.concatenate([[np.inf], best[:-1]])[:, None] + cost
        begins.append(joined.argmin(axis=0))
        best = joined.min(axis=0)
    starts, end = [], len(values) - 1
    for begin in reversed(begins):
        starts.append(int(begin[end]))
        end = starts[-1] - 1
    return starts[::-1]


def _roundest(above: float, up_to: float) -> float:
    """The number with the fewest digits that is larger than `above` and at most `up_to`."""
    power = 10.0 ** math.ceil(math.log10(max(up_to - above, abs(up_to), 1e-9)))
    while power > 1e-9:
        for factor in (5, 2, 1):
            step = factor * power
            number = round(math.floor(up_to / step + 1e-9) * step, 10)
            if number > above:
                return number
        power /= 10
    return up_to


def round_breaks(values: pd.Series, *, is_whole: bool, count: int = COUNT) -> Classes:
    """At most `count` classes of about equal size whose breaks are round numbers.

    Quantiles are moved to the nearest multiple of a round step (1, 2 or 5 times a power of ten,
    an eighth of their spread); those that fall together make fewer classes.
    """
    known = values.dropna().to_numpy(float)
    if not len(known):
        return Classes((), is_whole)
    low, high = float(known.min()), float(known.max())
    if low == high:
        return Classes((low, high), is_whole)
    cuts = np.quantile(known, np.linspace(0, 1, count + 1)[1:-1])
    spread = float(cuts[-1] - cuts[0]) or (high - low)
    step = _round_step(spread / 8, minimum=1.0 if is_whole else 0.0)
    inner = sorted({_multiple(cut, step) for cut in cuts})
    # where nearly all are alike, the others still look different from them
    inner = [cut for cut in inner if low < cut <= high] or [float(known[known > low].min())]
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    edges = (round(first, 10), *inner, round(last, 10))
    return Classes(edges, is_whole)


def signed_breaks(values: pd.Series) -> Classes:
    """Five classes that mirror each other about zero, at round numbers; one where all are zero.

    The inner breaks are near the 40 % and 80 % quantiles of the distances from zero.
    """
    known = values.dropna().abs().to_numpy(float)
    if not len(known):
        return Classes((), False)
    most = float(known.max())
    if most == 0:
        return Classes((0.0, 0.0), False)
    inner, outer = (_one_digit(float(cut)) for cut in np.quantile(known, [0.4, 0.8]))
    if not 0 < inner < outer < most:
        inner, outer = most / 4, most / 2
    step = 10.0 ** (math.floor(math.log10(most)) - 1)
    end = round(math.ceil(most / step - 1e-9) * step, 10)
    return Classes((-end, -outer, -inner, inner, outer, end), False)


def _one_digit(size: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten; 0 of 0."""
    if size <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(size))
    return min((factor * power for factor in (1, 2, 5, 10)), key=lambda number: abs(number - size))


def _round_step(size: float, *, minimum: float) -> float:
    power = 10.0 ** math.floor(math.log10(size))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= size * (1 + 1e-9))
    return max(step, minimum)


def _multiple(value: float, step: float) -> float:
    return round(round(value / step) * step, 10)
