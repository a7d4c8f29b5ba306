"""A Dong founded in the middle of a month has that month's records."""

from datetime import date

import pandas as pd

from pipelines.warehouse.reference import _monthly

OPEN = date(9999, 12, 31)


def test_a_month_counts_that_holds_any_day_of_the_period() -> None:
    vintages = pd.DataFrame(
        [("2671025600", date(2015, 9, 23), OPEN)], columns=["dong_code", "valid_from", "valid_to"]
    )
    row = _monthly(vintages).iloc[0]
    assert (row["first_month"], row["last_month"]) == (date(2015, 9, 1), date(9999, 12, 1))


def test_where_two_periods_of_a_code_meet_the_later_has_the_month() -> None:
    vintages = pd.DataFrame(
        [
            ("2641064000", date(2014, 1, 1), date(2016, 1, 14)),
            ("2641064000", date(2016, 1, 15), date(2017, 12, 31)),
            ("2641064000", date(2018, 1, 1), OPEN),
        ],
        columns=["dong_code", "valid_from", "valid_to"],
    )
    months = _monthly(vintages)
    assert list(months["first_month"]) == [date(2014, 1, 1), date(2016, 1, 1), date(2018, 1, 1)]
    assert list(months["last_month"]) == [date(2015, 12, 1), date(2017, 12, 1), date(9999, 12, 1)]
