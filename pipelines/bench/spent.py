"""What some work took, on the clock and on the processors."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Spent:
    """`wall` seconds on the clock, `cpu` seconds of all threads of this process.

    Where others use the machine too, the clock tells of them as well; the processors' time hardly
    does, but it says nothing of how well the work is shared between threads.
    """

    wall: float
    cpu: float

    def over(self, other: Spent, *, work: float = 1.0, digits: int = 2) -> str:
        """Both ratios to `other`, of which this did `work` times as much, as a text."""
        by_clock, by_cpu = self.wall / other.wall / work, self.cpu / other.cpu / work
        return f"{by_clock:.{digits}f} (processor time {by_cpu:.{digits}f})"


def timed(work: Callable[[], object]) -> Spent:
    """What `work` takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)
