"""What tells one publication of a build from another: the code, and the estimates beside it."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from pipelines.storing import Stored


def code_hash() -> str:
    """Eight hex digits over all that decides what is published beside the warehouse's content."""
    here = Path(__file__).parents[1]
    digest = hashlib.sha256(version("cell-key-perturbation").encode())
    files = [here / f"{name}.py" for name in ("disclosure", "publication", "rounding")]
    for folder in ("schema", "geography", "publish"):
        files += sorted((here / folder).glob("*.py"))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def made_by(parts: dict[str, Stored]) -> str:
    """What a publication is made by: its code, and the estimates where there are some."""
    if not parts:
        return code_hash()
    keys = "".join(f"{part}{made.key}" for part, made in sorted(parts.items()))
    return f"{code_hash()}-{hashlib.sha256(keys.encode()).hexdigest()[:8]}"
