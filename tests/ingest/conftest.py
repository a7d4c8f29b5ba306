"""What the tests of ingest share: an installation of its own, and ways to look into it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from pipelines.landing import LandedFile
from pipelines.settings import CHECKOUT, Settings

BUSAN = "busan_dabokdong"


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    """Settings with an empty data folder and the committed reference folder."""
    return Settings(data=tmp_path / "data", reference=CHECKOUT / "data" / "reference")


@pytest.fixture
def own_reference(tmp_path: Path) -> Settings:
    """Settings whose reference folder is a copy that the test may change."""
    reference = tmp_path / "reference"
    shutil.copytree(CHECKOUT / "data" / "reference", reference)
    return Settings(data=tmp_path / "data", reference=reference)


def accepted(settings: Settings, landed: LandedFile, deployment: str = BUSAN) -> pd.DataFrame:
    """The rows that a file has landed."""
    return pd.read_parquet(settings.landing(deployment) / landed.parquet)


def refused(settings: Settings, landed: LandedFile, deployment: str = BUSAN) -> pd.DataFrame:
    """The quarantine of a file."""
    assert landed.quarantine is not None
    return pd.read_parquet(settings.landing(deployment) / landed.quarantine)


def reasons(settings: Settings, landed: LandedFile, deployment: str = BUSAN) -> dict[int, str]:
    """Row number -> reason of a file's quarantine; rows must not repeat."""
    if landed.quarantine is None:
        return {}
    rows = refused(settings, landed, deployment)
    assert not [n for n, count in Counter(rows["row_number"]).items() if count > 1]
    return dict(zip(rows["row_number"].tolist(), rows["reason"], strict=True))
