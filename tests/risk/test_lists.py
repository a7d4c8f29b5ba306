"""Estimates from the lists of one place, held to published results and to small tables."""

import math

import numpy as np
import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.risk import lists
from pipelines.risk.histories import CaptureCounts, from_rows, seen_histories


def drawn(names, **cells):
    """Capture counts of one place: `drawn("ab", h10=5, h01=3, h11=2)`."""
    rows = pd.DataFrame(
        [("x", key[1:], count) for key, count in cells.items()],
        columns=["dong_code", "history", "household_count"],
    )
    return from_rows(rows, ["x"], list(names))


def published(shared_data, name):
    table = pd.read_csv(shared_data / "golden" / f"{name}.csv")
    names = list(table.columns[:-1])
    rows = pd.DataFrame(
        {
            "dong_code": "x",
            "history": table[names].astype(str).agg("".join, axis=1),
            "household_count": table["count"],
        }
    )
    return from_rows(rows, ["x"], names)


@pytest.mark.parametrize(
    ("name", "method", "total"),
    [
        ("UK5", "independence", 13_444.131),
        ("UK5", "stepwise", 11_312.990),
        ("NewOrleans5", "stepwise", 1_034.151),
    ],
)
def test_published_estimates(shared_data, name, method, total):
    counts = published(shared_data, name)
    assert getattr(lists, method)(counts).total == pytest.approx(total, rel=1e-6)


def test_two_lists_by_hand():
    counts = drawn("ab", h10=30, h01=20, h11=10)
    assert lists.independence(counts).unseen == pytest.approx(30 * 20 / 10)
    assert lists.chapman(counts).total == pytest.approx(41 * 31 / 11 - 1)
    assert lists.naive(counts).total == 30 + 20 + 10
    assert lists.with_odds_ratio(counts, 2.5).unseen == pytest.approx(2.5 * 60)


def test_chao_leaves_those_on_many_lists_aside():
    few = drawn("abc", h100=40, h010=40, h001=40, h110=10, h101=10, h011=10)
    many = drawn("abc", h100=40, h010=40, h001=40, h110=10, h101=10, h011=10, h111=500)
    assert lists.chao(many).unseen == pytest.approx(lists.chao(few).unseen)
    # three equal lists: singles f s, doubles f s^2 each, so f = 40 * 40 / 10
    assert lists.chao(few).unseen == pytest.approx(40 * 40 / 10)
    assert lists.chao(few).is_lower_bound


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"h100": 0}, "no_lists"),
        ({"h100": 9}, "one_list"),
        ({"h100": 9, "h010": 4}, "no_overlap"),
        # a and b never meet, and c meets nobody
        ({"h100": 9, "h010": 4, "h001": 3}, "no_overlap"),
    ],
)
def test_where_lists_say_nothing_there_is_a_reason_and_no_number(cells, reason):
    counts = drawn("abc", **cells)
    for method in (lists.independence, lists.stepwise, lists.chao):
        found = method(counts)
        assert found.unseen is None
        assert found.total is None
        assert found.reason == reason


def test_a_list_that_saw_nobody_changes_nothing():
    two = drawn("ab", h10=30, h01=20, h11=10)
    three = drawn("abc", h100=30, h010=20, h110=10)
    assert lists.independence(three).unseen == pytest.approx(lists.independence(two).unseen)


def test_a_pair_too_many_has_no_estimate():
    # with all pairs in, the cell of three decides; it is empty, so the estimate does not exist
    counts = drawn("abc", h100=9, h010=8, h001=7, h110=3, h101=2, h011=2, h111=0)
    assert lists.estimate_exists(counts)
    assert not lists.estimate_exists(counts, [(0, 1), (0, 2), (1, 2)])


def test_stepwise_takes_a_dependent_pair_and_no_other():
    cells = np.array([200 * 0.2 ** (sum(h) - 1) for h in seen_histories(4)])
    both = seen_histories(4)[:, 0] * seen_histories(4)[:, 1] == 1
    cells[both] *= 6
    found = lists.stepwise(CaptureCounts(("x",), tuple("abcd"), cells.round()[None]))
    assert found.pairs == ((0, 1),)
    assert found.unseen == pytest.approx(200 / 0.2, rel=0.05)


def test_bad_rows_are_refused_with_a_sentence():
    with pytest.raises(InputError, match="'00' is no capture history"):
        drawn("ab", h00=3)
    with pytest.raises(InputError, match="'101' is no capture history of 2 lists"):
        drawn("ab", h101=3)
    rows = pd.DataFrame({"dong_code": ["y"], "history": ["10"], "household_count": [1]})
    with pytest.raises(InputError, match="'y' is not among the 1 places"):
        from_rows(rows, ["x"], ["a", "b"])
    with pytest.raises(InputError, match="missing or negative"):
        CaptureCounts(("x",), ("a", "b"), np.array([[1.0, math.nan, 2.0]]))


def test_rows_of_the_same_history_are_added():
    rows = pd.DataFrame({"dong_code": ["x", "x"], "history": ["10", "10"],
                         "household_count": [3, 4]})  # fmt: skip
    assert from_rows(rows, ["x", "z"], ["a", "b"]).known.tolist() == [3 + 4, 0]
