"""Classes of a choropleth: breaks at round numbers, and the colours that go with them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

# One ramp everywhere: perceptual, safe for the colour-blind (blue to violet, lightness falls
# at each step), dark = more of the bad thing.
RAMP = ("#d6e6f2", "#a8c5e2", "#819cce", "#6c68b2", "#55287f")


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
        if not len(self):
            return pd.Series(-1, index=values.index)
        inner = self.edges[1:-1]
        place = np.searchsorted(np.asarray(inner), values.to_numpy(float, na_value=np.nan), "right")
        return pd.Series(np.where(values.isna(), -1, place), index=values.index)

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


def round_breaks(values: pd.Series, *, is_whole: bool, count: int = 5) -> Classes:
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


def _round_step(size: float, *, minimum: float) -> float:
    power = 10.0 ** math.floor(math.log10(size))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= size * (1 + 1e-9))
    return max(step, minimum)


def _multiple(value: float, step: float) -> float:
    return round(round(value / step) * step, 10)
