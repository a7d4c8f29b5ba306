"""An audit: what tells how many the lists miss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.errors import InputError


@dataclass(frozen=True)
class Audit:
    """A random sample of households, visited whatever the lists say.

    Attributes
    ----------
    visited : (D,) households visited in each Dong; 0 where the audit was not.
    unknown : (D,) of these, needy and on no list.
    known : (D,) of these, needy and on a list.
    """

    visited: np.ndarray
    unknown: np.ndarray
    known: np.ndarray

    def __post_init__(self) -> None:
        for name in ("visited", "unknown", "known"):
            column = getattr(self, name)
            if not np.isfinite(column).all() or (column < 0).any():
                raise InputError(f"The audit's {name} holds missing or negative numbers.")
        if (self.unknown + self.known > self.visited).any():
            raise InputError("The audit found more needy households than it visited.")

    @property
    def is_empty(self) -> bool:
        """Nobody was visited: as good as none."""
        return not self.visited.any()
