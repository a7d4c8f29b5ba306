"""Progress without a screen: steps report to whoever listens, by default nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

Advance = Callable[[int], None]


class Progress(Protocol):
    """Somebody who shows how far a stage is."""

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
        """Open a stage of `total` units (None: unknown) and yield the function that advances it."""
        ...


class Silent:
    """Nobody listens: for tests, notebooks and cron."""

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
        """Yield a function that does nothing."""
        yield lambda count: None


SILENT = Silent()
