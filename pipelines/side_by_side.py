"""The same work for several deployments at once: a process each, one listener for all of them."""

from __future__ import annotations

import multiprocessing
import queue
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any

from pipelines.errors import DabokdongError
from pipelines.progress import Advance, Progress

_PATIENCE = 0.5  # seconds of silence, after which it is asked whether a process has died


class Teller:
    """Progress of one process, told to the listener of another through a queue."""

    def __init__(self, events: Any, name: str) -> None:
        self._events, self._name, self._numbers = events, name, count()

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Advance]:
        """Tell of a stage, of whose it is, and how far it is."""
        key = (self._name, next(self._numbers))
        shown = name if self._name in name else f"{self._name}: {name}"
        self._events.put(("open", key, (shown, total, unit)))
        try:
            yield lambda done: self._events.put(("advance", key, done))
        finally:
            self._events.put(("close", key, None))


def side_by_side(
    work: Callable[[str, Progress], str], names: Sequence[str], progress: Progress
) -> list[str]:
    """What `work(name, progress)` says of each name, in their order.

    `work` must be one that another process can be told of (a function of a module, or a partial of
    one).

    Raises
    ------
    DabokdongError
        The first that a process met, its others ended; or a process that died.
    """
    context = multiprocessing.get_context("spawn")
    events = context.Queue()
    processes = {
        name: context.Process(target=_do, args=(work, name, events), daemon=True) for name in names
    }
    for process in processes.values():
        process.start()
    try:
        said = _listen(events, processes, progress)
    finally:
        for process in processes.values():
            process.terminate()
            process.join()
    return [said[name] for name in names]


def _listen(events: Any, processes: dict[str, Any], progress: Progress) -> dict[str, str]:
    """Pass on what the processes tell until each has said its last."""
    stages: dict[tuple[str, int], tuple[AbstractContextManager[Advance], Advance]] = {}
    said: dict[str, str] = {}
    try:
        while len(said) < len(processes):
            try:
                kind, key, content = events.get(timeout=_PATIENCE)
            except queue.Empty:
                _require_alive({n: p for n, p in processes.items() if n not in said})
                continue
            if kind == "open":
                stage = progress.stage(*content)
                stages[key] = (stage, stage.__enter__())
            elif kind == "advance":
                stages[key][1](content)
            elif kind == "close":
                stages.pop(key)[0].__exit__(None, None, None)
            elif kind == "failed":
                raise content
            else:
                said[key] = content
    finally:
        for left, _ in stages.values():
            left.__exit__(None, None, None)
    return said


def _require_alive(processes: dict[str, Any]) -> None:
    for name, process in processes.items():
        if process.exitcode is not None:
            raise DabokdongError(
                f"The process of {name} ended with code {process.exitcode} before its work was "
                f"done; what it said stands above. Run the command again."
            )


def _do(work: Callable[[str, Progress], str], name: str, events: Any) -> None:
    """Do the work of one name in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever interrupts the command wants no traces
    try:
        events.put(("said", name, work(name, Teller(events, name))))
    except (DabokdongError, OSError) as error:
        events.put(("failed", name, error))
