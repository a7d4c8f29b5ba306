import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.spatial import rank_intervals


def series(**values):
    return pd.Series(values)


def spans(ranks):
    return [f"{low}-{high}" for low, high in zip(ranks.low, ranks.high, strict=True)]


def test_rates_far_apart_have_one_rank_each_and_near_ones_share():
    ranks = rank_intervals(series(a=10, b=90, c=11), series(a=100, b=100, c=100))
    assert ranks.rate.tolist() == [0.10, 0.90, 0.11]
    assert ranks.rank.tolist() == [1, 3, 2]
    assert spans(ranks) == ["1-2", "3-3", "1-2"]


def test_the_same_rates_from_more_households_leave_less_open():
    few = rank_intervals(series(a=1, b=2, c=3), series(a=10, b=10, c=10))
    many = rank_intervals(series(a=1000, b=2000, c=3000), series(a=10_000, b=10_000, c=10_000))
    assert spans(few) == ["1-3", "1-3", "1-3"]
    assert spans(many) == ["1-1", "2-2", "3-3"]


def test_the_order_can_be_turned_round():
    ranks = rank_intervals(series(a=10, b=90), series(a=100, b=100), is_lowest_first=False)
    assert ranks.rank.to_dict() == {"a": 2, "b": 1}


def test_two_places_swap_as_often_as_the_exact_chance_says():
    # P(rate of a < rate of b), a = 3/6, b = 5/8, by numerical integration over both betas
    grid = (np.arange(200_000) + 0.5) / 200_000
    from scipy import stats

    a, b = stats.beta(3.5, 3.5), stats.beta(5.5, 3.5)
    chance = float((a.cdf(grid) * b.pdf(grid)).mean())  # 0.691
    counts, totals = series(a=3, b=5), series(a=6, b=8)
    # a is first in a share `chance` of draws: the upper end of its ranks turns where
    # (1 + level) / 2 passes it
    inside = rank_intervals(counts, totals, level=2 * (chance - 0.03) - 1, draws=20_000)
    outside = rank_intervals(counts, totals, level=2 * (chance + 0.03) - 1, draws=20_000)
    assert (inside.high["a"], outside.high["a"]) == (1, 2)


def test_hidden_and_empty_places_have_no_rank_and_are_not_counted():
    counts = pd.Series({"a": 5, "b": None, "c": 0, "d": 60}, dtype="Int64")
    totals = pd.Series({"a": 100, "b": 100, "c": 0, "d": 100}, dtype="Int64")
    ranks = rank_intervals(counts, totals)
    assert ranks.rank.isna().tolist() == [False, True, True, False]
    assert ranks.rank.dropna().tolist() == [1, 2]
    assert ranks.high.dropna().tolist() == [1, 2]


def test_places_alike_share_a_rank_inside_their_interval():
    ranks = rank_intervals(pd.Series([0] * 40), pd.Series([50] * 40))
    assert set(ranks.rank) == {1}
    assert (ranks.low == 1).all()
    assert ranks.high.min() > 30


def test_one_place_is_first_and_none_is_nobody():
    one = rank_intervals(series(a=3), series(a=9))
    assert (one.rank["a"], one.low["a"], one.high["a"]) == (1, 1, 1)
    none = rank_intervals(pd.Series(dtype=float), pd.Series(dtype=float))
    assert none.rank.empty


def test_a_perturbed_count_above_its_total_is_a_rate_of_one():
    assert rank_intervals(series(a=12, b=3), series(a=10, b=10)).rate.tolist() == [1.0, 0.3]


def test_a_seed_gives_one_answer():
    counts, totals = pd.Series(range(30)), pd.Series([60] * 30)
    first, again = (rank_intervals(counts, totals, draws=300) for _ in range(2))
    other = rank_intervals(counts, totals, draws=300, seed=2)
    pd.testing.assert_series_equal(first.high, again.high)
    assert not first.high.equals(other.high)


def test_what_cannot_be_ranked_is_said():
    with pytest.raises(InputError, match="same index"):
        rank_intervals(series(a=1), series(b=1))
    with pytest.raises(InputError, match="level"):
        rank_intervals(series(a=1), series(a=2), level=1.0)


def test_noise_on_the_counts_widens_the_interval_and_moves_no_rank():
    counts, totals = series(a=40, b=50, c=60), series(a=100, b=100, c=100)
    plain, noisy = (rank_intervals(counts, totals, noise_sd=sd) for sd in (0.0, 40.0))
    assert noisy.rank.tolist() == plain.rank.tolist() == [1, 2, 3]
    assert spans(plain) == ["1-2", "1-3", "2-3"]
    assert spans(noisy) == ["1-3", "1-3", "1-3"]
    with pytest.raises(InputError, match="noise of no less than 0"):
        rank_intervals(counts, totals, noise_sd=-1)
