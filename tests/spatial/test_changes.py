"""Changes of rates: a published interval, chance kept out of a list of places, holes."""

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.spatial import rate_changes


def series(*values):
    return pd.Series(values, index=list("abcdefgh")[: len(values)], dtype="Float64")


@pytest.mark.parametrize(
    ("counts", "totals", "low", "high"),
    # Newcombe 1998, Table II, method 10, 95 %
    [
        ((56, 48), (70, 80), 0.0524, 0.3339),
        ((9, 3), (10, 10), 0.1705, 0.8090),
        ((10, 0), (10, 10), 0.6075, 1.0000),
        ((0, 0), (10, 10), -0.2775, 0.2775),
    ],
)
def test_the_interval_is_newcombes(counts, totals, low, high):
    now, before = ((series(c), series(t)) for c, t in zip(counts, totals, strict=True))
    found = rate_changes(*now, *before, false_share=0.05)
    assert found.level == 0.95
    assert found.low["a"] == pytest.approx(low, abs=1e-4)
    assert found.high["a"] == pytest.approx(high, abs=1e-4)


def test_a_change_is_beyond_chance_where_its_interval_leaves_zero_out():
    found = rate_changes(series(60, 52, 20), series(100, 100, 100),
                         series(30, 50, 60), series(100, 100, 100))  # fmt: skip
    assert found.is_beyond_chance.tolist() == [True, False, True]
    assert found.change.round(2).tolist() == [0.3, 0.02, -0.4]
    assert found.compared == 3
    # two of three are: 1 - 0.1 * 2 / 3
    assert found.level == pytest.approx(0.9333, abs=1e-4)


def test_places_that_lack_a_part_have_no_change_but_keep_their_rate():
    found = rate_changes(series(5, pd.NA, 3, 1), series(10, 10, 0, 2),
                         series(pd.NA, 4, 1, 1), series(10, 10, 10, 2))  # fmt: skip
    assert found.rate["a"] == 0.5
    assert found.change.isna().tolist() == [True, True, True, False]
    assert found.is_beyond_chance.tolist() == [False] * 4
    assert found.compared == 1


def test_nothing_to_compare_is_no_error():
    nothing = series(pd.NA, pd.NA)
    found = rate_changes(nothing, nothing, nothing, nothing)
    assert found.compared == 0
    assert not found.is_beyond_chance.any()


def test_noise_of_a_protected_release_widens_the_interval():
    counts, totals = (series(30), series(40)), (series(20), series(40))
    exact = rate_changes(*counts, *totals)
    noisy = rate_changes(*counts, *totals, noise_sd=2)
    assert noisy.low["a"] < exact.low["a"]
    assert noisy.high["a"] > exact.high["a"]


def test_where_nothing_changed_hardly_any_place_is_called_changed():
    """205 places, no change: a list at all in at most about a tenth of 100 years."""
    generator = np.random.default_rng(7)
    totals = pd.Series(generator.integers(10, 120, 205))
    lists = 0
    for _ in range(100):
        now, before = (pd.Series(generator.binomial(totals, 0.8)) for _ in range(2))
        lists += rate_changes(now, totals, before, totals).is_beyond_chance.any()
    assert lists <= 15


def test_few_of_those_called_changed_are_not():
    """Every fifth of 200 places rises by 20 points: of those listed at most a tenth are false."""
    generator = np.random.default_rng(8)
    totals = pd.Series(np.full(200, 150))
    is_changed = pd.Series(np.arange(200) % 5 == 0)
    false, listed, found = 0, 0, 0
    for _ in range(30):
        before = pd.Series(generator.binomial(totals, 0.5))
        now = pd.Series(generator.binomial(totals, np.where(is_changed, 0.7, 0.5)))
        beyond = rate_changes(now, totals, before, totals).is_beyond_chance
        false += int((beyond & ~is_changed).sum())
        found += int((beyond & is_changed).sum())
        listed += int(beyond.sum())
    assert false / listed <= 0.12
    assert found / (30 * 40) > 0.6


def test_wrong_arguments_are_said():
    with pytest.raises(InputError, match="same index"):
        rate_changes(series(1), series(2), series(1, 1), series(2, 2))
    with pytest.raises(InputError, match="between 0 and 1"):
        rate_changes(series(1), series(2), series(1), series(2), false_share=0)
