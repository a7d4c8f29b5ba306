"""Speed as ratios measured in one run: the same work, the same machine, the same minute.

Absolute seconds say more about the machine than about the program, so nothing is held against a
clock: ingest stands beside DuckDB's own copy of the file, the build beside a bare scan of the
landing files, a large run beside a small one, the heaviest marts beside pandas and polars.
"""

from pipelines.bench.measure import PARTS, run

__all__ = ["PARTS", "run"]
