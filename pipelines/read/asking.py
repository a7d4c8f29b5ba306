"""Questions to DuckDB, and answers with the types of the schema.

Types: text `str`, integer `Int64`, decimal `float64`, boolean `boolean`, date and month
`datetime64[s]`; missing values are NA, NaN or NaT. `is_suppressed` is plain `bool`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from pipelines.schema import COLUMNS

SUPPRESSED = "is_suppressed"

_PANDAS_TYPES = {
    "text": "str",
    "integer": "Int64",
    "decimal": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "month": "datetime64[s]",
}


def ask(query: str, bound: list[object]) -> pd.DataFrame:
    """What DuckDB answers, each column with the type of the schema's; others as they come.

    By way of Arrow: to change the types of a frame takes several times the question itself.
    """
    found = database().cursor().sql(query, params=bound).to_arrow_table()
    return pd.DataFrame(
        {name: _typed(name, found.column(name)) for name in found.column_names}, copy=False
    )


def _typed(name: str, column: pa.ChunkedArray) -> pd.Series | ExtensionArray | np.ndarray:
    """A column of Arrow as the type that `column_type` says."""
    if name != SUPPRESSED and name not in COLUMNS:
        return column.to_pandas()
    kind: Any = column_type(name)
    if kind == "datetime64[s]":
        return column.cast(pa.timestamp("s")).to_numpy()
    if kind == "float64":
        return column.cast(pa.float64()).to_numpy()
    if kind == "bool":
        return column.to_numpy().astype(bool)
    if kind == "Int64":  # sums come as decimals
        column = column.cast(pa.int64())
    if not column.num_chunks:
        return pd.array([], dtype=kind)
    dtype: Any = pd.api.types.pandas_dtype(kind)
    made: ExtensionArray = dtype.__from_arrow__(column)
    return made


def column_type(column: str) -> str:
    """The pandas type of a column of a published table."""
    return "bool" if column == SUPPRESSED else _PANDAS_TYPES[COLUMNS[column].type]


@cache
def database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory; opening one takes longer than most questions to it."""
    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
