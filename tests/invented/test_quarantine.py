"""The ingest refuses every planted row for the planted reason, and no other row."""

from __future__ import annotations

import pandas as pd

from pipelines import ingest

from .conftest import Made


def test_ingest_quarantines_exactly_the_planted_rows(suseong: Made) -> None:
    landed = ingest.ingest_folder(suseong.settings, suseong.deployment)
    bad = suseong.truth("bad_rows")
    bad = bad[bad["reason"] != "accepted"]
    folder = suseong.settings.landing(suseong.deployment)
    refused = [pd.read_parquet(folder / file.quarantine) for file in landed if file.quarantine]
    rows = pd.concat(refused, ignore_index=True)
    found = set(
        zip(rows["file"].str.split("/").str[-1], rows["row_number"], rows["reason"], strict=True)
    )
    assert found == set(zip(bad["file"], bad["row_number"], bad["reason"], strict=True))
    assert sum(file.rows_accepted for file in landed) > 20_000
