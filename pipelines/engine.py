"""One way to open DuckDB: offline, bounded, with its spill files beside the data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.atomic import make_private
from pipelines.errors import DabokdongError
from pipelines.settings import Settings

# Leaves room for Python beside it on an office PC with 8 GB.
MEMORY_LIMIT = "5GB"


def connect(
    settings: Settings, path: Path | None = None, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """An open connection to `path`, or to memory.

    Extensions are downloads, so looking for them is switched off: a closed network must fail at
    once and by name, not after a time-out. `DABOKDONG_MEMORY` (such as "4GB") overrides the limit.
    """
    spill = settings.data / "warehouse" / "spill"
    make_private(spill)
    return duckdb.connect(
        str(path) if path else ":memory:",
        read_only=read_only,
        config={
            "memory_limit": os.environ.get("DABOKDONG_MEMORY", MEMORY_LIMIT),
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # DuckDB 2.0.0 now and then ends a join on a text column with the internal error
            # "global dictionary column changed identity after being seeded for dictionary
            # caching"; without the cache between operators it cannot (seen on 600,000 visits).
            "enable_caching_operators": "false",
        },
    )


@contextmanager
def refusals(undone: str) -> Iterator[None]:
    """Turn what the system refuses while writing, such as a full disk, into one sentence.

    `undone` is its beginning, such as "The warehouse could not be built". Errors in our SQL are no
    refusals: they keep their traceback.

    Raises DabokdongError.
    """
    try:
        yield
    except (
        OSError,
        duckdb.IOException,
        duckdb.OutOfMemoryException,
        duckdb.TransactionException,  # a commit that could not be written
    ) as error:
        reason = str(error).splitlines()[0]
        raise DabokdongError(
            f"{undone}: {reason}. Nothing was changed; free space and try again."
        ) from error
