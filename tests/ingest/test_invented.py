"""Every bad row planted in the invented city is refused for its reason, and no other row is."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines import ingest, invented
from pipelines.settings import Settings
from tests.ingest.conftest import refused


@pytest.mark.parametrize("deployment", ["busan_dabokdong", "suseong_dodream"])
def test_the_planted_bad_rows_and_no_others_are_refused(installation: Settings, deployment: str):
    invented.make(installation, deployment, scale=0.01, seed=5)
    landed = ingest.ingest_folder(installation, deployment)
    assert {file.feed for file in landed} >= {"households", "visits", "signals", "cases"}
    planted = pd.read_parquet(installation.data / "raw" / "truth" / deployment / "bad_rows.parquet")
    planted = planted[planted["reason"] != "accepted"]
    expected = {(r.file, r.row_number): r.reason for r in planted.itertuples()}
    found = {
        (r.file, r.row_number): r.reason
        for file in landed
        if file.quarantine
        for r in refused(installation, file, deployment).itertuples()
    }
    assert len(expected) > 50
    assert found == expected
    assert all(file.invented is not None and file.invented["seed"] == 5 for file in landed)
