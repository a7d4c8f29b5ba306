"""The invented city from nothing to published, reusing what is current."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import Any

from pipelines import atomic
from pipelines.errors import InputError
from pipelines.invention import UNFINISHED, read_note, strangers, write_note
from pipelines.landing import Manifest, read_manifest, write_manifest
from pipelines.progress import SILENT, Progress
from pipelines.settings import Settings
from pipelines.side_by_side import side_by_side

# of the scale: each process may take as much memory as one alone
LARGEST_AT_ONCE = 0.3


def make(
    settings: Settings,
    deployment: str,
    *,
    scale: float,
    seed: int,
    fresh: bool = False,
    has_audit: bool = True,
    progress: Progress = SILENT,
) -> str:
    """Make, ingest, build, estimate and publish one deployment of the invented city; a sentence.

    Without `has_audit` nobody visited random households, and the estimates are as wide as that.

    Raises InputError where the deployment's folders hold extracts that are not invented: the
    demo never mixes with, replaces or deletes an office's own records.
    """
    # here, since the process that starts the others needs none of it: seconds of imports
    from pipelines import estimates, ingest, invented, publish, warehouse

    started = time.monotonic()
    _refuse_real_records(settings, deployment)
    if fresh:
        _forget(settings, deployment)
    invented.make(
        settings, deployment, scale=scale, seed=seed, has_audit=has_audit, progress=progress
    )
    if not has_audit:
        _forget_audits(settings, deployment)
    ingest.ingest_folder(settings, deployment, progress=progress)
    built = warehouse.build(settings, deployment, progress=progress)
    estimates.make_estimates(settings, deployment, progress=progress)
    published = publish.publish(settings, deployment, anew=fresh, progress=progress)
    read, quarantined = _rows(settings, deployment)
    return (
        f"{deployment}: {read:,} invented rows, {quarantined:,} of them quarantined, build "
        f"{built.build_id} published in {published.folder} ({time.monotonic() - started:.0f} s)."
    )


def make_all(
    settings: Settings,
    *,
    scale: float,
    seed: int,
    fresh: bool = False,
    has_audit: bool = True,
    progress: Progress = SILENT,
) -> list[str]:
    """`make` for every deployment, at once where they are small enough; their sentences."""
    names = settings.deployments()
    for name in names:  # before anything of another one is made
        _refuse_real_records(settings, name)
    work = partial(
        _make_one, settings=settings, scale=scale, seed=seed, fresh=fresh, has_audit=has_audit
    )
    if scale > LARGEST_AT_ONCE:
        return [work(name, progress) for name in names]
    return side_by_side(work, names, progress)


def _make_one(deployment: str, progress: Progress, **wanted: Any) -> str:
    """`make`, as `side_by_side` calls it."""
    return make(deployment=deployment, progress=progress, **wanted)


def _rows(settings: Settings, deployment: str) -> tuple[int, int]:
    files = read_manifest(settings, deployment).files
    return (
        sum(file.rows_read for file in files),
        sum(sum(file.quarantined.values()) for file in files),
    )


def _refuse_real_records(settings: Settings, deployment: str) -> None:
    own = [path.name for path in strangers(settings.raw(deployment))]
    own += [file.source for file in read_manifest(settings, deployment).files if not file.invented]
    if own:
        raise InputError(
            f"{deployment} holds {own[0]}, which the demo did not make, so it leaves everything "
            f"alone. Set DABOKDONG_DATA to an empty folder and run the demo again."
        )


def _forget_audits(settings: Settings, deployment: str) -> None:
    """Take out the audits that a run before has landed: their extract is gone."""
    from pipelines import ingest

    for file in read_manifest(settings, deployment).of_feed("audits"):
        ingest.forget(settings, deployment, file.source)


def _forget(settings: Settings, deployment: str) -> None:
    """Make the next steps start from nothing; readers keep the old publication until the swap.

    Only what the demo made goes, and the pseudonym key stays: it belongs to the installation.
    """
    from pipelines import warehouse

    with atomic.lock(settings, deployment):
        write_manifest(settings, deployment, Manifest())
        (settings.warehouse(deployment) / warehouse.FILE_NAME).unlink(missing_ok=True)
        folder = settings.raw(deployment)
        if invention := read_note(folder):
            write_note(folder, replace(invention, generator=UNFINISHED))
