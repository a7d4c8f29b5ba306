"""From nothing to published, on the invented city: what every later step stands on."""

from datetime import date

import pandas as pd
import pytest

from pipelines import demo, read
from pipelines.bench import peers
from pipelines.landing import read_manifest
from pipelines.schema import FEEDS, MARTS
from pipelines.settings import Settings
from tests.conftest import BUSAN, SCALE, SEED

from .conftest import files_of

MONTH = date(2016, 6, 1)


def test_every_feed_is_landed_and_no_row_is_lost(busan_city: Settings) -> None:
    files = read_manifest(busan_city, BUSAN).files
    assert {file.feed for file in files} == set(FEEDS)
    for file in files:
        text = (busan_city.raw(BUSAN) / file.source).read_text(encoding="utf-8-sig")
        assert file.rows_read == text.count("\n") - 1
        assert file.rows_read == file.rows_accepted + sum(file.quarantined.values())


def test_a_second_run_changes_nothing(busan_city: Settings) -> None:
    before = files_of(busan_city.data)
    demo.make(busan_city, BUSAN, scale=SCALE, seed=SEED)
    assert files_of(busan_city.data) == before


def test_it_says_that_it_is_invented(busan_city: Settings) -> None:
    info = read.build_info(BUSAN, settings=busan_city)
    assert info.is_invented
    assert (info.seed, info.scale) == (SEED, SCALE)
    assert "SGIS" in info.attribution_ko
    assert "SGIS" in info.attribution_en


def test_every_published_mart_can_be_read(busan_city: Settings) -> None:
    for name, mart in MARTS.items():
        if mart.is_published:
            frame = read.table(name, deployment=BUSAN, settings=busan_city)
            assert not frame.empty, name
            assert not frame.duplicated(list(mart.grain)).any(), name


def test_dongs_sum_to_gu_and_city(busan_city: Settings) -> None:
    tables = [
        read.table(f"coverage_by_{place}_month", deployment=BUSAN, month=MONTH, settings=busan_city)
        for place in ("dong", "gu", "city")
    ]
    assert [len(table) for table in tables] == [205, 16, 1]
    for column in ("household_count", "at_risk_count", "reached_count", "coverage_gap_count"):
        assert len({int(table[column].sum()) for table in tables}) == 1, column


def test_coverage_sees_what_the_truth_holds(busan_city: Settings) -> None:
    """Households observed at risk follow the true ones, in number and across Dongs."""
    observed = read.table(
        "coverage_by_dong_month", deployment=BUSAN, month=MONTH, settings=busan_city
    )
    truth = pd.read_parquet(busan_city.data / "raw" / "truth" / BUSAN / "at_risk.parquet")
    moment = pd.Timestamp(MONTH)
    first, last = pd.to_datetime(truth["first_month"]), pd.to_datetime(truth["last_month"])
    now = truth[(first <= moment) & (last.isna() | (last >= moment))]
    true_count = now.groupby("dong_code").size()
    joined = observed.set_index("dong_code")["at_risk_count"].astype("float64").to_frame("seen")
    joined["true"] = true_count.reindex(joined.index).fillna(0)
    assert joined["seen"].corr(joined["true"], method="spearman") > 0.85
    assert 0.85 < joined["seen"].sum() / joined["true"].sum() < 1.2


def test_the_rollout_has_the_controls_that_history_had(busan_city: Settings) -> None:
    """153 Dongs still untreated in 2016, 13 by May 2017, none from January 2018."""
    panel = read.table("evaluation_panel_by_dong_month", deployment=BUSAN, settings=busan_city)
    controls = panel[panel["arm"] == "control"].groupby("month").size()
    assert controls[pd.Timestamp("2016-12-01")] == 205 - 52
    assert controls[pd.Timestamp("2017-05-01")] == 205 - 192
    assert pd.Timestamp("2018-01-01") not in controls.index
    trial = panel[(panel["phase"] == "trial") & (panel["month"] == "2014-07-01")]
    assert len(trial) == trial["gu_code"].nunique() == 4


def test_three_marts_equal_what_pandas_and_polars_find(busan_city: Settings) -> None:
    pytest.importorskip("polars", reason="polars is a development dependency")
    assert len(list(peers.compare(busan_city, BUSAN))) == 3
