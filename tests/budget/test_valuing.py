"""Goods at the prices of their day, and the programme's own figures side by side."""

import pandas as pd
import pytest

from pipelines import settings
from pipelines.budget.valuing import check_grants, rate_of, value_goods
from pipelines.errors import InputError
from pipelines.policy import read_policy
from pipelines.read import claims

PARAMETERS = read_policy(settings.load())


def rows(*given: tuple[object, ...]) -> pd.DataFrame:
    names = ["month", "contribution_kind", "unit", "quantity", "value_krw", "is_counted"]
    frame = pd.DataFrame(given, columns=names)
    return frame.assign(month=pd.to_datetime(frame["month"]))


def test_rice_and_hours_have_the_price_of_their_month() -> None:
    worth = value_goods(
        rows(
            ("2015-09-01", "rice", "kg", 80, 1, True),  # the crop of 2014
            ("2015-10-01", "rice", "kg", 80, 1, True),  # the crop of 2015
            ("2012-07-01", "rice", "kg", 80, 123, True),  # no price then: as stated
            ("2016-01-01", "hours", "hour", 2, 1, True),
            ("2018-01-01", "hours", "hour", 2, 1, True),
            ("2018-01-01", "meals", "meal", 9, 500, True),
            ("2018-01-01", "rice", "item", 9, 600, True),  # sacks of unknown weight
        ),
        PARAMETERS,
    )
    assert worth.tolist() == [166_198, 150_659, 123, 2 * 6_030, 2 * 7_530, 500, 600]


def test_money_what_does_not_count_and_what_is_hidden_are_no_goods() -> None:
    worth = value_goods(
        rows(
            ("2018-01-01", "cash", "krw", 900, 900, True),
            ("2018-01-01", "tuition", "krw", 900, 900, True),
            ("2018-01-01", "goods", "item", 9, 900, False),
            ("2018-01-01", "goods", "item", pd.NA, pd.NA, True),
        ),
        PARAMETERS,
    )
    assert worth.tolist() == [0, 0, 0, 0]


def test_a_year_has_its_own_rate_and_none_is_made_up() -> None:
    assert rate_of(2016, PARAMETERS) == 1160.50
    assert rate_of(2018, PARAMETERS) == 1100.30
    with pytest.raises(InputError, match="no krw_per_usd for 1999"):
        rate_of(1999, PARAMETERS)


def test_the_grants_do_not_fit_the_plan() -> None:
    grant = round(26_200 * 1160.5)
    programme = pd.Series({"a": grant, "b": grant, "c": grant + 1})
    found = check_grants(claims(), programme, 1160.5)
    assert found.product_usd == 52 * 26_200 == 1_362_400
    assert found.master_plan_usd == 1_140_000
    assert found.mismatch_usd == 222_400
    assert found.mismatch_rate == pytest.approx(222_400 / 1_140_000)
    assert found.grant_krw == 30_405_100
    assert (found.found_dong_count, found.found_krw) == (2, 2 * grant)
    with pytest.raises(InputError, match="master_plan_budget"):
        check_grants(claims().drop("master_plan_budget"), programme, 1160.5)
