"""Smoothing and association of what is published, over the drawn city of the page tests."""

from datetime import date

import pytest

from pipelines import read
from pipelines.errors import InputError
from pipelines.settings import CHECKOUT, Settings
from tests.dashboard import beds

MONTH = date(2018, 12, 1)


def poor_in_rich(gu, dong, month):
    """Everywhere 80 of 100 are reached, a little more to the right; in the Dong 6, nobody."""
    return 2000, 100, 0 if dong == 5 else 78 + dong % 4


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    beds.publish(data, poor_in_rich, gu_count=1, open_numbers=lambda g, d, m: (2000, 100, 80))
    return {
        "settings": Settings(data=data, reference=CHECKOUT / "data" / "reference"),
        "deployment": beds.DEPLOYMENT,
    }


def test_neighbours_are_those_that_touch_in_the_published_map(city):
    pairs = read.neighbours(**city)
    # the first square of a row of four touches its right, upper and upper right neighbour
    assert pairs[pairs["dong_code"] == beds.dong_code(0, 0)]["neighbour_code"].tolist() == [
        beds.dong_code(0, dong) for dong in (1, 4, 5)
    ]


def test_coverage_is_smoothed_month_by_month(city):
    rows = read.smoothed_coverage(**city)
    assert len(rows) == len(beds.MONTHS) * beds.DONGS_A_GU
    (nobody,) = rows[(rows["dong_code"] == beds.dong_code(0, 5)) & (rows["month"] == str(MONTH))][
        "smoothed_rate"
    ]
    assert 0 < nobody < 0.05
    assert (rows["smoothed_low"] < rows["smoothed_rate"]).all()
    december = read.smoothed_coverage(**city, month=MONTH)
    assert len(december) == beds.DONGS_A_GU
    of_all = rows[rows["month"] == str(MONTH)]["smoothed_rate"].tolist()
    assert december["smoothed_rate"].tolist() == pytest.approx(of_all)


def test_only_the_numbers_of_the_release_are_used(city):
    # the open release says that all are alike, and so nothing is to be found in it
    of_open = read.local_association("coverage_rate", **city, month=MONTH, release="open")
    assert of_open.q_value.isna().all()
    assert read.smoothed_coverage(**city, release="open")["smoothed_rate"].nunique() == 1
    internal = read.local_association("coverage_rate", **city, month=MONTH)
    assert internal.statistic[beds.dong_code(0, 5)] < 0
    assert internal.quadrant[beds.dong_code(0, 5)] == "high_among_low"


def test_what_has_no_association_is_said(city):
    with pytest.raises(InputError, match="coverage_gap_count"):
        read.local_association("visit_count", **city, month=MONTH)


def test_what_noise_alone_may_have_made_does_not_stand_out_in_the_open_release(tmp_path):
    # one Dong at 9 of 20 among others at 16 of 20: noise alone moves each count by sd 2
    def numbers(gu, dong, month):
        return 2000, 20, 9 if dong == 5 else 16

    beds.publish(tmp_path, numbers, gu_count=1)
    city = {
        "settings": Settings(data=tmp_path, reference=CHECKOUT / "data" / "reference"),
        "deployment": beds.DEPLOYMENT,
        "month": MONTH,
    }
    exact, noisy = (
        read.smoothed_coverage(**city, release=release).set_index("dong_code")
        for release in ("internal", "open")
    )
    low = beds.dong_code(0, 5)
    assert exact["smoothed_rate"][low] < noisy["smoothed_rate"][low]
    assert exact["smoothed_high"][low] < noisy["smoothed_high"][low]
