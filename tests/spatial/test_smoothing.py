import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.spatial import pools, smooth_rates, standardise_rates


def both_ways(*pairs):
    rows = [*pairs, *[(b, a) for a, b in pairs]]
    return pd.DataFrame(rows, columns=["dong_code", "neighbour_code"])


def test_an_answer_by_hand():
    # three places, 100 of 1000, 600 of 1000, 0 of 4
    counts = pd.Series({"a": 100, "b": 600, "c": 0})
    totals = pd.Series({"a": 1000, "b": 1000, "c": 4})
    mean = (100 + 600 + 0) / (1000 + 1000 + 4)
    squares = (1000 * (0.1 - mean) ** 2 + 1000 * (0.6 - mean) ** 2 + 4 * mean**2) / 2004
    chance = mean * (1 - mean) * 3 / 2004
    variance = (squares - chance) / (1 - 3 / 2004)
    weight = mean * (1 - mean) / variance - 1  # 2.6 households
    smoothed = smooth_rates(counts, totals)
    assert smoothed.pool_rate["a"] == pytest.approx(mean)
    assert smoothed.pool_weight["c"] == pytest.approx(weight)
    assert smoothed.rate["a"] == pytest.approx((100 + mean * weight) / (1000 + weight))
    assert smoothed.rate["c"] == pytest.approx((0 + mean * weight) / (4 + weight))
    # many households keep their rate, four of them hardly count
    assert abs(smoothed.rate["a"] - 0.1) < 0.001
    assert smoothed.rate["c"] > 0.13


def test_rare_events_are_smoothed_as_esda_smooths_them():
    esda = pytest.importorskip("esda.smoothing", reason="esda is not installed")
    rng = np.random.default_rng(4)
    totals = pd.Series(rng.integers(200_000, 2_000_000, 40))
    counts = pd.Series(rng.poisson(totals * rng.gamma(4, 5e-6, 40)))
    ours = smooth_rates(counts, totals).rate.to_numpy()
    theirs = esda.Empirical_Bayes(counts.to_numpy(), totals.to_numpy()).r.ravel()
    np.testing.assert_allclose(ours, theirs, rtol=1e-4)


def test_rare_events_are_drawn_to_their_neighbours_as_esda_draws_them():
    esda = pytest.importorskip("esda.smoothing", reason="esda is not installed")
    from libpysal.weights import lat2W

    rng = np.random.default_rng(4)
    totals = pd.Series(rng.integers(200_000, 2_000_000, 36))
    counts = pd.Series(rng.poisson(totals * rng.gamma(1.5, 2e-5, 36)))
    grid = lat2W(6, 6)
    near = pd.DataFrame(
        [(a, b) for a in grid.id_order for b in grid[a]], columns=["dong_code", "neighbour_code"]
    )
    ours = smooth_rates(counts, totals, neighbours=near)
    theirs = esda.Spatial_Empirical_Bayes(counts.to_numpy(), totals.to_numpy(), grid).r.ravel()
    # where neighbours differ by chance alone esda takes their mean, and ours keeps a doubt
    pool = (
        totals + near.join(totals.rename("n"), on="neighbour_code").groupby("dong_code")["n"].sum()
    )
    is_alike = ours.pool_weight == pool
    assert is_alike.sum() == 2
    np.testing.assert_allclose(ours.rate[~is_alike], theirs[~is_alike], rtol=1e-4)


def test_where_only_chance_differs_all_are_drawn_to_the_mean():
    # 5 of 10 and 500 of 1000 differ by nothing: the pool weighs as much as its 1010 households
    smoothed = smooth_rates(pd.Series({"a": 5, "b": 500}), pd.Series({"a": 10, "b": 1000}))
    assert smoothed.pool_weight.tolist() == [1010, 1010]
    assert smoothed.rate.tolist() == [0.5, 0.5]
    assert smoothed.low["a"] < 0.48 < 0.52 < smoothed.high["a"]  # and is no certainty


def test_groups_are_smoothed_each_for_itself():
    counts, totals = pd.Series([1, 5, 2, 9, 30]), pd.Series([10, 10, 10, 10, 40])
    groups = pd.Series(["may", "may", "june", "june", "june"])
    together = smooth_rates(counts, totals, groups=groups)
    for month in ("may", "june"):
        own = groups == month
        alone = smooth_rates(counts[own], totals[own])
        pd.testing.assert_series_equal(together.rate[own], alone.rate)
        pd.testing.assert_series_equal(together.high[own], alone.high)


def test_neighbours_decide_when_they_are_asked():
    # a and b are neighbours at about 10 %, c and d at about 90 %; x lies beside a and b
    counts = pd.Series({"a": 10, "b": 12, "c": 90, "d": 88, "x": 1})
    totals = pd.Series({"a": 100, "b": 100, "c": 100, "d": 100, "x": 2})
    near = both_ways(("a", "b"), ("c", "d"), ("a", "x"), ("b", "x"), ("a", "elsewhere"))
    everywhere = smooth_rates(counts, totals).rate["x"]
    beside = smooth_rates(counts, totals, neighbours=near)
    assert everywhere == pytest.approx(0.5, abs=0.01)
    assert beside.pool_rate["x"] == pytest.approx((10 + 12 + 1) / (100 + 100 + 2))
    assert beside.rate["x"] < 0.2


def test_an_island_is_its_own_pool():
    near = both_ways(("a", "b"))
    smoothed = smooth_rates(
        pd.Series({"a": 1, "b": 2, "i": 30}), pd.Series({"a": 10, "b": 10, "i": 40}),
        neighbours=near,
    )  # fmt: skip
    assert smoothed.rate["i"] == pytest.approx(0.75)


def test_intervals_hold_the_truth_as_often_as_they_say_and_the_error_falls():
    rng = np.random.default_rng(8)
    totals = pd.Series(rng.integers(3, 80, 4000))
    truth = rng.beta(4, 6, 4000)
    smoothed = smooth_rates(pd.Series(rng.binomial(totals, truth)), totals, level=0.9)
    covered = ((smoothed.low <= truth) & (truth <= smoothed.high)).mean()
    assert 0.885 < covered < 0.915
    raw_error = ((smoothed.raw - truth) ** 2).mean()
    assert ((smoothed.rate - truth) ** 2).mean() < 0.7 * raw_error


@pytest.mark.parametrize(
    ("counts", "totals"),
    [
        ([0, 0, 0], [10, 20, 30]),
        ([10, 20, 30], [10, 20, 30]),
        ([1, 0, 1], [1, 1, 1]),
        ([3], [10]),
        ([0, 10], [10, 10]),
    ],
)
def test_degenerate_counts_have_rates_inside_intervals_inside_nought_to_one(counts, totals):
    smoothed = smooth_rates(pd.Series(counts), pd.Series(totals))
    for low, high in ((0, smoothed.low), (smoothed.low, smoothed.rate),
                      (smoothed.rate, smoothed.high), (smoothed.high, 1)):  # fmt: skip
        assert (low <= high).all()
    assert (smoothed.low < smoothed.high).all()


def test_hidden_and_empty_places_stay_so_and_change_nobody():
    counts = pd.Series({"a": 5, "b": 9, "c": None, "d": 0}, dtype="Int64")
    totals = pd.Series({"a": 20, "b": 20, "c": 20, "d": 0}, dtype="Int64")
    with_them, alone = smooth_rates(counts, totals), smooth_rates(counts[:2], totals[:2])
    assert with_them.rate.isna().tolist() == [False, False, True, True]
    pd.testing.assert_series_equal(with_them.rate[:2], alone.rate)
    assert smooth_rates(counts[2:], totals[2:]).high.isna().all()


def test_a_small_place_must_be_further_off_to_stand_out():
    # both are at 50 % where the others are at 10 %
    counts = pd.Series([10] * 20 + [2, 50])
    totals = pd.Series([100] * 20 + [4, 100])
    scores = standardise_rates(counts, totals)
    assert scores.iloc[-1] > 1.3 * scores.iloc[-2] > 0


def test_rare_rates_are_standardised_as_esda_does():
    esda = pytest.importorskip("esda.smoothing", reason="esda is not installed")
    rng = np.random.default_rng(4)
    totals = pd.Series(rng.integers(200_000, 2_000_000, 40))
    counts = pd.Series(rng.poisson(totals * rng.gamma(4, 5e-6, 40)))
    theirs = esda.assuncao_rate(counts.to_numpy(), totals.to_numpy())
    np.testing.assert_allclose(standardise_rates(counts, totals), theirs, rtol=1e-3)


def test_where_all_are_alike_nobody_stands_out():
    scores = standardise_rates(pd.Series([0, 0, 0, None]), pd.Series([5, 9, 2, 4]))
    assert scores[:3].tolist() == [0, 0, 0]
    assert np.isnan(scores[3])


def test_what_cannot_be_smoothed_is_said():
    with pytest.raises(InputError, match="same index"):
        smooth_rates(pd.Series([1, 2]), pd.Series([5, 5], index=[1, 2]))
    with pytest.raises(InputError, match="level"):
        smooth_rates(pd.Series([1]), pd.Series([5]), level=0)
    with pytest.raises(InputError, match="one month"):
        smooth_rates(
            pd.Series([1]), pd.Series([5]), groups=pd.Series([1]), neighbours=both_ways(("a", "b"))
        )


def released(rng, counts, totals):
    """As an open release has them: each with noise of its own, sd 2, and no longer consistent."""
    made = [x + np.rint(rng.normal(0, 2, len(x))) for x in (counts, totals)]
    return pd.Series(np.maximum(made[0], 0)), pd.Series(np.maximum(made[1], 1))


@pytest.mark.parametrize("truth_like", [(4, 6), (12, 4)])
def test_intervals_of_noisy_counts_hold_the_truth_as_often_as_they_say(truth_like):
    rng = np.random.default_rng(8)
    households, truth = rng.integers(12, 80, 4000), rng.beta(*truth_like, 4000)
    noisy = released(rng, rng.binomial(households, truth), households)
    knowing, unaware = smooth_rates(*noisy, noise_sd=2), smooth_rates(*noisy)
    covered, before = (((s.low <= truth) & (truth <= s.high)).mean() for s in (knowing, unaware))
    assert 0.88 < covered < 0.92
    assert before < 0.85
    assert ((knowing.rate - truth) ** 2).mean() < ((unaware.rate - truth) ** 2).mean()
    assert ((knowing.low <= knowing.rate) & (knowing.rate <= knowing.high)).all()


def test_scores_of_noisy_counts_are_standard_where_only_chance_and_noise_differ():
    rng = np.random.default_rng(8)
    households = np.repeat([12, 100], 2000)
    noisy = released(rng, rng.binomial(households, 0.6), households)
    knowing, unaware = standardise_rates(*noisy, noise_sd=2), standardise_rates(*noisy)
    # small places no longer stand out for their noise
    assert 0.85 < knowing[:2000].std() / knowing[2000:].std() < 1.25
    assert unaware[:2000].std() / unaware[2000:].std() > 1.25


def test_places_that_seem_alike_are_not_taken_to_be_alike_for_certain():
    """205 places whose small differences drown in chance and noise, as an open month's do."""
    rng = np.random.default_rng(3)
    covered, seem_alike = [], []
    for _ in range(100):
        households, truth = rng.integers(15, 60, 205), rng.beta(120, 20, 205)  # sd 0.03
        noisy = released(rng, rng.binomial(households, truth), households)
        smoothed = smooth_rates(*noisy, noise_sd=2)
        covered.append(((smoothed.low <= truth) & (truth <= smoothed.high)).mean())
        seem_alike.append((smoothed.pool_weight == noisy[1].sum()).all())
    covered, seem_alike = np.array(covered), np.array(seem_alike)
    assert 5 < seem_alike.sum() < 95
    assert 0.87 < covered.mean() < 0.97
    # were they taken for alike, hardly one interval in six would hold its truth
    assert covered[seem_alike].mean() > 0.8


def test_the_error_of_the_variance_is_what_simulation_finds():
    rng = np.random.default_rng(4)
    households = rng.integers(15, 60, 205)
    estimates = []
    for _ in range(2000):
        truth = rng.normal(0.6, 0.08, 205).clip(0, 1)
        sums = pools.pool_of(
            rng.binomial(households, truth).astype(float), households.astype(float),
            pd.RangeIndex(205), None, None, 0.0,
        )  # fmt: skip
        estimates.append(sums.variance[0])
    parts = np.stack([households, households * 0.6, households * 0, households**0.0,
                      1 / households, households**2.0, households**-2.0]).sum(axis=1)  # fmt: skip
    error = pools._error(parts, np.float64(0.6), np.float64(0.08**2), 0.0)
    assert error == pytest.approx(np.std(estimates), rel=0.1)
