"""Where the cost of a Dong's change bends: at a price, one of these corners is its best."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.model import costs_of
from pipelines.budget.need import Floats

Allowed = npt.NDArray[np.bool_]
"""(3, D) whether a Dong may go up, go down, stay."""


class Corners:
    """The corners of each Dong's cost, up and then down: at a price one of them is cheapest."""

    def __init__(self, limits: Limits, pieces: Pieces) -> None:
        self.dongs = np.arange(len(limits.low))
        self.moves = len(self.dongs) if limits.moves is None else limits.moves
        high = np.stack([limits.high, -limits.low])
        low = np.maximum(np.stack([limits.low, -limits.high]), max(limits.minimum, 1))
        self.allowed = np.vstack([low <= high, (limits.low <= 0) & (limits.high >= 0)])
        # (D, C) won that the pool gains, and what they cost
        self.won, self.cost = _corners(pieces, low, np.maximum(high, low))
        self.gained = np.maximum(self.won, 0.0)
        self.moved = np.inf if limits.moved is None else float(limits.moved)
        # (D) of whom to branch on first, found by trying: where moves are few the Dongs that can
        # move least, whom the others then replace, and else those that cost or spare most
        least, most = -np.abs(self.won).max(axis=1), np.abs(self.cost).max(axis=1)
        is_few = self.moves < len(self.dongs) and limits.moved is None
        self.weight = least if is_few else most

    @property
    def each(self) -> int:
        """How many there are on a way."""
        return self.won.shape[1] // 2


def _corners(pieces: Pieces, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """(D, C) won gained, half of them below zero, from least to most each way; what they cost."""
    costs, made = costs_of(pieces), []
    for way in (1, -1):
        for dong in range(low.shape[1]):
            mine = np.flatnonzero((pieces.dong == dong) & (pieces.way == way))[::way]
            won = np.concatenate([[0], np.cumsum(pieces.width[mine])])
            cost = np.concatenate([[0], np.cumsum(pieces.width[mine] * costs[mine])])
            side = 0 if way > 0 else 1
            ends = np.clip(won, low[side, dong], high[side, dong])
            made.append((ends, np.interp(ends, won, cost)))
    most = max(len(ends) for ends, _ in made)
    size, cost = (
        np.array([np.pad(part[at], (0, most - len(part[at])), mode="edge") for part in made])
        for at in (0, 1)
    )
    dongs = low.shape[1]
    return np.hstack([size[:dongs], -size[dongs:]]).astype(float), np.hstack(
        [cost[:dongs], cost[dongs:]]
    )
