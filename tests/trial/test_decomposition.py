"""Finds = staff x visits per worker x finds per visit."""

from datetime import date
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import InputError
from pipelines.trial.decomposition import Period, decompose
from pipelines.trial.growing import groups_table, gus_table
from tests.trial.drawing import draw_panel

positive = st.floats(1e-3, 1e6)


def test_suyeong_gu_from_its_public_figures() -> None:
    """3.80 = 8.60 x 0.930 x 0.475."""
    base = Period(staff=5, visits=1000, yielded=80)
    after = Period(staff=5 * 8.60, visits=1000 * 8.60 * 0.930, yielded=80 * 8.60 * 0.930 * 0.475)
    found = decompose(base, after)
    assert round(found.total, 2) == 3.80
    assert found.staff == pytest.approx(8.60, abs=1e-9)
    assert found.visits_per_worker == pytest.approx(0.930, abs=1e-9)
    assert found.yield_per_visit == pytest.approx(0.475, abs=1e-9)


@given(st.lists(positive, min_size=6, max_size=6))
def test_ratios_multiply_and_logs_add_up(numbers: list[float]) -> None:
    found = decompose(Period(*numbers[:3]), Period(*numbers[3:]))
    assert found.state == "exact"
    product = found.staff * found.visits_per_worker * found.yield_per_visit
    assert product / found.total == pytest.approx(1.0, abs=1e-9)
    assert exp(sum(found.parts)) / found.total == pytest.approx(1.0, abs=1e-9)
    assert sum(found.parts) == pytest.approx(log(found.total), abs=1e-9)


@pytest.mark.parametrize(
    ("base", "after", "state"),
    [
        ((1, 10, 0), (1, 10, 5), "new"),
        ((1, 0, 2), (1, 10, 5), "new"),
        ((1, 10, 2), (1, 10, 0), "none"),
        ((1, 10, 0), (1, 10, 0), "none"),
        ((0, 10, 2), (1, 10, 5), "no_staff"),
        ((1, 10, 2), (0, 10, 5), "no_staff"),
    ],
)
def test_a_zero_is_told_and_never_infinity(base, after, state) -> None:
    found = decompose(Period(*base), Period(*after))
    assert found.state == state
    assert not any(np.isinf([found.total, found.staff, found.visits_per_worker]))
    assert all(np.isnan(found.parts))


def test_a_negative_number_is_a_sentence() -> None:
    with pytest.raises(InputError, match="numbers from 0 on"):
        decompose(Period(1, -1, 1), Period(1, 1, 1))


def test_two_dongs_by_group_and_year() -> None:
    # 24 months from January 2015; the first joins in January 2016, with twice the staff, three
    # times the visits and six times the finds; the second never does
    months = np.arange(24)
    first = {"fte": np.where(months < 12, 1, 2), "visit_count": np.where(months < 12, 10, 30),
             "newly_found_count": np.where(months < 12, 2, 12)}  # fmt: skip
    flat = {"fte": 1, "visit_count": 10, "newly_found_count": 2}
    measures = {name: np.vstack([row, np.full(24, flat[name])]) for name, row in first.items()}
    panel = draw_panel([12, None], 24, measures, first=date(2015, 1, 1),
                       gus=["26110", "26140"])  # fmt: skip
    table = groups_table(panel)
    row = table[(table["decomposed"] == "finds") & (table["dong_group"] == "selected")].iloc[0]
    assert row["fiscal_year"] == 2016
    assert row["total_ratio"] == pytest.approx(6.0)
    assert row["staff_ratio"] == pytest.approx(2.0)
    assert row["visits_per_worker_ratio"] == pytest.approx(1.5)
    assert row["yield_ratio"] == pytest.approx(2.0)
    everywhere = table[(table["decomposed"] == "finds") & (table["dong_group"] == "everywhere")]
    assert everywhere["total_ratio"].item() == pytest.approx((12 + 2) / (2 + 2))
    by_gu = gus_table(panel).set_index(["decomposed", "gu_code"])
    assert by_gu.loc[("finds", "26140"), "total_ratio"] == pytest.approx(1.0)
    assert by_gu.loc[("finds", "26110"), "staff_part"] == pytest.approx(log(2))
