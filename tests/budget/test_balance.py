"""Shares, won per household at risk, over and short: drawn cases with their arithmetic."""

import numpy as np
import pytest

from pipelines.budget.balance import YearBalance, balance, sample_need
from pipelines.budget.sources import BudgetYear
from tests.budget.drawn import estimated, observed, year_of

NAN = float("nan")


def of(year: BudgetYear, scope: str = "public") -> YearBalance:
    return balance(year, scope, sample_need(year.need))


def test_shares_and_won_over_or_short() -> None:
    found = of(year_of(observed(10, 30, 20, 40), [300, 300, 200, 200]))
    assert found.dongs.need_share.middle == pytest.approx([0.1, 0.3, 0.2, 0.4])
    assert found.dongs.budget_share == pytest.approx([0.3, 0.3, 0.2, 0.2])
    assert found.dongs.per_need.middle == pytest.approx([300 / 10, 300 / 30, 200 / 20, 200 / 40])
    assert found.dongs.imbalance.middle == pytest.approx([300 - 100, 300 - 300, 0, 200 - 400])
    assert found.dongs.state == ("over", "unclear", "unclear", "short")
    # within each Gu: 600 won by 10 to 30, 400 won by 20 to 40
    assert found.within.imbalance.middle == pytest.approx(
        [300 - 150, 300 - 450, 200 - 400 / 3, 200 - 800 / 3]
    )
    assert found.gus.need.middle.tolist() == [40, 60]
    assert found.gus.imbalance.middle == pytest.approx([600 - 400, 400 - 600])
    assert np.isnan(found.dongs.imbalance.low).all()
    assert found.theil.total == pytest.approx(found.theil.between + found.theil.within)


def test_private_money_and_goods_are_counted_when_asked() -> None:
    year = year_of(observed(1, 1, 1, 1), [10] * 4, private=[5, 0, 0, 0], goods=[0, 0, 0, 7])
    assert of(year, "public").dongs.budget.tolist() == [10, 10, 10, 10]
    assert of(year, "with_private").dongs.budget.tolist() == [15, 10, 10, 10]
    assert of(year, "with_goods").dongs.budget.tolist() == [15, 10, 10, 17]


def test_intervals_hold_the_middle_and_sum_where_shares_do() -> None:
    found = of(year_of(estimated([100, 200, 300, 400], spread=0.5), [100, 100, 100, 100]))
    for spread in (found.dongs.need_share, found.dongs.per_need, found.dongs.imbalance):
        assert (spread.low <= spread.middle).all()
        assert (spread.middle <= spread.high).all()
        assert (spread.low < spread.high).all()
    assert found.dongs.need_share.middle.sum() == pytest.approx(1)
    assert found.dongs.imbalance.middle.sum() == pytest.approx(0)
    assert found.dongs.state[0] == "over"
    assert found.dongs.state[3] == "short"


def test_a_common_factor_leaves_shares_surer_than_counts() -> None:
    """If all Dongs err together, who has which share is known better than how many there are."""
    year = year_of(estimated([100, 100, 100, 100], spread=0.5, width=190.0), [1, 1, 1, 1])
    found = of(year)
    count = (found.dongs.need.high - found.dongs.need.low) / found.dongs.need.middle
    share = (
        found.dongs.need_share.high - found.dongs.need_share.low
    ) / found.dongs.need_share.middle
    assert (share < 0.6 * count).all()


def test_a_dong_of_unknown_need_is_left_out_with_its_money() -> None:
    found = of(year_of(observed(10, 30, NAN, 40), [300, 300, 999, 200]))
    assert found.dongs.state[2] == "unknown"
    assert np.isnan(found.dongs.need_share.middle[2])
    assert found.dongs.budget[2] == 999
    known = [0, 1, 3]
    assert found.dongs.need_share.middle[known] == pytest.approx([10 / 80, 30 / 80, 40 / 80])
    assert found.dongs.budget_share[known] == pytest.approx([3 / 8, 3 / 8, 2 / 8])
    assert found.gus.budget.tolist() == [600, 200]


def test_zero_need_zero_money_one_dong_and_all_equal() -> None:
    nobody = of(year_of(observed(0, 0, 0, 0), [1, 2, 3, 4]))
    assert set(nobody.dongs.state) == {"unknown"}
    assert nobody.theil.total == 0
    nothing = of(year_of(observed(1, 2, 3, 4), [0, 0, 0, 0]))
    assert nothing.dongs.per_need.middle.tolist() == [0, 0, 0, 0]
    assert np.isnan(nothing.dongs.budget_share).all()
    assert nothing.spreads["gini"].middle == 0
    alone = of(year_of(observed(5), [7], places=("2611051000",), gus=("26110",)))
    assert alone.dongs.imbalance.middle.tolist() == [0]
    equal = of(year_of(observed(5, 5, 5, 5), [7, 7, 7, 7]))
    assert set(equal.dongs.state) == {"unclear"}
    assert equal.spreads["theil"].middle == pytest.approx(0, abs=1e-15)
    some = of(year_of(observed(0, 2, 3, 4), [5, 2, 3, 4]))
    assert np.isnan(some.dongs.per_need.middle[0])
    assert some.dongs.imbalance.middle[0] == 5
