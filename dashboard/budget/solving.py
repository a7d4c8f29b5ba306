"""Plans made while the reader waits, or beside the page; what was made once is kept."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from dashboard import data, filters
from dashboard.audience import Release
from dashboard.budget.rows import Balance
from dashboard.keeping import kept
from pipelines import read

_KEPT = 60
# of the frontier: each is a programme of its own, in a whole city of a second or two
_POINTS = 5
# plans of several sessions wait for each other: the machine has few cores
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="plan")
JOB = "plan_job"


@dataclass(frozen=True)
class Solved:
    """A plan, and the frontier that it lies on."""

    plan: read.Plan
    frontier: tuple[read.FrontierPoint, ...]


PARTS = ("plan", "draws", "frontier")
"""Of making a plan, in their order."""


@dataclass
class Job:
    """A plan being made beside the page: in which of the `PARTS`, and what is `done` `of` it."""

    request: read.PlanRequest
    release: Release
    version: str
    began: float = field(default_factory=time.monotonic)
    stop: Event = field(default_factory=Event)
    part: str = PARTS[0]
    done: int = 0
    of: int = 1
    future: Future[Solved] | None = None

    def tell(self, part: str, done: int, of: int) -> None:
        """Told by the planner how far it is."""
        self.part, self.done, self.of = part, done, of

    @property
    def share_done(self) -> float:
        """0 to 1: parts that are done, and what is done of the present one; says no time."""
        return (PARTS.index(self.part) + self.done / max(self.of, 1)) / len(PARTS)

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.began

    @property
    def is_running(self) -> bool:
        """Whether it has neither ended nor failed."""
        return self.future is not None and not self.future.done()


def is_quick(balance: Balance) -> bool:
    """Whether a plan is made within the blink of a click: of one Gu."""
    return bool(balance.selection.gu) or len(balance.gu_names) < 2


def solve(balance: Balance, request: read.PlanRequest) -> Solved:
    """The plan, made now, without its frontier; raises as `pipelines.read.plan` does."""
    return Solved(_plan(request, balance.selection.scope.release, data.version(balance.info)), ())


def with_frontier(balance: Balance, solved: Solved) -> Solved:
    """The same with its frontier: several programmes more, asked for when the plan is shown."""
    if solved.frontier:
        return solved
    release, version = balance.selection.scope.release, data.version(balance.info)
    plan = solved.plan
    return Solved(plan, _frontier(plan, plan.request, release, version))


@kept(_KEPT)
def _plan(request: read.PlanRequest, release: Release, version: str) -> read.Plan:
    return read.plan(request, release=release)


@kept(_KEPT, aside=1)
def _frontier(
    plan: read.Plan, request: read.PlanRequest, release: Release, version: str
) -> tuple[read.FrontierPoint, ...]:
    return read.frontier(request, points=_POINTS, plan=plan, release=release)


def _made(request: read.PlanRequest, release: Release, job: Job) -> Solved:
    """Both, beside the page."""
    watched: dict[str, Any] = {"should_stop": job.stop.is_set, "tell": job.tell}
    plan = read.plan(request, release=release, **watched)
    if plan.state not in ("optimal", "gap"):  # of what cannot be planned there is none
        return Solved(plan, ())
    frontier = read.frontier(request, points=_POINTS, plan=plan, release=release, **watched)
    return Solved(plan, frontier)


def start(balance: Balance, request: read.PlanRequest) -> None:
    """Begin to make a plan beside the page; the one before it is told to stop."""
    if (before := job()) is not None:
        before.stop.set()
    found = Job(request, balance.selection.scope.release, data.version(balance.info))
    found.future = _WORKERS.submit(_made, request, found.release, found)
    filters.remember(JOB, found)


def stop() -> None:
    """Tell the plan being made to stop."""
    if (running := job()) is not None:
        running.stop.set()


def job() -> Job | None:
    """The plan that this session last began, if any."""
    found: Job | None = filters.remembered(JOB)
    return found


def job_of(balance: Balance, request: read.PlanRequest) -> Job | None:
    """That job, if it is of this very request, release and publication."""
    found = job()
    own = (request, balance.selection.scope.release, data.version(balance.info))
    return found if found and (found.request, found.release, found.version) == own else None
