from itertools import pairwise

import pandas as pd
import pytest

from dashboard.classes import RAMP, Classes, round_breaks


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
