"""The extracts of one small invented Busan and Suseong, read as this folder's tests want them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import csv

from pipelines import invented
from pipelines.schema import FEEDS
from pipelines.settings import CHECKOUT, Settings
from tests.conftest import BUSAN, SCALE, SEED, SUSEONG


@dataclass(frozen=True)
class Made:
    """The folder of a deployment's extracts, its truth, and readers with English column names."""

    settings: Settings
    deployment: str

    @property
    def folder(self) -> Path:
        return self.settings.raw(self.deployment)

    def feed(self, name: str) -> pd.DataFrame:
        """All rows as text, columns named as in the schema, indexed by line number (header = 1)."""
        columns = FEEDS[name].columns
        table = csv.read_csv(
            self.folder / f"{name}.csv",
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types={column.ko: pa.string() for column in columns},
                strings_can_be_null=False,
            ),
        )
        text = pd.StringDtype(na_value=float("nan"))  # as pandas reads text itself
        rows = table.to_pandas(types_mapper={pa.string(): text}.get)
        rows = rows.rename(columns={column.ko: column.name for column in columns})
        rows.index = pd.RangeIndex(2, len(rows) + 2)
        return rows

    def good(self, name: str) -> pd.DataFrame:
        """The rows of a feed without the planted bad ones."""
        bad = self.truth("bad_rows")
        planted = bad.loc[
            (bad["file"] == f"{name}.csv") & (bad["reason"] != "accepted"), "row_number"
        ]
        return self.feed(name).drop(planted)

    def truth(self, name: str) -> pd.DataFrame:
        folder = invented.truth_folder(self.settings, self.deployment)
        return pd.read_parquet(folder / f"{name}.parquet")


def make(data: Path, deployment: str, scale: float = SCALE, seed: int = SEED) -> Made:
    """Make one deployment in a data folder of its own."""
    settings = Settings(data=data, reference=CHECKOUT / "data" / "reference")
    invented.make(settings, deployment, scale=scale, seed=seed)
    return Made(settings, deployment)


@pytest.fixture(scope="session")
def busan(busan_city: Settings) -> Made:
    return Made(busan_city, BUSAN)


@pytest.fixture(scope="session")
def suseong(suseong_city: Settings) -> Made:
    return Made(suseong_city, SUSEONG)
