"""The calendar: public counts and names kept, the rest invented and said so."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines import geography
from pipelines.settings import CHECKOUT, Settings

from .conftest import Made


@pytest.fixture(scope="module")
def calendar(busan: Made) -> pd.DataFrame:
    on = Settings(busan.settings.data, CHECKOUT / "data" / "reference").deployment(
        "busan_dabokdong"
    )
    dongs = geography.register(on.boundaries_on, on.dong_prefixes)
    return busan.feed("rollout").merge(dongs, on="dong_code")


@pytest.mark.parametrize(
    ("month", "with_programme"),
    [("2014-06-01", 0), ("2014-07-01", 4), ("2016-03-01", 4), ("2016-12-01", 205 - 153),
     ("2017-05-01", 205 - 13), ("2017-12-01", 192), ("2018-01-01", 205)],
)  # fmt: skip
def test_dongs_with_the_programme(calendar: pd.DataFrame, month: str, with_programme: int) -> None:
    assert (calendar["start_month"] <= month).sum() == with_programme


def test_the_four_lie_in_four_gu_among_the_neediest_quarter(
    calendar: pd.DataFrame, busan: Made
) -> None:
    trial = calendar[calendar["phase"].str.startswith("시범")]
    need = busan.truth("dongs").set_index("dong_code")["need"]
    assert len(trial) == trial["gu_code"].nunique() == 4
    assert (need[trial["dong_code"]] >= need.quantile(0.75)).all()
    assert (trial["is_invented"] == "예").all()


def test_public_names_and_counts_are_kept(calendar: pd.DataFrame) -> None:
    public = pd.read_csv(CHECKOUT / "data" / "reference" / "rollout_public.csv")
    start = calendar.set_index(["gu_name_ko", "dong_name_short_ko"])
    for fact in public[public["known"] == "dong"].itertuples():
        row = start.loc[(fact.gu_name_ko, fact.dong_name_ko)]
        assert (row["start_month"], row["is_invented"]) == (fact.start_month, "아니오"), fact
        assert row["source"] == fact.source
    for fact in public[public["known"] == "count"].itertuples():
        joined = calendar[
            (calendar["gu_name_ko"] == fact.gu_name_ko)
            & (calendar["start_month"] <= fact.start_month)
        ]
        assert len(joined) == fact.dongs, fact
    for fact in public[public["known"] == "latest"].itertuples():
        gu = calendar[calendar["gu_name_ko"] == fact.gu_name_ko]
        assert len(gu) == fact.dongs
        assert (gu["start_month"] <= fact.start_month).all()


def test_invented_choices_are_marked(calendar: pd.DataFrame) -> None:
    is_invented = calendar["is_invented"] == "예"
    assert calendar.loc[is_invented, "source"].str.startswith("Invented").all()
    assert not calendar.loc[~is_invented, "source"].str.startswith("Invented").any()
    assert (~is_invented).sum() == 7 + 5 + 2 + 1  # the publicly named Dongs


def test_do_dream_begins_everywhere_at_once(suseong: Made) -> None:
    rows = suseong.feed("rollout")
    assert len(rows) == 23
    assert set(rows["start_month"]) == {"2012-07-01"}
    assert set(rows["phase"]) == {"전면 시행(2018년)"}
