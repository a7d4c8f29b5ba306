"""One extract -> landing Parquet and quarantine: read, map, validate, pseudonymise."""

from pipelines.ingest.recognising import Guess, guess
from pipelines.ingest.report import describe
from pipelines.ingest.taking import ingest_file, ingest_folder

__all__ = ["Guess", "describe", "guess", "ingest_file", "ingest_folder"]
