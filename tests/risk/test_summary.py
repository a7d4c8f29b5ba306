"""Sums of draws, intervals and ranks of a handful of places; and whose number is refused."""

import numpy as np
import pandas as pd
import pytest

from pipelines.risk.histories import from_rows
from pipelines.risk.summary import add_up, refusals, summarise


def test_gus_are_sums_of_draws_not_of_intervals():
    draws = np.array([[1.0, 10.0, 5.0], [3.0, 8.0, 5.0], [5.0, 6.0, 5.0]])
    sums, names = add_up(draws, ["b", "b", "a"])
    assert names == ["a", "b"]
    assert sums.tolist() == [[5, 1 + 10], [5, 3 + 8], [5, 5 + 6]]
    # the two of b move against each other: their sum is sure
    found = summarise(sums, np.array([1000, 2000]), names)
    assert found.counts.set_index("place").loc["b", ["low_90", "expected", "high_90"]].tolist() == [
        11, 11, 11
    ]  # fmt: skip
    assert found.rates.set_index("place").loc["b", "expected"] == pytest.approx(11 / 2)


def test_ranks_say_how_sure_they_are():
    draws = np.array([[50, 10, 9], [60, 9, 10], [55, 10, 9], [52, 9, 10]])
    found = summarise(draws, np.full(3, 1000), ["x", "y", "z"]).ranks.set_index("place")
    assert found.loc["x"].tolist() == [1, 1, 1, 1.0]
    assert (found.loc["y", "rank_low"], found.loc["y", "rank_high"]) == (2, 3)


def test_whole_numbers_do_not_narrow_an_interval():
    draws = np.arange(11)[:, None].repeat(1, axis=1)
    row = summarise(draws, np.array([100]), ["x"]).counts.iloc[0]
    # the 5 % quantile of 0..10 is 0.5, the 95 % one 9.5
    assert (row["low_90"], row["expected"], row["high_90"]) == (0, 5, 10)


def test_refusals_have_reasons():
    rows = pd.DataFrame(
        [("a1", "10", 5), ("a1", "11", 1), ("a2", "10", 5), ("b1", "10", 4), ("c1", "01", 9)],
        columns=["dong_code", "history", "household_count"],
    )
    places = ["a1", "a2", "a3", "b1", "c1"]
    counts = from_rows(rows, places, ["p", "q"])
    households = np.array([100, 100, 100, 100, 12])
    assert refusals(counts, households, ["a", "a", "a", "b", "c"]) == [
        None,  # own overlap
        None,  # its Gu's
        "no_lists",
        "no_overlap",
        "too_few_households",
    ]
