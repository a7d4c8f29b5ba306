"""Progress on a terminal: bars with counts and time left; plain lines for a log or a cron mail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipelines.progress import SILENT, Advance
from pipelines.progress import Progress as Listener


class Bars:
    """Shows each stage as a bar that stays when it is done."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
        """Draw one bar until the stage ends."""
        columns = (
            TextColumn("{task.description:<44}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn(unit),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console) as bars:
            task = bars.add_task(name, total=total)
            yield lambda count: bars.update(task, advance=count)
            done = bars.tasks[0].completed
            bars.update(task, total=total or done or 1, completed=total or done or 1)


class Lines:
    """Writes one line as each stage begins: no control characters in a log."""

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
        """Name the stage and how much there is to do."""
        print(f"{name}: {total:,} {unit}".rstrip() if total else name, flush=True)
        yield lambda count: None


def listener(*, quiet: bool = False) -> Listener:
    """Whoever fits where the output goes: bars on a terminal, lines in a log, nobody if quiet."""
    if quiet:
        return SILENT
    if sys.stderr.isatty():
        return Bars(Console(stderr=True))
    return Lines()
