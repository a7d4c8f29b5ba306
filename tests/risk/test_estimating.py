"""From drawn lists of four Dongs to the tables: sums, refusals, audits carried on, one storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import pytest

from pipelines import storing
from pipelines.errors import NotBuiltError, SchemaError
from pipelines.risk import monthly
from pipelines.risk.estimating import estimate_tables
from pipelines.risk.histories import CaptureCounts, seen_histories
from pipelines.risk.inputs import LISTS
from pipelines.risk.monthly import estimate_month, estimate_months, months_to_estimate
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from pipelines.settings import CHECKOUT, Settings
from tests.risk.drawn import GUS, HOUSEHOLDS, MONTHS, PLACES, draw_inputs

LAST = MONTHS[-1]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return estimate_tables(draw_inputs())


def test_every_table_of_the_part_has_its_columns(tables) -> None:
    assert set(tables) == set(PARTS["unreached"])
    for name, frame in tables.items():
        assert list(frame.columns) == [column.name for column in ESTIMATES[name].columns]
        assert len(frame)


def test_reached_and_unreached_are_the_need(tables) -> None:
    inputs = draw_inputs()
    rows = tables["unreached_by_dong_month"].set_index(["dong_code", "month"])
    for dong, code in enumerate(PLACES):
        for at, month in enumerate(MONTHS):
            row = rows.loc[(code, month)]
            for end in ("count", "low", "high"):
                need = row[f"expected_unreached_{end}"] + inputs.reached[dong, at]
                assert row[f"expected_need_{end}"] == need


def test_gu_and_city_are_sums_of_draws() -> None:
    inputs = draw_inputs()
    (each,) = estimate_months(inputs, [LAST])
    made = estimate_tables(inputs)
    city = made["unreached_by_city_month"].set_index("month").loc[LAST]
    assert city["expected_unreached_count"] == np.rint(np.median(each.unreached.sum(axis=1)))
    gu = made["unreached_by_gu_month"].set_index(["gu_code", "month"]).loc[(GUS[0], LAST)]
    assert gu["expected_unreached_high"] == np.ceil(
        np.quantile(each.unreached[:, :2].sum(axis=1), 0.95)
    )


def test_an_audit_informs_its_month_and_later_ones_alone(tables) -> None:
    city = tables["unreached_by_city_month"].set_index("month")
    assert city["is_audited"].tolist() == [False, True, True]
    assert city["audit_month"].tolist() == [None, MONTHS[1], MONTHS[1]]
    short = replace(draw_inputs(), audit_months=dict.fromkeys(MONTHS, 0))
    (after,) = estimate_months(short, [LAST])
    assert after.audit_month is None


def test_without_an_audit_the_interval_is_wider(tables) -> None:
    methods = tables["unreached_methods_by_city_month"]
    rows = methods[methods["month"] == LAST].set_index("unreached_method")
    width = rows["expected_unreached_high"] - rows["expected_unreached_low"]
    assert width["model_without_audit"] > width["model"]


def test_without_any_audit_there_is_one_model() -> None:
    made = estimate_tables(draw_inputs(has_audit=False))
    assert not made["unreached_by_city_month"]["is_audited"].any()
    for place in ("city", "gu", "dong"):
        methods = set(made[f"unreached_methods_by_{place}_month"]["unreached_method"])
        assert "model" in methods
        assert not {"model_without_audit", "audit_ratio"} & methods


def test_methods_stand_on_one_line(tables) -> None:
    inputs = draw_inputs()
    rows = tables["unreached_methods_by_city_month"].query("month == @LAST")
    rows = rows.set_index("unreached_method")
    listed = inputs.known_unreached(LAST).sum()
    assert rows.loc["naive", "expected_unreached_count"] == listed
    audit = inputs.audits[MONTHS[1]]
    ratio = audit.unknown.sum() / audit.known.sum() * inputs.captures[LAST].known.sum()
    assert rows.loc["audit_ratio", "expected_unreached_count"] == round(ratio + listed)
    assert rows["is_lower_bound"].to_dict()["chao"]
    assert set(rows.index) == {"model", "model_without_audit", "naive", "independence", "chao",
                               "stepwise", "chapman", "audit_ratio"}  # fmt: skip


def test_ranks_are_of_those_with_an_estimate(tables) -> None:
    inputs = draw_inputs()
    small = inputs.households.copy()
    small[3] = 12  # fewer than a rate can be told of
    rows = estimate_tables(replace(inputs, households=small))["unreached_by_dong_month"]
    rows = rows[rows["month"] == LAST].set_index("dong_code")
    refused = rows.loc[PLACES[3]]
    assert refused["refusal"] == "too_few_households"
    assert pd.isna(refused["expected_unreached_count"])
    assert pd.isna(refused["unreached_rank"])
    assert sorted(rows.loc[list(PLACES[:3]), "unreached_rank_high"])[-1] <= 3


@pytest.mark.parametrize(
    ("cells", "reason"),
    [({}, "no_lists"), ({"100000": 9}, "one_list"), ({"100000": 9, "010000": 5}, "no_overlap")],
)
def test_lists_that_say_nothing_are_refused_city_wide(cells: dict[str, int], reason: str) -> None:
    inputs = draw_inputs()
    order = ["".join(str(int(d)) for d in row) for row in seen_histories(len(LISTS))]
    counts = np.zeros((4, len(order)))
    for history, count in cells.items():
        counts[:, order.index(history)] = count
    none = replace(inputs, captures=dict.fromkeys(MONTHS, CaptureCounts(PLACES, LISTS, counts)))
    made = estimate_tables(none)
    assert set(made["unreached_by_city_month"]["refusal"]) == {reason}
    numbers = made["unreached_by_dong_month"].filter(like="expected_")
    assert numbers.isna().all().all()
    assert not len(made["unreached_dependence_by_city_month"])


def test_no_dong_has_more_unreached_than_households_beside_those_listed() -> None:
    inputs = draw_inputs()
    crowded, at = inputs.households.copy(), inputs.months.index(LAST)
    crowded[0, at] = known = inputs.captures[LAST].known[0]  # everyone is on a list
    crowded[1, at] = inputs.captures[LAST].known[1] + 4
    each = estimate_month(replace(inputs, households=crowded), LAST)
    assert known
    assert not each.unseen[:, 0].any()
    assert (each.unreached[:, 0] == each.known_unreached[0]).all()
    assert 0 < each.unseen[:, 1].max() <= 4
    assert each.unreached[:, 1].max() <= each.known_unreached[1] + 4


def test_a_fit_that_does_not_settle_is_tried_anew_and_then_refused(monkeypatch) -> None:
    inputs = draw_inputs()
    start = estimate_month(inputs, MONTHS[1]).fit.state
    starts, fit = [], monthly.fit_unreached

    def unsettled(*args, start, draws, **more):
        starts.append(start)
        return replace(fit(*args, start=start, draws=5, **more), has_converged=False)

    monkeypatch.setattr(monthly, "fit_unreached", partial(unsettled, start=None))
    each = estimate_month(inputs, LAST, start=start)
    assert starts == [start, None]
    assert each.refusals == ["unsettled"] * len(PLACES)
    assert each.fit is None


def test_a_deployment_without_households_is_refused() -> None:
    inputs = draw_inputs()
    nobody = replace(inputs, households=np.zeros_like(inputs.households))
    assert estimate_month(nobody, LAST).refusals == ["too_few_households"] * 4


def test_one_dong_alone_is_estimated() -> None:
    inputs = draw_inputs()
    alone = replace(
        inputs,
        places=PLACES[:1],
        gus=GUS[:1],
        households=inputs.households[:1],
        at_risk=inputs.at_risk[:1],
        reached=inputs.reached[:1],
        unlisted=inputs.unlisted[:1],
        area_km2=inputs.area_km2[:1],
        captures={
            m: CaptureCounts(PLACES[:1], LISTS, c.counts[:1]) for m, c in inputs.captures.items()
        },
        audits={},
    )
    rows = estimate_tables(alone)["unreached_by_dong_month"]
    assert (rows["expected_unreached_low"] <= rows["expected_unreached_count"]).all()
    assert (rows["expected_unreached_count"] < HOUSEHOLDS[0]).all()


def test_old_months_are_estimated_now_and_then() -> None:
    months = tuple(date(2014 + n // 12, n % 12 + 1, 1) for n in range(60))
    wanted = months_to_estimate(months, warm_up=11)
    assert wanted[-24:] == list(months[-24:])
    assert wanted[:-24] == [months[n] for n in range(12, 36, 3)]
    assert wanted[0] >= months[11]
    assert months_to_estimate(months[:3], warm_up=11) == [months[2]]


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data=tmp_path, reference=CHECKOUT / "data" / "reference")


def test_a_part_is_stored_whole_and_known_by_its_key(tables, settings) -> None:
    with pytest.raises(NotBuiltError, match="dabokdong estimate"):
        storing.read_table(settings, "busan_dabokdong", "unreached_by_city_month")
    storing.store(
        settings, "busan_dabokdong", part="unreached", build_id="b", key="k", tables=tables
    )
    assert storing.is_current(settings, "busan_dabokdong", "unreached", "k")
    assert not storing.is_current(settings, "busan_dabokdong", "unreached", "other")
    rows = storing.read_table(settings, "busan_dabokdong", "unreached_by_city_month")
    assert len(rows) == len(MONTHS)
    repeated = tables | {
        "unreached_by_city_month": pd.concat([tables["unreached_by_city_month"]] * 2)
    }
    with pytest.raises(SchemaError, match="repeated"):
        storing.store(
            settings, "busan_dabokdong", part="unreached", build_id="b", key="l", tables=repeated
        )
    # what failed has changed nothing
    assert storing.is_current(settings, "busan_dabokdong", "unreached", "k")


def test_a_damaged_file_is_as_good_as_none(settings) -> None:
    path = storing.estimates_file(settings, "busan_dabokdong", "unreached")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database")
    assert storing.stored(settings, "busan_dabokdong", "unreached") is None
