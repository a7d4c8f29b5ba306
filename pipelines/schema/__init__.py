"""Every feed, mart, column and vocabulary once; everything else derives from it."""

from pipelines.schema.columns import COLUMNS, columns
from pipelines.schema.estimates import ESTIMATES
from pipelines.schema.feeds import FEEDS
from pipelines.schema.marts import MARTS
from pipelines.schema.model import Column, Feed, Table, Value, Vocabulary
from pipelines.schema.vocabularies import VOCABULARIES

__all__ = [
    "COLUMNS",
    "ESTIMATES",
    "FEEDS",
    "MARTS",
    "VOCABULARIES",
    "Column",
    "Feed",
    "Table",
    "Value",
    "Vocabulary",
    "columns",
]
