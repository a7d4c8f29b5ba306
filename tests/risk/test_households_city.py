"""The household model on the invented city: its order, its calibration, and where its rows lie."""

import stat

import duckdb
import pandas as pd
import pytest

from pipelines import storing
from pipelines.ingest.pseudonym import pseudonym_sql, read_key
from pipelines.risk import card
from pipelines.risk.households import estimate_households, scores_file
from pipelines.risk.visits import visits_folder
from tests.conftest import BUSAN


@pytest.fixture(scope="module")
def validated(busan_city):
    return storing.read_table(busan_city, BUSAN, "risk_validation")


@pytest.fixture(scope="module")
def scores(busan_city):
    return pd.read_parquet(scores_file(busan_city, BUSAN))


def test_the_model_finds_more_than_the_points_rule_on_every_split(validated):
    recall = validated.pivot(index="split_month", columns="ranking_method", values="recall")
    assert len(recall) == 4
    assert (recall["model"] > recall["points_rule"]).all(), recall
    assert (recall["model"] > 2 * recall["random"]).all()


def test_the_calibration_error_is_at_most_a_hundredth(validated):
    errors = validated.loc[validated["ranking_method"] == "model", "calibration_error"]
    assert (errors <= 0.01).all(), errors.tolist()


def test_the_calibration_error_is_far_below_that_of_calling_nobody_needy(busan_city, validated):
    # where few are in need a hundredth is soon kept: to foretell nobody errs by all who are
    bins = storing.read_table(busan_city, BUSAN, "risk_calibration").astype(
        {"observed_rate": float}
    )
    needy = (bins["observed_rate"] * bins["scored_count"]).groupby(bins["split_month"]).sum()
    share = needy / bins.groupby("split_month")["scored_count"].sum()
    models = validated[validated["ranking_method"] == "model"].set_index("split_month")
    assert len(share) == len(models) == 4
    assert (models["calibration_error"].astype(float) < 0.5 * share).all(), share.tolist()


def test_scores_of_a_dong_sum_to_its_estimate(busan_city, scores):
    counts = storing.read_table(busan_city, BUSAN, "unreached_by_dong_month")
    last = counts[counts["month"] == counts["month"].max()].set_index("dong_code")
    expected = last["expected_unreached_count"].dropna().astype(float)
    sums = scores[~scores["is_capped"]].groupby("dong_code")["score"].sum()
    shared = sums.index.intersection(expected.index)
    assert len(shared) > 150
    assert (sums[shared] - expected[shared]).abs().max() < 1e-6
    assert scores["score"].between(0, 1).all()


def test_more_of_the_planted_need_stands_at_the_top_than_by_chance(busan_city, scores):
    # truth is for tests alone: no pipeline reads it
    truth = busan_city.data / "raw" / "truth" / BUSAN / "unreached.parquet"
    inner, outer = read_key(busan_city).pads
    with duckdb.connect() as connection:
        needy = connection.execute(
            f"select {pseudonym_sql('cast(household_id as varchar)')} as household_id "
            f"from '{truth}' where date '2018-12-01' between first_month and last_month",
            {"inner": inner, "outer": outer},
        ).df()
    is_needy = scores["household_id"].isin(needy["household_id"])
    top = scores["score_order"].rank(ascending=False, method="first") <= len(scores) // 20
    assert is_needy[top].sum() > 8 * is_needy.sum() / 20
    assert 0.5 * is_needy.sum() < scores["score"].sum() < 2 * is_needy.sum()


def test_scores_lie_with_the_warehouse_alone_and_nothing_published_names_a_household(busan_city):
    path = scores_file(busan_city, BUSAN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    published = busan_city.published(BUSAN)
    files = list(published.rglob("*.parquet"))
    assert any(file.name == "risk_validation.parquet" for file in files)
    assert not any("open" in file.parts and file.name.startswith("risk_") for file in files)
    for file in files:
        assert "household_id" not in pd.read_parquet(file).columns
    assert not visits_folder(busan_city, BUSAN).is_relative_to(published)


def test_an_estimate_that_is_current_is_left_alone(busan_city):
    before = scores_file(busan_city, BUSAN).stat().st_mtime_ns
    assert estimate_households(busan_city, BUSAN).was_current
    assert scores_file(busan_city, BUSAN).stat().st_mtime_ns == before


def test_the_card_is_written_from_the_build(busan_city, validated):
    recall = validated.loc[validated["ranking_method"] == "model", "recall"]
    for language in ("ko", "en"):
        text = card.model_card(busan_city, BUSAN, language)
        assert all(f"{value:.3f}" in text for value in recall)
