"""One small invented Busan and Suseong for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from pipelines import invented
from pipelines.schema import FEEDS
from pipelines.settings import CHECKOUT, Settings

SCALE, SEED = 0.03, 11


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
        rows = pd.read_csv(self.folder / f"{name}.csv", dtype="str", keep_default_na=False)
        rows = rows.rename(columns={column.ko: column.name for column in FEEDS[name].columns})
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
def busan(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("invented"), "busan_dabokdong")


@pytest.fixture(scope="session")
def suseong(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("invented"), "suseong_dodream")
