"""Plans of moves between Dongs, worked out from what is published and from nothing else."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipelines import settings as settings_module
from pipelines.budget.plan import FrontierPoint, Plan
from pipelines.budget.planning import Setting, make_frontier, make_plan
from pipelines.budget.request import PlanRequest
from pipelines.budget.solving import Stop, Tell, never, nobody
from pipelines.publication import Release, require_folder
from pipelines.read.about import build_info
from pipelines.read.association import neighbours
from pipelines.read.budget import year_of
from pipelines.read.tables import table
from pipelines.settings import Settings


def plan(
    request: PlanRequest,
    *,
    release: Release = "internal",
    should_stop: Stop = never,
    tell: Tell = nobody,
    settings: Settings | None = None,
) -> Plan:
    """The moves between Dongs that a request asks for: who loses, who gains, why, and how surely.

    Parameters
    ----------
    request
        What is asked (see `PlanRequest`).
    release
        Whose need and budgets: `open` has rounded needs, and leaves hidden Dongs out.
    should_stop
        Asked between programmes; when it says yes, the plan comes back as `stopped`. One programme
        takes half a second at most before it is asked again, unless its time limit is shorter.
    tell
        Told `(part, done, of)` of the `plan` itself (0 of 1), then of the `draws` of need.

    Returns
    -------
    Plan
        Whole won, the total of each line kept. Same publication and request, same plan, as long as
        the time limit is not met.

    Raises
    ------
    InputError
        A Gu, Dong or year that is not there, or a pinned Dong that takes no part.
    NotBuiltError
        Nothing is published.

    Examples
    --------
    >>> made = plan(PlanRequest("busan_dabokdong", 2018, gus=("26380",)))  # doctest: +SKIP
    >>> made.losers[0].change_krw  # doctest: +SKIP
    -4720000
    """
    return make_plan(
        _setting(request, release, settings), request, should_stop=should_stop, tell=tell
    )


def frontier(
    request: PlanRequest,
    *,
    points: int = 9,
    plan: Plan | None = None,
    release: Release = "internal",
    should_stop: Stop = never,
    tell: Tell = nobody,
    settings: Settings | None = None,
) -> tuple[FrontierPoint, ...]:
    """Equity gained against won moved: the best plans with more and more won allowed to move.

    Parameters and errors as those of `plan` (`tell` hears of the `frontier`); `points` from
    nothing moved to all that the plan without a limit moves. Shorter where it is stopped, empty
    where there is no plan. `plan` is what `plan` made of the same request: it spares the longest
    programme.
    """
    setting = _setting(request, release, settings)
    return make_frontier(
        setting, request, points=points, plan=plan, should_stop=should_stop, tell=tell
    )


def _setting(request: PlanRequest, release: Release, settings: Settings | None) -> Setting:
    settings = settings or settings_module.load()
    folder = require_folder(settings, request.deployment)
    year = year_of(request.deployment, request.fiscal_year, release=release, settings=settings)
    pairs, names, build_id = _places(folder, request.deployment, settings)
    return Setting(year, pairs, names, build_id, release)


@lru_cache(maxsize=4)
def _places(
    folder: Path, deployment: str, settings: Settings
) -> tuple[tuple[tuple[str, str], ...], dict[str, tuple[str, str]], str]:
    """(Dongs that touch, names by code, the build); kept: what is published never changes."""
    touching = neighbours(deployment, settings=settings)
    pairs = zip(touching["dong_code"], touching["neighbour_code"], strict=True)
    dongs = table("dongs", deployment=deployment, settings=settings)
    names = zip(dongs["dong_name_ko"], dongs["dong_name_en"], strict=True)
    by_code = dict(zip(dongs["dong_code"], names, strict=True))
    return tuple(pairs), by_code, build_info(deployment, settings=settings).build_id
