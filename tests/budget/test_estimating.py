"""The part `budget` of the estimates: kept while nothing changes; observed need where it must."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines import settings as settings_module
from pipelines import storing
from pipelines.budget import promises
from pipelines.budget.estimating import PART, estimate_budget
from pipelines.budget.sources import budget_year
from pipelines.budget.tabulating import tabulate
from pipelines.errors import CheckError, InputError, NotBuiltError
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from pipelines.settings import Settings
from tests.budget.drawn import PLACES
from tests.budget.drawn_sources import sources_of
from tests.conftest import SUSEONG


def test_without_a_warehouse_it_says_what_to_run(tmp_path) -> None:
    settings = Settings(data=tmp_path, reference=settings_module.load().reference)
    with pytest.raises(NotBuiltError, match="dabokdong build"):
        estimate_budget(settings, SUSEONG)
    assert promises.check(settings, SUSEONG) == ()


def test_what_is_current_is_kept(suseong_city) -> None:
    path = storing.estimates_file(suseong_city, SUSEONG, PART)
    before = path.stat().st_mtime_ns
    report = estimate_budget(suseong_city, SUSEONG)
    assert report.was_current
    assert report.has_estimate
    assert path.stat().st_mtime_ns == before
    assert set(report.table_rows) == set(PARTS[PART])


def test_every_promise_holds_and_a_broken_one_is_named(suseong_city, monkeypatch) -> None:
    assert len(promises.check(suseong_city, SUSEONG)) == len(promises.PROMISES)
    broken = {"all_money_is_counted": "select 1 as wrong"}
    monkeypatch.setattr(promises, "PROMISES", broken)
    with pytest.raises(CheckError, match="all money is counted"):
        promises.check(suseong_city, SUSEONG)


def test_without_an_estimate_need_is_observed_and_has_no_interval() -> None:
    tables = tabulate(sources_of([400, 300, 200, 100], [10, 20, 30, 40], range(4)))
    for name, frame in tables.items():
        assert list(frame.columns) == [column.name for column in ESTIMATES[name].columns]
    dongs = tables["imbalance_by_dong_year"].query("money_scope == 'public'")
    assert dongs["need_basis"].tolist() == ["observed"] * 4
    assert dongs["expected_need_count"].tolist() == [10, 20, 30, 40]
    assert dongs["expected_need_low"].isna().all()
    assert dongs["budget_imbalance_krw"].tolist() == [300, 100, -100, -300]
    assert dongs["budget_imbalance_krw_low"].isna().all()
    assert dongs["budget_per_need_krw"].tolist() == [40, 15, 7, 2]  # 2.5 to the even won
    (city,) = tables["inequality_by_city_year"].query("money_scope == 'public'").to_dict("records")
    assert city["theil"] == pytest.approx(city["theil_between"] + city["theil_within"])
    assert np.isnan(city["theil_low"])
    assert city["budget_usd"] == pytest.approx(1000 / 1100.3)


def test_a_hidden_dong_has_unknown_need_and_its_money_stays_out() -> None:
    sources = sources_of([400, 300, 200, 100], [10, 20, 30, 40], range(4))
    coverage = sources.tables["coverage_by_dong_month"]
    hidden = coverage["dong_code"] == PLACES[3]
    sources.tables["coverage_by_dong_month"] = coverage.astype({"at_risk_count": "Int64"}).assign(
        at_risk_count=lambda rows: rows["at_risk_count"].mask(hidden, pd.NA)
    )
    dongs = tabulate(sources)["imbalance_by_dong_year"].query("money_scope == 'public'")
    assert dongs["need_basis"].tolist() == ["observed"] * 3 + ["unknown"]
    assert dongs["need_share"].iloc[:3].tolist() == pytest.approx([10 / 60, 20 / 60, 30 / 60])
    assert dongs["budget_krw"].tolist() == [400, 300, 200, 100]
    assert dongs["budget_share"].isna().tolist() == [False] * 3 + [True]


def test_a_year_or_money_that_is_not_there_is_said() -> None:
    sources = sources_of([4, 3, 2, 1], [1, 2, 3, 4], range(4))
    with pytest.raises(
        InputError, match=r"No Dong has a budget of 2017\. Years with budgets: 2018"
    ):
        budget_year(sources, 2017)
    none = sources_of([4, 3, 2, 1], [1, 2, 3, 4], range(4), level="gu")
    year = budget_year(none, 2018)
    assert not year.money.any()  # money that no Dong has is no Dong's
