"""Ways to look into an installation, for all tests of this folder."""

from pathlib import Path


def files_of(folder: Path) -> dict[str, int]:
    """Every file below a folder, with the time of its last change."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "spill" not in path.parts and path.name != ".lock"
    }
