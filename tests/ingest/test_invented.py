"""Every bad row planted in the invented city is refused for its reason, and no other row is."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines import invented
from pipelines.landing import read_manifest
from tests.conftest import BUSAN, SEED, SUSEONG
from tests.ingest.conftest import refused


@pytest.mark.parametrize("deployment", [BUSAN, SUSEONG])
def test_the_planted_bad_rows_and_no_others_are_refused(
    deployment: str, request: pytest.FixtureRequest
):
    settings = request.getfixturevalue({BUSAN: "busan_city", SUSEONG: "suseong_city"}[deployment])
    landed = read_manifest(settings, deployment).files
    assert {file.feed for file in landed} >= {"households", "visits", "signals", "cases"}
    planted = pd.read_parquet(invented.truth_folder(settings, deployment) / "bad_rows.parquet")
    planted = planted[planted["reason"] != "accepted"]
    expected = {(r.file, r.row_number): r.reason for r in planted.itertuples()}
    found = {
        (r.file, r.row_number): r.reason
        for file in landed
        if file.quarantine
        for r in refused(settings, file, deployment).itertuples()
    }
    assert len(expected) > 50
    assert found == expected
    assert sum(file.rows_accepted for file in landed) > 20_000
    assert all(file.invented is not None and file.invented["seed"] == SEED for file in landed)
