import warnings

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.spatial import local_moran

SIDE = 8


def grid(side=SIDE):
    """Squares r0c0, r0c1, ... that touch along an edge."""
    names = [[f"r{row}c{column}" for column in range(side)] for row in range(side)]
    pairs = [
        (names[row][column], names[row + down][column + right])
        for row in range(side)
        for column in range(side)
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0))
        if 0 <= row + down < side and 0 <= column + right < side
    ]
    near = pd.DataFrame(pairs, columns=["dong_code", "neighbour_code"])
    return [name for row in names for name in row], near


def slope(**changes):
    """Values that rise from one corner of the grid to the other, with a little noise."""
    codes, near = grid()
    noise = np.random.default_rng(3).normal(0, 0.2, len(codes))
    values = pd.Series([float(int(code[1]) + int(code[3])) for code in codes], codes) + noise
    for code, value in changes.items():
        values[code] = value
    return values, near


def test_columbus_gives_the_published_answer(shared_data):
    folder = shared_data / "golden"
    crime = pd.read_csv(folder / "columbus_oldcol.csv", dtype={"id": str}).set_index("id")["CRIME"]
    near = pd.read_csv(folder / "columbus_oldcol_nb.csv", dtype=str)
    near.columns = ["dong_code", "neighbour_code"]
    local = local_moran(crime, near)
    n = len(crime)
    z = crime - crime.mean()
    lag = near.join(z.rename("z"), on="neighbour_code").groupby("dong_code")["z"].mean()
    spdep = z * lag / ((z**2).sum() / n)
    spdep = spdep[crime.index]
    np.testing.assert_allclose(local.statistic * n / (n - 1), spdep, rtol=1e-10)
    # row-standardised, the mean of spdep's local I is its global I
    assert (local.statistic * n / (n - 1)).mean() == pytest.approx(0.510951264, abs=1e-9)


def test_the_statistic_and_its_chances_are_those_of_esda():
    moran = pytest.importorskip("esda.moran", reason="esda is not installed")
    from libpysal.weights import W

    values, near = slope(r1c1=12.0)
    grouped = {code: [*group] for code, group in near.groupby("dong_code")["neighbour_code"]}
    weights = W(grouped, id_order=[*values.index])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its tails will change
        theirs = moran.Moran_Local(values.to_numpy(), weights, permutations=9_999, seed=1)
    ours = local_moran(values, near)
    np.testing.assert_allclose(ours.statistic, theirs.Is, rtol=1e-10)
    quadrants = {1: "high_among_high", 2: "low_among_high", 3: "low_among_low", 4: "high_among_low"}
    assert ours.quadrant.tolist() == [quadrants[int(q)] for q in theirs.q]
    # theirs is of one tail; each is good to about 1 / sqrt(permutations)
    twice = np.minimum(2 * theirs.p_sim, 1)
    is_near = ours.p_value < 0.2  # has had all permutations
    np.testing.assert_allclose(ours.p_value[is_near], twice[is_near], atol=0.02)
    np.testing.assert_allclose(ours.p_value, twice, atol=0.12)


def test_a_place_at_the_mean_has_no_association():
    codes, near = grid(3)
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9], codes)
    assert local_moran(values, near).p_value["r1c1"] == 1.0


def test_two_of_three_orders_is_no_discovery():
    # a path a - b - c - d of values 9, 1, 1, 1: a's one neighbour is 1 whatever the order
    near = pd.DataFrame([("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "c")],
                        columns=["dong_code", "neighbour_code"])  # fmt: skip
    local = local_moran(pd.Series({"a": 9.0, "b": 1, "c": 1, "d": 1}), near)
    assert local.p_value["a"] == 1.0
    # b has 9 beside it in two of three orders, d in one of three: two-sided, neither says a thing
    assert local.p_value[["b", "d"]].tolist() == pytest.approx([1.0, 1.0], abs=0.02)


def test_a_high_place_among_low_ones_is_the_outlier_and_is_named():
    values, near = slope(r1c1=12.0)
    local = local_moran(values, near)
    assert local.outliers == ["r1c1"]
    assert local.quadrant["r0c0"] == "low_among_low"
    assert local.quadrant["r7c7"] == "high_among_high"
    # its mirror image differs from its neighbours too, but is no poor place among rich ones
    values, near = slope(r6c6=1.0)
    local = local_moran(values, near)
    assert local.outliers == []
    assert local.quadrant["r6c6"] == "low_among_high"
    assert local.is_significant["r6c6"]


def test_false_discoveries_are_as_few_as_promised_where_nothing_is_to_be_found():
    codes, near = grid()
    found = [
        local_moran(
            pd.Series(np.random.default_rng(draw).normal(size=len(codes)), codes),
            near, permutations=1_999, seed=draw,
        ).is_significant.any()
        for draw in range(60)
    ]  # fmt: skip
    # under the null each run has a chance of 5 % to find anything; without control it were 95 %
    assert sum(found) <= 8


def test_the_adjustment_is_that_of_scipy():
    from scipy import stats

    values, near = slope(r1c1=12.0)
    local = local_moran(values, near)
    expected = stats.false_discovery_control(local.p_value)
    np.testing.assert_allclose(local.q_value, expected)


def test_islands_and_hidden_places_are_not_tested():
    values, near = slope(r0c0=np.nan)
    values["island"] = 50.0
    local = local_moran(values, near)
    for code in ("r0c0", "island"):
        assert np.isnan(local.statistic[code])
        assert local.quadrant[code] == ""
        assert not local.is_significant[code]
    # its neighbour has one neighbour fewer
    z = values - values.mean()
    lag = (z["r0c2"] + z["r1c1"]) / 2
    n = values.notna().sum()
    by_hand = z["r0c1"] * lag * (n - 1) / (z**2).sum()
    assert local.statistic["r0c1"] == pytest.approx(by_hand)


@pytest.mark.parametrize(
    "values", [[], [1.0], [1.0, 2.0, 3.0], [5.0] * 64, [0.0] * 64, [np.nan] * 64]
)
def test_what_has_no_spread_is_not_tested(values):
    codes, near = grid()
    local = local_moran(pd.Series(values, codes[: len(values)], dtype=float), near)
    assert local.q_value.isna().all()
    assert not local.is_significant.any()
    assert local.outliers == []


def test_a_seed_gives_one_answer_and_no_generator_is_shared():
    values, near = slope(r1c1=12.0)
    first, again = (local_moran(values, near, permutations=499, seed=5) for _ in range(2))
    other = local_moran(values, near, permutations=499, seed=6)
    pd.testing.assert_series_equal(first.p_value, again.p_value)
    assert not first.p_value.equals(other.p_value)
    np.random.seed(7)
    state = np.random.get_state()[1].copy()
    local_moran(values, near, permutations=99)
    np.testing.assert_array_equal(np.random.get_state()[1], state)


def test_a_place_twice_is_refused():
    with pytest.raises(InputError, match="each place once"):
        local_moran(pd.Series([1.0, 2.0], ["a", "a"]), grid()[1])
