"""Draws of need agree with what is published of it."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.budget.need import LEVELS, draw_need, find_common, with_common
from tests.budget.drawn import estimated, observed


def test_draws_have_the_quantiles_of_each_dong() -> None:
    need = estimated([100, 40, 900])
    drawn = draw_need(need, 20_000, seed=3) - need.reached
    found = np.quantile(drawn, LEVELS, axis=0).T
    assert found == pytest.approx(need.unreached, rel=0.02)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_the_common_factor_gives_the_city_its_width(share) -> None:
    """The width of a city whose factor is known is found again, and the factor with it."""
    need = replace(estimated([80.0 + n for n in range(60)]), common=share)
    total = draw_need(need, 20_000, seed=5).sum(axis=1)
    low, high = np.quantile(total, [0.05, 0.95])
    found = with_common(replace(need, city_width=float(high - low), common=None))
    assert find_common(found) == pytest.approx(share, abs=0.08)
    again = draw_need(found, 4_000, seed=6).sum(axis=1)
    ends = np.quantile(again, [0.05, 0.95])
    assert ends[1] - ends[0] == pytest.approx(high - low, rel=0.1)


def test_same_seed_same_draws_and_nothing_below_who_is_reached() -> None:
    need = estimated([10, 20], spread=0.9, width=12.0)
    assert np.array_equal(draw_need(need, 50, 7), draw_need(need, 50, 7))
    assert not np.array_equal(draw_need(need, 50, 7), draw_need(need, 50, 8))
    assert (draw_need(need, 5_000, 7) >= need.reached).all()


def test_observed_need_is_not_drawn_and_unknown_need_stays_unknown() -> None:
    assert np.array_equal(draw_need(observed(3, 4), 2, 1), [[3, 4], [3, 4]])
    unknown = estimated([10, float("nan")])
    drawn = draw_need(unknown, 5, 1)
    assert np.isfinite(drawn[:, 0]).all()
    assert np.isnan(drawn[:, 1]).all()
