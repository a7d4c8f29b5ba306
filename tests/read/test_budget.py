"""The balance as published, and the open one worked out from open numbers alone."""

import numpy as np
import pandas as pd
import pytest

from pipelines import read, storing
from pipelines.budget.tabulating import tabulate
from pipelines.errors import InputError
from pipelines.read import budget as door
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from tests.conftest import BUSAN, SUSEONG


def test_published_need_and_budgets_give_the_published_balance(busan_city) -> None:
    """What a page works out from the publication is what the warehouse's estimate has."""
    year = door.year_of(BUSAN, 2018, settings=busan_city)
    rows = read.imbalance("dong", deployment=BUSAN, year=2018, scope="public", settings=busan_city)
    assert rows["dong_code"].tolist() == list(year.places)
    assert rows["budget_krw"].tolist() == year.total("public").tolist()
    need = rows["expected_need_count"].astype("Float64").to_numpy(float, na_value=np.nan)
    assert need == pytest.approx(year.need.middle, nan_ok=True)
    known = rows[rows["need_basis"] == "estimated"]
    assert known["need_share"].sum() == pytest.approx(1)
    assert abs(known["budget_imbalance_krw"].sum()) < len(known)  # each rounded to a won
    for gu, mine in known.groupby("gu_code"):
        assert abs(mine["gu_imbalance_krw"].sum()) < len(known), gu


def test_gu_and_city_are_sums_of_dongs(busan_city) -> None:
    ask = {"deployment": BUSAN, "year": 2017, "scope": "with_private", "settings": busan_city}
    dongs, gus = read.imbalance("dong", **ask), read.imbalance("gu", **ask)
    (city,) = read.imbalance("city", **ask).to_dict("records")
    known = dongs[dongs["need_basis"] != "unknown"]
    assert gus["budget_krw"].sum() == city["budget_krw"] == known["budget_krw"].sum()
    assert gus["expected_need_count"].sum() == city["expected_need_count"]
    assert city["theil"] == pytest.approx(city["theil_between"] + city["theil_within"])
    assert city["budget_usd"] == pytest.approx(city["budget_krw"] / 1130.84)
    assert (gus["goods_krw"].sum(), gus["staff_fte"].sum()) == (
        dongs["goods_krw"].sum(),
        pytest.approx(dongs["staff_fte"].sum()),
    )


def test_a_year_without_an_estimate_has_observed_need_and_says_so(busan_city) -> None:
    first = read.imbalance("city", deployment=BUSAN, scope="public", settings=busan_city)
    assert first["need_basis"].iloc[0] == "observed"
    assert first["theil_low"].isna().iloc[0]
    assert first["need_basis"].iloc[-1] == "estimated"
    assert first["theil_low"].iloc[-1] <= first["theil"].iloc[-1] <= first["theil_high"].iloc[-1]


def test_the_open_balance_comes_of_open_numbers_alone(suseong_city) -> None:
    ask = {"deployment": SUSEONG, "year": 2018, "scope": "public", "settings": suseong_city}
    rows = read.imbalance("dong", release="open", **ask)
    shown = read.table("unreached_by_dong_month", deployment=SUSEONG, release="open",
                       settings=suseong_city)  # fmt: skip
    last = shown[shown["month"] == shown.dropna(subset=["expected_need_count"])["month"].max()]
    wanted = last.set_index("dong_code")["expected_need_count"].reindex(rows["dong_code"])
    pd.testing.assert_series_equal(
        rows["expected_need_count"], wanted.reset_index(drop=True), check_names=False
    )
    assert rows["is_suppressed"].tolist() == rows["need_basis"].eq("unknown").tolist()
    internal = read.imbalance("dong", **ask)
    assert list(rows.columns) == list(internal.columns)
    assert rows.dtypes.equals(internal.dtypes)
    open_files = suseong_city.published(SUSEONG).glob("*/open/*.parquet")
    assert not {path.stem for path in open_files} & set(PARTS["budget"])
    with pytest.raises(InputError, match="internal"):
        read.table("imbalance_by_dong_year", deployment=SUSEONG, release="open",
                   settings=suseong_city)  # fmt: skip


def test_the_lorenz_curve_ends_where_everything_is_counted(busan_city) -> None:
    curve = read.lorenz_curve(deployment=BUSAN, year=2018, gu="26380", settings=busan_city)
    assert curve.need_share[-1] == pytest.approx(1)
    assert curve.budget_share[-1] == pytest.approx(1)
    assert (curve.budget_share <= curve.need_share + 1e-12).all()


def test_the_grants_of_2016_are_found_in_the_budgets(busan_city) -> None:
    found = read.grant_check(deployment=BUSAN, settings=busan_city)
    assert found.dong_count == 52
    assert found.found_dong_count in (52, 56)  # the 4 trial Dongs have it too
    assert found.found_krw == found.found_dong_count * found.grant_krw
    assert found.mismatch_usd == 222_400


def test_what_is_not_there_is_said(busan_city) -> None:
    for ask, says in (
        ({"place": "ri"}, "balance by 'ri'"),
        ({"place": "city", "gu": "26110"}, "no Gu"),
        ({"place": "dong", "year": 1999}, "no budgets of 1999"),
        ({"place": "dong", "scope": "all"}, "money_scope 'all'"),
        ({"place": "dong", "gu": "99999"}, "no gu_code '99999'"),
    ):
        with pytest.raises(InputError, match=says):
            read.imbalance(deployment=BUSAN, settings=busan_city, **ask)


def test_the_estimate_is_made_of_the_published_aggregates(suseong_city) -> None:
    sources = door._sources(
        door.require_folder(suseong_city, SUSEONG), SUSEONG, "internal", suseong_city
    )
    for name, made in tabulate(sources).items():
        kept = storing.read_table(suseong_city, SUSEONG, name)
        again = made.sort_values(list(ESTIMATES[name].grain), ignore_index=True)
        for column in ("budget_krw", "expected_need_count", "need_basis", "expected_need_high"):
            pair = [frame[column].astype(again[column].dtype) for frame in (again, kept)]
            pd.testing.assert_series_equal(*pair, obj=f"{name}.{column}")


def test_a_gu_council_gets_a_plan_from_what_is_published(busan_city) -> None:
    request = read.PlanRequest(BUSAN, 2018, gus=("26380",), moves_staff=True)
    plan = read.plan(request, settings=busan_city)
    assert plan.state == "optimal"
    assert plan.build_id == read.build_info(BUSAN, settings=busan_city).build_id
    assert {place.gu_code for place in plan.places} == {"26380"}
    assert sum(place.change_krw for place in plan.places) == 0
    assert plan.losers[0] == plan.places[0]
    assert plan.after.share_distance < plan.before.share_distance
    assert plan.after.theil_within < plan.before.theil_within
    touching = read.neighbours(BUSAN, settings=busan_city)
    pairs = set(zip(touching["dong_code"], touching["neighbour_code"], strict=True))
    assert all((m.from_dong_code, m.to_dong_code) in pairs for m in plan.staff_moves)
    assert read.plan(request, settings=busan_city) == plan
    assert read.plan_from_json(read.plan_to_json(plan)) == plan
    points = read.frontier(request, points=4, settings=busan_city)
    assert [point.moved_krw for point in points] == sorted(point.moved_krw for point in points)


def test_an_open_plan_comes_of_open_numbers(suseong_city) -> None:
    request = read.PlanRequest(SUSEONG, 2018)
    plan = read.plan(request, release="open", settings=suseong_city)
    shown = read.imbalance("dong", deployment=SUSEONG, release="open", year=2018, scope="public",
                           settings=suseong_city)  # fmt: skip
    need = dict(zip(shown["dong_code"], shown["expected_need_count"], strict=True))
    assert {p.dong_code for p in plan.places} == set(need)
    for place in plan.places:
        assert (
            place.need is None
            if pd.isna(need[place.dong_code])
            else (place.need == need[place.dong_code])
        )
