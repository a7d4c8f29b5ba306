from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from dashboard.classes import COUNT, METHODS, RAMP, Classes, classify, round_breaks


def test_breaks_are_round_and_classes_about_equal():
    # quintiles of 1..100 are 20.8, 40.6, 60.4, 80.2; an eighth of their spread is 7.4: step 5
    classes = round_breaks(pd.Series(range(1, 101)), is_whole=True)
    assert classes.edges == (0, 20, 40, 60, 80, 100)
    assert classes.bounds(0) == (0, 19)
    assert classes.bounds(4) == (80, 100)


def test_rates_break_at_round_per_cents():
    classes = round_breaks(pd.Series([0.11, 0.32, 0.38, 0.45, 0.52, 0.83]), is_whole=False)
    assert classes.edges == (0.1, 0.32, 0.38, 0.46, 0.52, 0.84)


def test_a_value_on_a_break_belongs_above_it():
    classes = Classes((0, 10, 20), is_whole=True)
    values = pd.Series({"a": 0, "b": 9, "c": 10, "d": 20, "e": None}, dtype=float)
    assert classes.of(values).to_dict() == {"a": 0, "b": 0, "c": 1, "d": 1, "e": -1}


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ([], 0),
        ([None, None], 0),
        ([5], 1),  # one Dong
        ([7, 7, 7, 7], 1),  # all equal
        ([0, 0, 0], 1),  # all zero
        ([0, 0, 0, 0, 0, 1], 2),  # a single one does not look like zero
        ([0, 0, 1, 1], 2),
        ([0, 1000], 5),
    ],
)
def test_degenerate_values_make_fewer_classes_that_hold_them_all(values, count):
    series = pd.Series(values, dtype=float)
    classes = round_breaks(series, is_whole=True)
    assert len(classes) == count
    known = series.dropna()
    assert classes.of(known).between(0, max(count - 1, 0)).all() or not len(known)
    if count:
        assert classes.edges[0] <= known.min()
        assert known.max() <= classes.edges[-1]


def test_dark_is_always_the_worse():
    classes = Classes((0, 1, 2, 3, 4, 5), is_whole=True)
    assert classes.colours(is_more_worse=True) == RAMP
    assert classes.colours(is_more_worse=False) == RAMP[::-1]
    assert Classes((0, 0), is_whole=True).colours(is_more_worse=True) == (RAMP[0],)


def test_each_step_of_the_ramp_is_darker_by_about_the_same():
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                  for c in (red, green, blue)]  # fmt: skip
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return 116 * luminance ** (1 / 3) - 16

    steps = [lightness(a) - lightness(b) for a, b in pairwise(RAMP)]
    assert min(steps) > 10
    assert max(steps) < 25


SOME = pd.Series([3, 4, 5, 21, 22, 24, 60, 61, 90, 91, 99, 150], dtype=float)


def test_equal_classes_have_one_round_width():
    # 147 in five are 29.4: the next round width is 40, from 0 on
    assert classify(SOME, "equal", is_whole=True).edges == (0, 40, 80, 120, 160)
    assert classify(SOME / 1000, "equal", is_whole=False).edges == (0, 0.04, 0.08, 0.12, 0.16)
    assert classify(pd.Series([0.82, 0.91]), "equal", is_whole=False).edges == (
        0.82, 0.84, 0.86, 0.88, 0.9, 0.92)  # fmt: skip
    # few whole numbers are a class each, and the last holds one number
    assert classify(pd.Series([0.0, 1.0, 2.0]), "equal", is_whole=True).edges == (0, 1, 2, 2)


def test_natural_classes_break_in_the_gaps_at_round_numbers():
    classes = classify(SOME, "natural", is_whole=True)
    assert classes.of(SOME).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]
    assert classes.edges[1:-1] == (20, 50, 80, 100)
    assert classes.edges[0] <= 3
    assert classes.edges[-1] >= 150


def test_natural_classes_have_the_least_squares_of_all_divisions():
    def squares(parts):
        return sum(((part - part.mean()) ** 2).sum() for part in parts)

    for seed in range(3):
        values = np.sort(np.random.default_rng(seed).gamma(2, 10, 14).round(2))
        divisions = (np.split(values, cuts) for cuts in combinations(range(1, len(values)), 4))
        best = min(divisions, key=squares)
        places = classify(pd.Series(values), "natural", is_whole=False).of(pd.Series(values))
        assert places.tolist() == [k for k, part in enumerate(best) for _ in part]


def test_fixed_classes_stay_and_take_what_lies_outside():
    classes = classify(SOME, "fixed", is_whole=True, fixed=(10, 20, 50, 100))
    assert classes.edges == (10, 20, 50, 100)
    assert classes.of(SOME).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "values",
    [[], [None], [5], [7, 7, 7], [0, 0], [0, 0, 0, 1], [0, 1000], [-3, 0, 4], [1, 2, 3, 4, 5, 6],
     [0.125, 0.25, 1.0], [1, 1.0000001]],
)  # fmt: skip
def test_every_method_holds_every_value_of_degenerate_data(method, values):
    series = pd.Series(values, dtype=float)
    known = series.dropna()
    is_whole = bool((known % 1 == 0).all())
    classes = classify(series, method, is_whole=is_whole, fixed=(-10, 0, 0.5, 2000))
    assert len(classes) <= COUNT
    places = classes.of(known)
    assert places.between(0, max(len(classes) - 1, 0)).all()
    assert len(classes.colours(is_more_worse=True)) == len(classes)
    if method != "fixed" and len(known):
        assert classes.edges[0] <= known.min()
        assert known.max() <= classes.edges[-1]
        assert list(classes.edges) == sorted(classes.edges)
        if known.nunique() > 1:
            assert places.nunique() > 1


def test_thousands_of_values_break_as_fast_as_hundreds():
    values = pd.Series(np.random.default_rng(1).gamma(2, 10, 3_500))
    classes = classify(values, "natural", is_whole=False)
    assert len(classes) == 5
    assert classes.of(values).value_counts().min() > 20
