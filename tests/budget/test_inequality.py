"""Theil, Gini and Lorenz against published figures, and what each must do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.budget.inequality import gini, lorenz, share_distance, theil
from pipelines.errors import InputError


@pytest.fixture(scope="module")
def mexico(shared_data) -> pd.DataFrame:
    return pd.read_csv(shared_data / "golden" / "mexico.csv")


def test_the_states_of_mexico(mexico) -> None:
    """Theil, its parts by hanson98, and Gini as PySAL publishes them (SOURCES.md)."""
    income = mexico["pcgdp1940"]
    parts = theil(income, np.ones(len(income)), mexico["hanson98"])
    assert parts.total == pytest.approx(0.20894344, abs=1e-8)
    assert parts.between == pytest.approx(0.0345889, abs=1e-7)
    assert parts.within == pytest.approx(0.17435454, abs=1e-8)
    assert gini(income, np.ones(len(income))) == pytest.approx(0.3537237, abs=1e-7)


@pytest.mark.parametrize("seed", range(5))
def test_where_needs_are_alike_it_is_pysal(seed) -> None:
    from inequality.gini import Gini
    from inequality.theil import TheilD

    random = np.random.default_rng(seed)
    income, groups = random.lognormal(9, 0.8, 40), random.integers(0, 4, 40)
    theirs, ours = TheilD(income, groups), theil(income, np.ones(40), groups)
    assert ours.total == pytest.approx(float(theirs.T), rel=1e-12)
    assert ours.between == pytest.approx(float(theirs.bg[0]), rel=1e-9)
    assert ours.within == pytest.approx(float(theirs.wg[0]), rel=1e-9)
    assert gini(income, np.ones(40)) == pytest.approx(Gini(income).g, rel=1e-12)


def test_weights_are_repetition(mexico) -> None:
    """A place of need 3 is three places of need 1 with a third of the money each."""
    income = mexico["pcgdp1940"].to_numpy()[:6]
    times = np.array([1, 3, 2, 1, 4, 2])
    groups = np.array(["a", "a", "b", "b", "c", "c"])
    apart = np.repeat(income / times, times)
    whole, split = (
        theil(income, times, groups),
        theil(apart, np.ones(13), np.repeat(groups, times)),
    )
    assert whole.total == pytest.approx(split.total, abs=1e-12)
    assert whole.by_group == pytest.approx(split.by_group, abs=1e-12)
    assert gini(income, times) == pytest.approx(gini(apart, np.ones(13)), abs=1e-12)


def test_known_answers() -> None:
    # shares 3/4 and 1/4 against 1/2 and 1/2
    assert theil([3, 1], [1, 1], ["a", "b"]).total == pytest.approx(
        0.75 * np.log(1.5) + 0.25 * np.log(0.5)
    )
    assert theil([3, 1], [1, 1], ["a", "b"]).within == 0
    assert share_distance([3, 1], [1, 1]) == 0.25
    assert gini([3, 1], [1, 1]) == 0.25
    curve = lorenz([3, 1, 2], [1, 1, 1])
    assert curve.order.tolist() == [1, 2, 0]
    assert curve.budget_share == pytest.approx([0, 1 / 6, 3 / 6, 1])


def test_nothing_to_share_and_nobody_in_need() -> None:
    for budget, need in (([0, 0], [1, 2]), ([1, 2], [0, 0])):
        parts = theil(budget, need, ["a", "b"])
        assert (parts.total, parts.between, parts.within) == (0, 0, 0)
        assert gini(budget, need) == 0 or need == [0, 0]
        assert share_distance(budget, need) == 0
    assert theil([5], [3], ["a"]).total == 0
    assert gini([5], [3]) == 0


def test_a_place_without_need_is_left_out_of_theil() -> None:
    assert theil([3, 1, 9], [1, 1, 0], list("abc")).total == theil([3, 1], [1, 1], list("ab")).total


def test_what_is_negative_or_missing_is_refused() -> None:
    for budget, need in (([-1, 2], [1, 1]), ([1, 2], [1, float("nan")])):
        with pytest.raises(InputError, match="not negative"):
            theil(budget, need, ["a", "b"])


amounts = st.lists(
    st.tuples(st.integers(0, 10**9), st.integers(1, 10**4), st.sampled_from("abc")),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(amounts, st.randoms(use_true_random=False))
def test_parts_sum_order_does_not_matter_and_draws_are_rows(rows, random) -> None:
    budget, need, groups = (list(column) for column in zip(*rows, strict=True))
    parts = theil(budget, need, groups)
    assert parts.total == pytest.approx(parts.between + parts.within, abs=1e-12)
    assert parts.total >= -1e-12
    assert parts.within >= -1e-12
    assert -1e-12 <= gini(budget, need) <= 1
    random.shuffle(rows)
    again = [list(column) for column in zip(*rows, strict=True)]
    assert theil(*again).total == pytest.approx(parts.total, abs=1e-12)
    assert gini(again[0], again[1]) == pytest.approx(gini(budget, need), abs=1e-12)
    assert share_distance(again[0], again[1]) == pytest.approx(
        share_distance(budget, need), abs=1e-12
    )
    two = theil(budget, np.array([need, [1] * len(need)]), groups)
    plain = theil(budget, [1] * len(need), groups)
    assert two.total == pytest.approx(np.array([parts.total, plain.total]), abs=1e-12)
