"""The ledger of claims holds every figure of the programme's own story."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.settings import CHECKOUT


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return pd.read_csv(CHECKOUT / "data" / "reference" / "claims.csv").set_index("claim_id")


@pytest.mark.parametrize(
    "figure",
    [17, 10, 9, 4, 52, 26_200, 1_362_400, 1_140_000, 207, 275_000, 5, 192, 132, 206, 4.5, 4.4,
    2.8, 2.4,
     3.8, 8.6, 0.93, 0.475, 27_000, 4_000, 600, 230_000_000, 8_000_000, 6, 920, 32],
)  # fmt: skip
def test_every_seed_figure_is_listed(claims: pd.DataFrame, figure: float) -> None:
    assert figure in set(claims["value"])


def test_each_claim_says_where_it_is_from_and_in_both_languages(claims: pd.DataFrame) -> None:
    assert claims.index.is_unique
    for column in ("claim_ko", "claim_en", "source", "period", "programme"):
        assert claims[column].notna().all(), column
    assert claims.loc["satisfaction_increase"].isna()[["value", "unit"]].all()


@pytest.mark.parametrize("column", ["numerator", "denominator", "period", "comparator"])
def test_what_a_figure_is_reckoned_from_is_told_in_both_languages(
    claims: pd.DataFrame, column: str
) -> None:
    english, korean = claims[column], claims[f"{column}_ko"]
    assert english.isna().equals(korean.isna())
    # what has words in English has Korean ones: nothing is left as it was
    words = english.dropna().str.contains("[a-z]")
    told = korean.dropna()[words].str.replace(" to ", "", regex=False)
    assert not told.str.contains("[a-z]").any()


def test_no_source_names_what_only_its_makers_know(claims: pd.DataFrame) -> None:
    assert (
        not claims[["source", "source_ko"]]
        .apply(lambda text: text.str.contains("issue"))
        .any()
        .any()
    )
    addresses = claims["source"].str.startswith("http")
    assert claims.loc[addresses, "source"].equals(claims.loc[addresses, "source_ko"])
    assert not claims.loc[~addresses, "source_ko"].map(str.isascii).any()


def test_the_arithmetic_between_claims(claims: pd.DataFrame) -> None:
    value = claims["value"]
    assert value["grant_total"] == value["grant_per_dong"] * value["selected_dongs"]
    parts = [
        "suyeong_staff_ratio",
        "suyeong_visits_per_worker_ratio",
        "suyeong_finds_per_visit_ratio",
    ]
    assert value[parts].prod() == pytest.approx(value["suyeong_finds_ratio"], rel=0.001)
