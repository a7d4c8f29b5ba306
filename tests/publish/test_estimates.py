"""Estimates leave through their own gate: exact inside, rounded and hidden in the open release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import pandas as pd
import pytest

from pipelines import publish, read, rounding, storing
from pipelines.errors import CheckError, DisclosureError, InputError, NotBuiltError
from pipelines.risk import promises
from pipelines.schema import COLUMNS, ESTIMATES
from pipelines.schema.estimates import PARTS
from tests.publish.drawn import (
    DEPLOYMENT,
    DONGS,
    MONTHS,
    coverage,
    draw_warehouse,
    places,
    settings_in,
)

FIRST = MONTHS[0]


def drawn_dongs() -> pd.DataFrame:
    """unreached_by_dong_month: 17 (12 to 23) unreached beside those reached, in every Dong."""
    numbers = {
        "expected_unreached_count": 17, "expected_unreached_low": 12,
        "expected_unreached_high": 23, "expected_unreached_low_50": 15,
        "expected_unreached_high_50": 19, "expected_unseen_count": 13, "expected_unseen_low": 8,
        "expected_unseen_high": 18, "unreached_rank": 2, "unreached_rank_low": 1,
        "unreached_rank_high": 3, "top_20_probability": 0.87, "refusal": None,
        "is_audited": True, "audit_month": FIRST,
    }  # fmt: skip
    rows = [
        {"dong_code": dong, "gu_code": dong[:5], "month": month, **numbers}
        for dong in DONGS
        for month in MONTHS
    ]
    frame = pd.DataFrame(rows)
    for end in ("", "_low", "_high"):
        count = frame[f"expected_unreached{end or '_count'}"]
        frame[f"expected_unreached_per_1000_households{end}"] = count / 900 * 1000
        frame[f"expected_need{end or '_count'}"] = count + 20
    return frame


def empty_part(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every table of the part without rows, but for those given."""
    return {
        name: given.get(name, pd.DataFrame(columns=[c.name for c in ESTIMATES[name].columns]))
        for name in PARTS["unreached"]
    }


@pytest.fixture
def published(tmp_path):
    """Three Dongs; of the second 7 are at risk in the first month, which the open release hides."""
    settings = settings_in(tmp_path)
    at_risk, reached = {(DONGS[1], FIRST): 7}, {(DONGS[1], FIRST): 3}
    by_dong = coverage(at_risk, reached)
    by_gu = by_dong[by_dong["dong_code"] == DONGS[0]].drop(columns="dong_code")
    # of the second month the open release hides the Gu: 7 are at risk in it
    few = by_gu["month"] == MONTHS[1]
    by_gu = by_gu.assign(at_risk_count=by_gu["at_risk_count"].where(~few, 7),
                         reached_count=by_gu["reached_count"].where(~few, 3))  # fmt: skip
    tables = {"coverage_by_dong_month": by_dong, "coverage_by_gu_month": by_gu, **places()}
    draw_warehouse(settings, tables)
    methods = pd.DataFrame(
        {
            "gu_code": "27260", "month": FIRST, "unreached_method": ["naive", "chao", "model"],
            "expected_unreached_count": [7, 14, 44], "expected_unreached_low": [None, None, 31],
            "expected_unreached_high": [None, None, 62], "is_lower_bound": [False, True, False],
            "refusal": None,
        }
    )  # fmt: skip
    refused = methods.assign(
        month=MONTHS[1], expected_unreached_count=[44, None, 44], refusal=[None, "no_lists", None]
    )
    methods = pd.concat([methods, refused])
    rows = drawn_dongs()
    hidden = (rows["dong_code"] == DONGS[1]) & (rows["month"] == FIRST)
    numbers = [c for c in rows if c.startswith(("expected_", "unreached_", "top_"))]
    rows[numbers] = rows[numbers].astype(float)
    rows.loc[hidden, numbers] = None
    rows.loc[hidden, "refusal"] = "no_lists"
    tables = empty_part(unreached_by_dong_month=rows, unreached_methods_by_gu_month=methods)
    storing.store(
        settings, DEPLOYMENT, part="unreached", build_id="0123456789ab", key="k", tables=tables
    )
    publish.publish(settings, DEPLOYMENT)
    return settings


def row(settings, release: str, dong: str = DONGS[0], month: date = FIRST) -> pd.Series:
    table = read.table(
        "unreached_by_dong_month", deployment=DEPLOYMENT, release=release, dong=dong, month=month,
        settings=settings,
    )  # fmt: skip
    return table.iloc[0]


def test_inside_the_numbers_are_exact(published) -> None:
    inside = row(published, "internal")
    assert (inside["expected_unreached_count"], inside["expected_need_count"]) == (17, 37)
    assert not inside["is_suppressed"]


def test_open_numbers_are_rounded_outwards(published) -> None:
    shown = row(published, "open")
    names = ("count", "low", "high", "low_50", "high_50")
    assert [shown[f"expected_unreached_{name}"] for name in names] == [15, 10, 25, 15, 20]
    assert shown["top_20_probability"] == 0.9
    assert [shown[f"unreached_rank{end}"] for end in ("", "_low", "_high")] == [1, 1, 5]


def test_need_less_unreached_is_what_the_coverage_table_shows_anyway(published) -> None:
    open_coverage = read.table(
        "coverage_by_dong_month", deployment=DEPLOYMENT, release="open", settings=published
    )
    table = read.table(
        "unreached_by_dong_month", deployment=DEPLOYMENT, release="open", settings=published
    )
    both = table.merge(open_coverage, on=["dong_code", "month"])
    both = both[both["expected_need_count"].notna()]
    assert len(both) == 9 - 1
    for end in ("count", "low", "high"):
        apart = both[f"expected_need_{end}"] - both[f"expected_unreached_{end}"]
        assert (apart == both["reached_count"]).all()
    rate = both["expected_unreached_per_1000_households"] * both["household_count"] / 1000
    assert (rate.round() == both["expected_unreached_count"]).all()


def test_a_row_is_hidden_with_its_coverage_and_so_is_its_reason(published) -> None:
    shown = row(published, "open", DONGS[1])
    assert shown["is_suppressed"]
    assert pd.isna(shown["refusal"])  # `no_lists` would say that nobody is known
    assert pd.isna(shown["expected_unreached_count"])
    inside = row(published, "internal", DONGS[1])
    assert inside["refusal"] == "no_lists"


def test_small_numbers_of_other_methods_are_hidden(published) -> None:
    shown = read.table(
        "unreached_methods_by_gu_month", deployment=DEPLOYMENT, release="open", settings=published
    )
    shown = shown[shown["month"] == pd.Timestamp(FIRST)].set_index("unreached_method")
    assert shown["expected_unreached_count"].astype("Float64").fillna(-1).to_dict() == {
        "chao": 10, "model": 40, "naive": -1
    }  # fmt: skip
    assert shown.loc["naive", "is_suppressed"]
    assert (shown.loc["model", "expected_unreached_low"],
            shown.loc["model", "expected_unreached_high"]) == (30, 70)  # fmt: skip


def test_other_methods_are_hidden_where_the_coverage_is_and_so_is_their_reason(published) -> None:
    tables = {
        release: read.table("unreached_methods_by_gu_month", deployment=DEPLOYMENT, release=release,
                            month=MONTHS[1], settings=published)
        for release in ("internal", "open")
    }  # fmt: skip
    assert set(tables["internal"]["refusal"].dropna()) == {"no_lists"}
    assert tables["internal"]["expected_unreached_count"].notna().sum() == 2
    shown = tables["open"]
    assert len(shown) == 3
    assert shown["is_suppressed"].all()
    hidden = shown[["refusal", "expected_unreached_count", "expected_unreached_high"]]
    assert hidden.isna().all(axis=None)


def test_methods_by_dong_stay_inside(published) -> None:
    with pytest.raises(InputError, match="internal"):
        read.table("unreached_methods_by_dong_month", deployment=DEPLOYMENT, release="open",
                   settings=published)  # fmt: skip


def test_estimates_of_another_build_are_not_published(published) -> None:
    storing.store(
        published, DEPLOYMENT, part="unreached", build_id="ffff", key="k2",
        tables=empty_part(unreached_by_dong_month=drawn_dongs()),
    )  # fmt: skip
    publish.publish(published, DEPLOYMENT)
    with pytest.raises(NotBuiltError, match="dabokdong estimate"):
        row(published, "internal")
    with pytest.raises(CheckError, match="build ffff"):
        promises.check(published, DEPLOYMENT)


def test_new_estimates_of_one_build_are_published_anew(published) -> None:
    rows = drawn_dongs().assign(expected_unreached_count=18)
    assert publish.publish(published, DEPLOYMENT).was_current
    storing.store(
        published, DEPLOYMENT, part="unreached", build_id="0123456789ab", key="k3",
        tables=empty_part(unreached_by_dong_month=rows),
    )  # fmt: skip
    assert not publish.publish(published, DEPLOYMENT).was_current
    assert row(published, "internal")["expected_unreached_count"] == 18


def test_a_broken_promise_is_named(published) -> None:
    rows = drawn_dongs().assign(expected_need_count=99)
    storing.store(
        published, DEPLOYMENT, part="unreached", build_id="0123456789ab", key="k4",
        tables=empty_part(unreached_by_dong_month=rows),
    )  # fmt: skip
    with pytest.raises(CheckError, match="reached and unreached by dong are the need"):
        promises.check(published, DEPLOYMENT)
    # a refusal with a number beside it
    rows = drawn_dongs().assign(refusal="no_lists")
    storing.store(
        published, DEPLOYMENT, part="unreached", build_id="0123456789ab", key="k5",
        tables=empty_part(unreached_by_dong_month=rows),
    )  # fmt: skip
    with pytest.raises(CheckError, match="every refusal by dong"):
        promises.check(published, DEPLOYMENT)


@pytest.mark.parametrize("name", [name for name, table in ESTIMATES.items() if table.is_open])
def test_no_open_estimate_shows_an_exact_number(name: str) -> None:
    """Whatever is estimated: every open number is a multiple of its step, or hangs on open ones."""
    table = ESTIMATES[name]
    with duckdb.connect() as connection:
        row = {column.name: None for column in table.columns}
        row |= {column.name: 123.456 for column in table.estimates}
        row |= {"month": FIRST, "dong_code": DONGS[0], "gu_code": DONGS[0][:5]}
        row = {k: v for k, v in row.items() if k in {c.name for c in table.columns}}
        row |= {c.name: "model" for c in table.columns if c.name == "unreached_method"}
        given = pd.DataFrame([row])
        shown_coverage = pd.DataFrame(
            [{"month": FIRST, "dong_code": DONGS[0], "gu_code": DONGS[0][:5],
              "household_count": 1000, "at_risk_count": 200, "reached_count": 100}]
        )  # fmt: skip
        connection.register("given", given)
        connection.register("shown", shown_coverage)
        query = rounding.estimate_query(table, "open", "given", "shown")
        (out,) = connection.execute(query).df().to_dict("records")
    step = rounding.STEP_DONG if "dong_code" in table.grain else rounding.STEP
    for column in table.estimates:
        value = out[column.name]
        if "_per_1000_" in column.name:
            assert value == int(value)  # of 1,000 households the rounded count itself
        elif column.name == "top_20_probability":
            assert value * 10 == pytest.approx(round(value * 10))
        else:
            assert value % (5 if "rank" in column.name else step) == 0, column.name


def test_a_table_that_the_gate_cannot_protect_is_refused(monkeypatch) -> None:
    table = ESTIMATES["unreached_by_gu_month"]
    with_count = replace(table, columns=(*table.columns, COLUMNS["reached_count"]))
    monkeypatch.setitem(ESTIMATES, table.name, with_count)
    with pytest.raises(DisclosureError, match="reached_count is a count"):
        rounding.check_estimate(with_count)
    with_key = replace(table, columns=(*table.columns, COLUMNS["household_id"]))
    monkeypatch.setitem(ESTIMATES, table.name, with_key)
    with pytest.raises(DisclosureError, match="identifies a household"):
        rounding.check_estimate(with_key)
    with pytest.raises(DisclosureError, match="no published table"):
        rounding.check_estimate(table)
