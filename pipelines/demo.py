"""The invented city from nothing to published, reusing what is current."""

from __future__ import annotations

import shutil
import time

from pipelines import ingest, invented, publish, warehouse
from pipelines.errors import InputError
from pipelines.landing import read_manifest
from pipelines.progress import SILENT, Progress
from pipelines.settings import Settings


def make(
    settings: Settings,
    deployment: str,
    *,
    scale: float,
    seed: int,
    fresh: bool = False,
    progress: Progress = SILENT,
) -> str:
    """Make, ingest, build and publish one deployment of the invented city; returns a sentence.

    Raises InputError where the deployment's folders hold extracts that are not invented: the
    demo never mixes with, replaces or deletes an office's own records.
    """
    started = time.monotonic()
    _refuse_real_records(settings, deployment)
    if fresh:
        _clear(settings, deployment)
    invented.make(settings, deployment, scale=scale, seed=seed, progress=progress)
    ingest.ingest_folder(settings, deployment, progress=progress)
    built = warehouse.build(settings, deployment, progress=progress)
    published = publish.publish(settings, deployment, progress=progress)
    read, quarantined = _rows(settings, deployment)
    return (
        f"{deployment}: {read:,} invented rows, {quarantined:,} of them quarantined, build "
        f"{built.build_id} published in {published.folder} ({time.monotonic() - started:.0f} s)."
    )


def _rows(settings: Settings, deployment: str) -> tuple[int, int]:
    files = read_manifest(settings, deployment).files
    return (
        sum(file.rows_read for file in files),
        sum(sum(file.quarantined.values()) for file in files),
    )


def _refuse_real_records(settings: Settings, deployment: str) -> None:
    raw = settings.raw(deployment)
    is_raw_real = raw.is_dir() and any(raw.iterdir()) and not (raw / "INVENTED.json").exists()
    landed = [
        file.source for file in read_manifest(settings, deployment).files if not file.invented
    ]
    if is_raw_real or landed:
        what = f"landed files such as {landed[0]}" if landed else f"extracts in {raw}"
        raise InputError(
            f"{deployment} holds {what} that are not invented, so the demo leaves it alone. "
            f"Set DABOKDONG_DATA to an empty folder and run the demo again."
        )


def _clear(settings: Settings, deployment: str) -> None:
    """Remove what the demo made. The pseudonym key stays: it belongs to the installation."""
    for folder in (
        settings.raw(deployment),
        settings.data / "raw" / "truth" / deployment,
        settings.landing(deployment),
        settings.warehouse(deployment),
        settings.published(deployment),
    ):
        shutil.rmtree(folder, ignore_errors=True)
