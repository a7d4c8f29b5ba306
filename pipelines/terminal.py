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
    """Shows each stage as a bar that stays when it is done; several may be open at once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: Progress | None = None

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
        """Draw one bar until the stage ends; then it moves above those still open."""
        bars = self._bars = self._bars or self._drawn()
        task = bars.add_task(name, total=total, unit=unit)
        try:
            yield lambda count: bars.update(task, advance=count)
            (drawn,) = (entry for entry in bars.tasks if entry.id == task)
            done = total or drawn.completed or 1
            bars.update(task, total=done, completed=done)
        finally:
            line = bars.make_tasks_table([entry for entry in bars.tasks if entry.id == task])
            bars.remove_task(task)
            if not bars.tasks:
                bars.stop()
                self._bars = None
            self._console.print(line)

    def _drawn(self) -> Progress:
        """Bars that are being drawn."""
        bars = Progress(
            TextColumn("{task.description:<44}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        bars.start()
        return bars


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
