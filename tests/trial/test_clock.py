"""The control clock: drawn Dongs, and the counts that are public."""

from datetime import date

import pytest

from pipelines import storing
from pipelines.trial.clock import ring, run_clock, touching_matrix
from tests.conftest import BUSAN, SUSEONG
from tests.trial.drawing import draw_panel


def test_four_dongs_in_a_row() -> None:
    # a - b - c   d: a joins in the second month, c in the fourth, d never; d is an island
    panel = draw_panel([1, None, 3, None], 4)
    a, b, c, _ = panel.places
    touches = touching_matrix(panel.places, [(a, b), (b, c)])
    clock = run_clock(panel, touches)
    assert list(clock.treated) == [0, 1, 1, 2]
    assert list(clock.untreated) == [4, 3, 3, 2]
    assert list(clock.touching) == [0, 1, 1, 1]  # b, then b between two
    assert list(ring(panel, touches, 3)) == [False, True, False, False]


def test_one_who_joined_before_the_first_month_is_treated_from_it_on() -> None:
    panel = draw_panel([-7, None], 2)
    assert list(run_clock(panel, touching_matrix(panel.places, [])).treated) == [1, 1]


@pytest.mark.slow
def test_busans_clock_is_the_public_one(busan_city) -> None:
    clock = storing.read_table(busan_city, BUSAN, "trial_clock_by_month")
    at = clock.assign(month=clock["month"].dt.date).set_index("month")
    in_2016 = at.loc[date(2016, 4, 1) : date(2016, 12, 1)]
    assert set(in_2016["untreated_dong_count"]) == {153}
    assert at.loc[date(2015, 6, 1), "treated_dong_count"] == 4
    assert at.loc[date(2017, 4, 1), "untreated_dong_count"] > 13
    assert set(at.loc[date(2017, 5, 1) : date(2017, 12, 1), "untreated_dong_count"]) == {13}
    assert set(at.loc[date(2018, 1, 1) :, "untreated_dong_count"]) == {0}
    assert not at.loc[date(2018, 1, 1) :, "has_controls"].any()
    assert (at["treated_dong_count"] + at["untreated_dong_count"] == 205).all()
    assert (at["touching_dong_count"] <= at["untreated_dong_count"]).all()
    # 52 Dongs spread over 16 Gu touch most of a dense city's others
    assert at.loc[date(2016, 12, 1), "touching_dong_count"] > 153 / 2


@pytest.mark.slow
def test_suseong_never_has_a_control(suseong_city) -> None:
    clock = storing.read_table(suseong_city, SUSEONG, "trial_clock_by_month")
    assert not clock["has_controls"].any()
