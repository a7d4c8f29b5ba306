"""What a publication keeps of its making: steps, checks, lineage, the files it came from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines import settings as settings_module
from pipelines.errors import InputError, NotBuiltError
from pipelines.publication import RELEASES, Release, require_folder
from pipelines.settings import Settings


def lineage(deployment: str, *, settings: Settings | None = None) -> dict[str, tuple[str, ...]]:
    """What each staging table and mart of the build reads, as its SQL says.

    Returns
    -------
    dict
        Such as `{"marts.coverage_by_gu_month": ("marts.coverage_by_dong_month",)}`, in order of
        name. What is read is of `landing`, `reference`, `staging` or `marts`.

    Raises
    ------
    InputError
        An unknown deployment.
    NotBuiltError
        Nothing is published, or by a version that kept no such facts.
    """
    rows = _facts("lineage", deployment, settings)
    return {str(name): tuple(reads) for name, reads in rows.groupby("name")["reads"]}


def build_steps(
    deployment: str, *, release: Release = "internal", settings: Settings | None = None
) -> pd.DataFrame:
    """What the build ran, in the order in which it ran.

    Parameters
    ----------
    deployment
        Such as busan_dabokdong.
    release
        `open` leaves the rows out: exact totals of two builds, subtracted, say what came between.

    Returns
    -------
    DataFrame
        name (such as marts.dongs or checks.arms_follow_the_rollout), kind (table, view, check),
        seconds, row_count (missing for views and checks).

    Raises
    ------
    InputError, NotBuiltError
        As `lineage` does; InputError also for an unknown release.
    """
    steps = _facts("build_steps", deployment, settings).astype({"row_count": "Int64"})
    if _known(release) == "open":
        steps["row_count"] = pd.NA
        steps["row_count"] = steps["row_count"].astype("Int64")
    return steps


def checks(deployment: str, *, settings: Settings | None = None) -> pd.DataFrame:
    """The promises that the build held, in order of name.

    A build that breaks one is not put in place, so `is_met` is true of all that are published; it
    says that the check ran on this very build.

    Returns
    -------
    DataFrame
        name (its file's stem), promise (the same in words, English), is_met, seconds.

    Raises
    ------
    InputError, NotBuiltError
        As `lineage` does.
    """
    steps = _facts("build_steps", deployment, settings)
    run = steps[steps["kind"] == "check"].sort_values("name", ignore_index=True)
    name = run["name"].str.removeprefix("checks.")
    return pd.DataFrame(
        {
            "name": name,
            "promise": name.str.replace("_", " "),
            "is_met": run["seconds"].notna(),
            "seconds": run["seconds"],
        }
    )


def landed_files(
    deployment: str, *, release: Release = "internal", settings: Settings | None = None
) -> pd.DataFrame:
    """The extracts that the build was made of, in order of feed.

    Returns
    -------
    DataFrame
        source (the file's name), feed, layout, row_count (read), accepted_count,
        quarantined_count, is_invented, ingested_at (taken on, ISO, UTC).

    Raises
    ------
    InputError, NotBuiltError
        As `lineage` does; InputError also for any release but `internal`.
    """
    if _known(release) != "internal":
        raise InputError("The files that were landed are internal: their totals are exact.")
    counts = dict.fromkeys(("row_count", "accepted_count", "quarantined_count"), "Int64")
    return _facts("landed_files", deployment, settings).astype(counts)


def _known(release: Release) -> Release:
    """The release, if there is one of that name."""
    if release not in RELEASES:
        raise InputError(f"There is no release {release!r}. Known: {', '.join(RELEASES)}.")
    return release


def _facts(name: str, deployment: str, settings: Settings | None) -> pd.DataFrame:
    """The rows of one file of facts."""
    folder = require_folder(settings or settings_module.load(), deployment)
    path: Path = folder / "facts" / f"{name}.parquet"
    if not path.exists():
        raise NotBuiltError(
            f"What is published of {deployment} was written by a version that kept no facts of "
            f"the build. Run `dabokdong run -d {deployment}`."
        )
    return pd.read_parquet(path)
