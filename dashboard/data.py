"""What is published, kept in memory by build: every page reads through here.

A new publication has a new version, so nothing old is shown after it; nothing here computes.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import maps
from dashboard.audience import Release
from dashboard.i18n import Language
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo

# enough for some people on different months; the oldest leave first
_KEPT = 200


def deployments() -> tuple[read.DeploymentInfo, ...]:
    """The deployments with a publication."""
    return read.deployments()


def build(deployment: str) -> BuildInfo:
    """The current publication; read every time, for it decides what else is current."""
    return read.build_info(deployment)


def version(info: BuildInfo) -> str:
    """What tells one publication from another, fit for an address."""
    return f"{info.build_id}-{info.code_hash}"


def months(info: BuildInfo) -> list[date]:
    """The months of a publication, oldest first."""
    return read.months(info.deployment)


def table(
    name: str,
    info: BuildInfo,
    release: Release,
    *,
    gu: str | None = None,
    dong: str | None = None,
    month: date | None = None,
) -> pd.DataFrame:
    """A slice of a published table (see `pipelines.read.table`)."""
    return _table(name, info.deployment, version(info), release, gu, dong, month)


@kept(_KEPT)
def _table(
    name: str,
    deployment: str,
    version: str,  # part of what the result is kept by
    release: Release,
    gu: str | None,
    dong: str | None,
    month: date | None,
) -> pd.DataFrame:
    return read.table(name, deployment=deployment, release=release, gu=gu, dong=dong, month=month)


def shapes_url(info: BuildInfo, part: str = "") -> str:
    """Where the app serves the polygons of a publication; another publication, another address.

    `part` is the code of one Gu, or `gus` for the Gu without their Dongs; all when empty.
    """
    name = f"{version(info)}.{part}" if part else version(info)
    return f"/assets/shapes/{info.deployment}/{name}.js"


def shapes(info: BuildInfo, part: str = "") -> str:
    """The polygons of a deployment, or a part of them, as the script that its maps load.

    Raises InputError for a Gu that does not exist.
    """
    return _shapes(info.deployment, version(info), part)


# a country has some 250 Gu; each is fetched once by a browser, and then kept there
@kept(40)
def _shapes(deployment: str, version: str, part: str) -> str:
    gu = part if part and part != "gus" else None
    dongs, gus = (read.geo(layer, deployment=deployment, gu=gu) for layer in ("dongs", "gus"))
    key = f"{deployment}/{version}.{part}" if part else f"{deployment}/{version}"
    return maps.shapes_script(key, dongs.iloc[:0] if part == "gus" else dongs, gus)


Months = tuple[date, date]


def period(
    name: str,
    info: BuildInfo,
    release: Release,
    months: Months,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """Sums over months of a published table (see `pipelines.read.period_sums`)."""
    return _period(name, info.deployment, version(info), release, months, gu, dong)


@kept(_KEPT)
def _period(
    name: str,
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    return read.period_sums(
        name, deployment=deployment, release=release, months=months, gu=gu, dong=dong
    )


def silent_channels(info: BuildInfo, release: Release, months: Months) -> pd.DataFrame:
    """Dongs with much need and a silent channel (see `pipelines.read.silent_channels`)."""
    return _silent(info.deployment, version(info), release, months)


@kept(_KEPT)
def _silent(deployment: str, version: str, release: Release, months: Months) -> pd.DataFrame:
    return read.silent_channels(deployment=deployment, release=release, months=months)


def caseload(
    place: read.Place,
    info: BuildInfo,
    release: Release,
    *,
    gu: str | None = None,
    dong: str | None = None,
    month: date | None = None,
) -> pd.DataFrame:
    """Open cases per case worker (see `pipelines.read.caseload`)."""
    return _caseload(place, info.deployment, version(info), release, gu, dong, month)


@kept(_KEPT)
def _caseload(
    place: read.Place,
    deployment: str,
    version: str,
    release: Release,
    gu: str | None,
    dong: str | None,
    month: date | None,
) -> pd.DataFrame:
    return read.caseload(
        place, deployment=deployment, release=release, gu=gu, dong=dong, month=month
    )


@kept(1)
def claims() -> pd.DataFrame:
    """Figures that others have published (see `pipelines.read.claims`)."""
    return read.claims()


@kept(1)
def evaluation_plan() -> read.EvaluationPlan:
    """What was decided before the data were seen (see `pipelines.read.evaluation_plan`)."""
    return read.evaluation_plan()


def smoothed(info: BuildInfo, release: Release) -> pd.DataFrame:
    """Coverage of every month by empirical Bayes (see `pipelines.read.smoothed_coverage`)."""
    return _smoothed(info.deployment, version(info), release)


@kept(8)
def _smoothed(deployment: str, version: str, release: Release) -> pd.DataFrame:
    return read.smoothed_coverage(deployment=deployment, release=release)


def association(
    measure: read.AssociatedMeasure, info: BuildInfo, release: Release, month: date
) -> read.LocalAssociation:
    """Which Dongs differ from their neighbours (see `pipelines.read.local_association`)."""
    return _association(measure, info.deployment, version(info), release, month)


@kept(_KEPT)
def _association(
    measure: read.AssociatedMeasure,
    deployment: str,
    version: str,
    release: Release,
    month: date,
) -> read.LocalAssociation:
    return read.local_association(measure, deployment=deployment, release=release, month=month)


def neighbours(info: BuildInfo) -> pd.DataFrame:
    """Which Dongs touch (see `pipelines.read.neighbours`)."""
    return _neighbours(info.deployment, version(info))


@kept(4)
def _neighbours(deployment: str, version: str) -> pd.DataFrame:
    return read.neighbours(deployment)


def coverage_ranks(
    info: BuildInfo, release: Release, month: date, gu: str | None = None
) -> pd.DataFrame:
    """rank, low and high of each Dong's coverage, lowest first (`pipelines.read.rank_intervals`).

    By dong_code, among the Dongs of a Gu or of all; Int64, missing where there is no rate.
    """
    return _coverage_ranks(info.deployment, version(info), release, month, gu)


@kept(_KEPT)
def _coverage_ranks(
    deployment: str, version: str, release: Release, month: date, gu: str | None
) -> pd.DataFrame:
    rows = read.table(
        "coverage_by_dong_month", deployment=deployment, release=release, gu=gu, month=month
    ).set_index("dong_code")
    noise = read.NOISE_SD if release == "open" else 0.0
    ranks = read.rank_intervals(
        rows["reached_count"], rows["at_risk_count"], draws=1_000, noise_sd=noise
    )
    return pd.DataFrame({"rank": ranks.rank, "low": ranks.low, "high": ranks.high})


def journey_stages(
    info: BuildInfo,
    release: Release,
    months: Months,
    track: read.Track,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """How far flagged households came (see `pipelines.read.journey_stages`)."""
    return _stages(info.deployment, version(info), release, months, track, gu, dong)


@kept(_KEPT)
def _stages(
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    track: read.Track,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    place = "dong" if dong else "gu" if gu else "city"
    where = (release, months, None if dong else gu, dong)
    if track == "all":
        return read.stages_of(_period(f"flags_by_{place}_month", deployment, version, *where))
    # one question for the three of them
    sums = _period(f"journeys_by_{place}_month", deployment, version, *where)
    return read.stages_of(sums[sums["journey_track"] == track])


def case_balance(
    info: BuildInfo,
    release: Release,
    month: date,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """The case flow and what it must come to (see `pipelines.read.case_balance`)."""
    return _balance(info.deployment, version(info), release, month, gu, dong)


@kept(_KEPT)
def _balance(
    deployment: str,
    version: str,
    release: Release,
    month: date,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    return read.case_balance(deployment=deployment, release=release, month=month, gu=gu, dong=dong)


def closure_shares(
    info: BuildInfo,
    release: Release,
    months: Months,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """Why cases closed (see `pipelines.read.closure_shares`)."""
    return _closures(info.deployment, version(info), release, months, gu, dong)


@kept(_KEPT)
def _closures(
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    return read.closure_shares(
        deployment=deployment, release=release, months=months, gu=gu, dong=dong
    )


def build_steps(info: BuildInfo, release: Release) -> pd.DataFrame:
    """What the build ran, and how long (see `pipelines.read.build_steps`)."""
    return _build_steps(info.deployment, version(info), release)


@kept(8)
def _build_steps(deployment: str, version: str, release: Release) -> pd.DataFrame:
    return read.build_steps(deployment, release=release)


def checks(info: BuildInfo) -> pd.DataFrame:
    """The promises that the build held (see `pipelines.read.checks`)."""
    return _checks(info.deployment, version(info))


@kept(8)
def _checks(deployment: str, version: str) -> pd.DataFrame:
    return read.checks(deployment)


def landed_files(info: BuildInfo, release: Release) -> pd.DataFrame:
    """The extracts of the build (see `pipelines.read.landed_files`); internal only."""
    return _landed_files(info.deployment, version(info), release)


@kept(8)
def _landed_files(deployment: str, version: str, release: Release) -> pd.DataFrame:
    return read.landed_files(deployment, release=release)


def lineage(info: BuildInfo) -> dict[str, tuple[str, ...]]:
    """What each table reads (see `pipelines.read.lineage`)."""
    return _lineage(info.deployment, version(info))


@kept(8)
def _lineage(deployment: str, version: str) -> dict[str, tuple[str, ...]]:
    return read.lineage(deployment)


def policy(info: BuildInfo, month: date) -> pd.DataFrame:
    """The policy numbers in force; read every time, for the file is not of the publication."""
    return read.policy(info.deployment, month=month)


def milestones(info: BuildInfo) -> pd.DataFrame:
    """What happened when in the programme (see `pipelines.read.milestones`)."""
    return _milestones(info.deployment, version(info))


@kept(4)
def _milestones(deployment: str, version: str) -> pd.DataFrame:
    return read.milestones(deployment)


def never_twice(
    place: read.Place, info: BuildInfo, release: Release, month: date, cohorts: Months
) -> pd.DataFrame:
    """Flags, queues and workers of every place of a kind (see `pipelines.read.never_twice`)."""
    return _never_twice(place, info.deployment, version(info), release, month, cohorts)


@kept(_KEPT)
def _never_twice(
    place: read.Place,
    deployment: str,
    version: str,
    release: Release,
    month: date,
    cohorts: Months,
) -> pd.DataFrame:
    return read.never_twice(
        place, deployment=deployment, release=release, month=month, cohorts=cohorts
    )


def model_card(info: BuildInfo, language: Language) -> str:
    """What the model is for, its figures and limits (see `pipelines.read.model_card`); internal."""
    return _model_card(info.deployment, version(info), language)


@kept(8)
def _model_card(deployment: str, version: str, language: Language) -> str:
    return read.model_card(deployment, language)
