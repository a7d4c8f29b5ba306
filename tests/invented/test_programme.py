"""The planted effects: of the roll-out, of the surveys, in the budgets; Do Dream's own totals."""

from __future__ import annotations

import pandas as pd
import pytest

from .conftest import Made


def test_nothing_differs_before_the_first_dong_begins(busan: Made) -> None:
    effect = busan.truth("rollout_effect")
    before = effect[pd.to_datetime(effect["month"]) < "2014-07-01"]
    assert len(before) > 10_000
    assert (before["with_rollout"] == before["without_rollout"]).all()


def test_the_roll_out_finds_more_and_leaves_need_as_it_is(busan: Made) -> None:
    effect = busan.truth("rollout_effect")
    last = effect[pd.to_datetime(effect["month"]) >= "2018-01-01"].groupby("outcome")[
        ["with_rollout", "without_rollout"]
    ].sum()  # fmt: skip
    ratio = last["with_rollout"] / last["without_rollout"]
    assert ratio["at_risk"] == 1.0
    assert ratio["unreached"] < 0.6
    assert ratio[["visits", "newly_found", "opened", "services", "reports"]].min() > 1.5


def test_the_effect_table_counts_what_the_files_hold(busan: Made) -> None:
    total = busan.truth("rollout_effect").groupby("outcome")["with_rollout"].sum()
    visits, cases = busan.good("visits"), busan.good("cases")
    bad = busan.truth("bad_rows")
    # of two rows with one number the first is true, and an ingest cannot know it
    lost = bad[bad["kind"] == "conflicting_id"].groupby("file").size() / 2
    assert total["visits"] == len(visits) + lost["visits.csv"]
    met = (visits["is_contact_made"] == "예").sum()
    assert total["contacts"] == met + lost["visits.csv"]  # the first says that somebody was met
    assert total["opened"] == (cases["transferred_from_case_id"] == "").sum()
    assert total["services"] == len(busan.good("services")) + lost["services.csv"]
    assert total["reports"] == len(busan.good("reports")) + lost["reports.csv"]


def test_no_roll_out_in_do_dream_so_no_effect(suseong: Made) -> None:
    effect = suseong.truth("rollout_effect")
    assert (effect["with_rollout"] == effect["without_rollout"]).all()


def test_fifty_two_seniors_and_fifty_two_grants(busan: Made) -> None:
    staff = busan.good("staff")
    seniors = staff[(staff["role"] == "licensed_senior") & (staff["month"] == "2016-04-01")]
    assert seniors["headcount"].astype(int).sum() == 52
    budgets = busan.good("budgets")
    grants = budgets[(budgets["currency"] == "USD") & (budgets["place_code"].str.len() == 10)]
    assert grants["amount"].astype(int).sum() == 52 * 26_200
    plan = budgets[(budgets["currency"] == "USD") & (budgets["place_code"] == "26")]
    assert plan["amount"].tolist() == ["1140000"]


def test_planted_misallocations_show_in_the_money(busan: Made) -> None:
    planted = busan.truth("budget_misallocations").set_index("dong_code")["factor"]
    need = busan.truth("dongs").set_index("dong_code")
    budgets = busan.good("budgets")
    rows = budgets[
        (budgets["fiscal_year"] == "2018") & (budgets["line"] == "사업비")
        & (budgets["place_code"].str.len() == 10)
    ].set_index("place_code")  # fmt: skip
    weight = need["households"] * 2.718281828 ** need["need"]
    relative = (rows["amount"].astype(float) / weight).dropna()
    relative /= relative.median()
    assert len(planted) >= 20
    assert (relative[planted.index[planted < 1]] < 0.6).all()
    assert (relative[planted.index[planted > 1]] > 1.5).all()
    assert relative.drop(planted.index).between(0.8, 1.25).all()


@pytest.fixture(scope="module")
def counted(suseong: Made) -> pd.DataFrame:
    rows = suseong.good("contributions")
    rows = rows[(rows["is_counted"] == "예") & (rows["received_on"] <= "2016-12-31")]
    return rows.assign(
        quantity=rows["quantity"].astype(int), value_krw=rows["value_krw"].astype(int)
    )


def test_do_dream_totals_by_the_end_of_2016(counted: pd.DataFrame) -> None:
    quantity = counted.groupby("contribution_kind")["quantity"].sum()
    assert quantity["쌀"] == 27_000
    assert quantity["식사"] == 4_000
    private = counted["contribution_kind"].isin(["현금", "물품", "쌀", "식사", "장학금"])
    assert counted.loc[private, "value_krw"].sum() == 230_000_000


def test_do_dream_has_over_600_volunteers_and_six_specialists(suseong: Made) -> None:
    staff = suseong.good("staff")
    december = staff[staff["month"] == "2016-12-01"]
    count = december["headcount"].astype(int)
    assert count[december["role"] == "volunteer"].sum() == 612
    assert count[(december["role"] == "case_manager") & (december["level"] == "gu")].sum() == 6


def test_surveys_are_a_panel_with_attrition_and_the_planted_effect(busan: Made) -> None:
    rows = busan.good("surveys")
    rows = rows[rows["respondent_kind"] == "resident"].assign(
        score=lambda r: r["score"].astype(int)
    )
    people = rows.groupby("wave")["respondent_id"].agg(set)
    assert people["post"] < people["mid"] < people["pre"]
    start = busan.feed("rollout").set_index("dong_code")["start_month"]
    rows["is_treated"] = rows["dong_code"].map(start) <= "2016-12-01"
    assert rows.groupby("is_treated")["dong_code"].nunique().to_dict() == {False: 52, True: 52}
    mean = rows[rows["item"] == "satisfaction"].groupby(["is_treated", "wave"])["score"].mean()
    change = mean.unstack()["post"] - mean.unstack()["pre"]
    planted = busan.truth("survey_effects").set_index(["respondent_kind", "wave", "item"])["effect"]
    effect = planted["resident", "post", "satisfaction"]
    assert change[True] - change[False] == pytest.approx(effect, abs=0.12)
