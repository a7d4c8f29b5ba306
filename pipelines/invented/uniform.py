"""Numbers that look random and depend on nothing but (seed, stream, id).

Python's side for the small tables; `sql/macros.sql` holds the same idea for DuckDB. Neither reads a
clock, a generator's state or the order of threads, so the same seed gives the same bytes.
"""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator for one named stream of one seed; streams do not touch each other."""
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))
