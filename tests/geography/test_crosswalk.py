from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import GeographyError
from pipelines.geography import apply_crosswalk, crosswalk, register

BUSAN = ["26"]
DAYS = [date(2012, 7, 1), date(2014, 7, 1), date(2015, 12, 31), date(2017, 6, 30),
        date(2018, 6, 30), date(2021, 6, 30), date(2025, 6, 30)]  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(
    days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
    weight=st.sampled_from(["area", "households"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_totals_are_conserved_to_the_last_unit(days, weight, seed):
    shares = crosswalk(BUSAN, *days, weight=weight)
    assert set(shares["to_code"]) == set(register(days[1], BUSAN)["dong_code"])
    assert shares.groupby("from_code")["share"].sum().to_numpy() == pytest.approx(1)
    codes = register(days[0], BUSAN)["dong_code"]
    values = pd.Series(np.random.default_rng(seed).integers(0, 10**6, len(codes)), index=codes)
    moved = apply_crosswalk(values, shares)
    assert moved.dtype.kind == "i"
    assert moved.sum() == values.sum()
    assert (moved >= 0).all()
    # there is nothing to move between a day and itself
    if days[0] == days[1]:
        assert moved.to_dict() == values.to_dict()


def test_largest_remainder_by_hand():
    shares = pd.DataFrame(
        {
            "from_code": ["a", "a", "a", "b"],
            "to_code": ["x", "y", "z", "z"],
            "share": [0.5, 0.3, 0.2, 1.0],
        }
    )
    values = pd.Series({"a": 9, "b": 4}, name="visit_count")
    # a: 4.5, 2.7, 1.8 -> whole 4 + 2 + 1, the 2 left over go to z (.8) and y (.7)
    moved = apply_crosswalk(values, shares)
    assert moved.to_dict() == {"x": 4, "y": 2 + 1, "z": 1 + 1 + 4}
    assert moved.name == "visit_count"
    assert apply_crosswalk(-values, shares).sum() == -13
    amounts = apply_crosswalk(pd.Series({"a": 9.0, "b": 4.0}), shares)
    assert amounts.to_dict() == pytest.approx({"x": 4.5, "y": 2.7, "z": 1.8 + 4})


def test_households_and_area_differ_where_people_live_unevenly():
    by_area, by_households = (
        crosswalk(BUSAN, date(2017, 6, 30), date(2018, 6, 30), weight=weight)
        .query("from_code == '2644054000'")
        .set_index("to_code")["share"]
        for weight in ("area", "households")
    )
    assert by_area["2644053500"] == pytest.approx(0.88, abs=0.01)
    # census 2020: 명지1동 and 명지2동, undivided
    assert by_households["2644053500"] == pytest.approx(0.64, abs=0.01)


def test_unknown_codes_and_missing_values_are_refused():
    shares = pd.DataFrame({"from_code": ["a"], "to_code": ["x"], "share": [1.0]})
    with pytest.raises(GeographyError, match="q"):
        apply_crosswalk(pd.Series({"a": 1, "q": 2}), shares)
    with pytest.raises(GeographyError, match="1 values are missing"):
        apply_crosswalk(pd.Series({"a": np.nan}), shares)
