"""From a test of any effect to the interval of those that it does not reject."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

_DOUBLINGS, _HALVINGS = 12, 14


def edge(accepts: Callable[[float], bool], middle: float, step: float) -> float:
    """Where acceptance ends on one side of `middle`, by doubling and halving.

    Parameters
    ----------
    accepts : whether an effect is not rejected; `middle` is not.
    step : about a standard error, with the sign of the side; 0 returns `middle`.

    Returns infinity of that sign where nothing within thousands of steps is rejected.
    """
    if step == 0:
        return middle
    inside, outside = middle, middle + 2 * step
    for _ in range(_DOUBLINGS):
        if not accepts(outside):
            break
        inside, outside = outside, outside + 2 * (outside - middle)
    else:
        return inf if step > 0 else -inf
    for _ in range(_HALVINGS):
        half = (inside + outside) / 2
        inside, outside = (half, outside) if accepts(half) else (inside, half)
    return (inside + outside) / 2
