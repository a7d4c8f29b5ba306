"""Processes to be killed, forked from one that has read the programs: each costs its work alone.

The parent (multiprocessing's forkserver) starts once for a worker of pytest, imports tests/warm.py
and nothing else; a fork of it is a process of its own, which SIGKILL ends as it ends a command.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from pipelines.settings import Settings

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.warm"])


def start(said: Path, work: Callable[..., Any], *arguments: Any) -> BaseProcess:
    """A running process that calls `work(*arguments)`; what it prints goes to the file `said`."""
    process = CONTEXT.Process(target=_redirected, args=(said, work, arguments), daemon=True)
    process.start()
    return process


def finish(process: BaseProcess, seconds: float = 300) -> int:
    """The exit code of a process that is left to end by itself."""
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        raise AssertionError(f"the process did not end within {seconds} seconds")
    return process.exitcode


def kill(process: BaseProcess, after: float) -> bool:
    """Kill a process that many seconds after now; returns False where it had ended before."""
    process.join(after)
    process.kill()
    return finish(process, 30) == -signal.SIGKILL


def measure(said: Path, work: Callable[..., Any], *arguments: Any) -> float:
    """Seconds from the start to the end of a process that nobody kills and that must succeed."""
    started = time.monotonic()
    assert finish(start(said, work, *arguments)) == 0, said.read_text(encoding="utf-8")
    return time.monotonic() - started


def moments(count: int, length: float, seed: int) -> Iterator[float]:
    """Random moments of a run of `length` seconds, one in each of `count` equal parts, shuffled.

    So they are random, yet no phase of the run is left out by chance.
    """
    random = Random(seed)
    parts = list(range(count))
    random.shuffle(parts)
    for part in parts:
        yield (part + random.random()) / count * length


def command(settings: Settings, *arguments: str) -> None:
    """Run the `dabokdong` command on a data folder, in this process."""
    from pipelines import cli

    os.environ["DABOKDONG_DATA"] = str(settings.data)
    sys.argv = ["dabokdong", *arguments]
    cli.main()


def _redirected(said: Path, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    work(*arguments)
