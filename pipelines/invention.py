"""The note beside invented extracts: which files the generator made, byte for byte.

An extract is invented if the note lists its name and its content is the one that was listed; an
office's own file laid beside them is not. While the generator files its extracts the note lists
names without content, so that a run that was killed leaves nothing that would pass for real.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines import atomic
from pipelines.errors import InputError

NOTE = "INVENTED.json"
UNFINISHED = "unfinished"
"""The generator of a note whose files are being made, or are to be made again."""


@dataclass(frozen=True)
class Invention:
    """Seed, scale and generator, and the SHA-256 of each file (None: not filed yet) by name."""

    seed: int
    scale: float
    generator: str
    files: dict[str, str | None]

    def holds(self, name: str, content_hash: str) -> bool:
        """Whether a file of that name and content is one of the invented ones."""
        return name in self.files and self.files[name] in (None, content_hash)


def read_note(folder: Path) -> Invention | None:
    """The note of a folder, or None where there is none.

    Raises InputError for a note that is damaged or of another version.
    """
    path = folder / NOTE
    if not path.is_file():
        return None
    try:
        return Invention(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{path} cannot be read ({error}). Move the invented files of that folder away and "
            f"run the demo again."
        ) from error


def write_note(folder: Path, invention: Invention) -> None:
    """Lay the note beside the files, whole."""
    atomic.write_text(folder / NOTE, json.dumps(asdict(invention), indent=1) + "\n")


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def strangers(folder: Path) -> list[Path]:
    """Files of a raw folder that the generator did not make, in order of name."""
    if not folder.is_dir():
        return []
    invention = read_note(folder)
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in (NOTE, f".{NOTE}.partial")
        and not path.name.endswith(".partial")
        and not (invention and path.parent == folder and invention.holds(path.name, digest(path)))
    ]
