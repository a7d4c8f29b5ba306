"""Writing so that a reader sees the old or the new, never a mix, whenever the power goes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import InputError, LockedError
from pipelines.settings import Settings


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(partial: Path, final: Path) -> None:
    """Put a finished file in the place of the old one, in one step."""
    sync(partial)
    partial.replace(final)
    sync(final.parent)


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a small file whole: beside its place first, then into it.

    One name beside each place: what a killed writer left there, the next one overwrites.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    os.fchmod(descriptor, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    replace(partial, path)


def make_private(folder: Path) -> None:
    """Make a folder for rows of persons, two levels (landing/<deployment>) closed to others."""
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    for each in (folder.parent, folder):
        each.mkdir(mode=0o700, exist_ok=True)
        if each.stat().st_uid == os.geteuid():
            each.chmod(0o700)


@contextmanager
def lock(settings: Settings, deployment: str) -> Iterator[None]:
    """Hold the deployment for one writer; the system lets go of it if the process dies.

    Raises LockedError at once when another run holds it, InputError where it cannot be written.
    """
    path = settings.landing(deployment) / ".lock"
    try:
        make_private(path.parent)
        file = path.open("w")
    except OSError as error:
        raise InputError(
            f"{path.parent} cannot be written to ({error.strerror}); mend its rights or point "
            f"DABOKDONG_DATA to a folder that can."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"Another run is writing {deployment} ({path} is locked). "
                f"Wait for it to end and try again."
            ) from error
        yield
