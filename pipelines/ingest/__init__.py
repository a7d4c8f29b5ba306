"""One extract -> landing Parquet and quarantine: read, map, validate, pseudonymise."""

from pipelines.ingest.extracts import left_alone
from pipelines.ingest.recognising import Guess, guess
from pipelines.ingest.report import describe
from pipelines.ingest.taking import forget, ingest_file, ingest_folder, outdated

__all__ = [
    "Guess",
    "describe",
    "forget",
    "guess",
    "ingest_file",
    "ingest_folder",
    "left_alone",
    "outdated",
]
