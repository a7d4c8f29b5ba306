"""What cannot be estimated is refused with a sentence, and never with a number."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.trial.bench import Bench
from pipelines.trial.checking import check
from pipelines.trial.comparing import compare
from pipelines.trial.inference import Effect
from pipelines.trial.panel import MEASURES, make_panel
from pipelines.trial.plan import ComparisonPlan, read_plan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import window
from tests.trial.drawing import draw_panel

FIRST, LAST = date(2014, 1, 1), date(2014, 12, 1)
FIVE_AND_FIVE = [6] * 5 + [None] * 5


def finds(count: int, months: int = 12) -> dict[str, np.ndarray]:
    return {"newly_found_count": np.random.default_rng(1).poisson(5, (count, months))}


def open_(panel, outcome="finds_per_1000", **options):
    return window(panel, outcome, ("selected",), FIRST, LAST, **options)


def test_a_whole_panel_opens() -> None:
    opened = open_(draw_panel(FIVE_AND_FIVE, 12, finds(10)))
    assert opened.values.shape == (10, 12)
    assert opened.treated.sum() == 5
    assert (opened.begins, opened.ends) == (6, 11)


@pytest.mark.parametrize(
    ("starts", "reason", "sentence"),
    [
        ([6] * 8, "not_staggered", "every Dong joined at once"),
        ([None] * 8, "no_treated", "no Dong joined in this phase"),
        ([6] + [None] * 7, "one_treated", "only one Dong joined"),
        ([6, 6, 6, 5, 5], "no_controls", "no Dong without the programme is left"),
        ([6, 6, 6, 5, None], "few_controls", "fewer than twelve Dongs are left"),
        ([1] * 4 + [None] * 4, "one_pre_period", "too few months before the start"),
    ],
)
def test_degenerate_roll_outs(starts, reason, sentence) -> None:
    panel = draw_panel(starts, 12, finds(len(starts)))
    with pytest.raises(RefusedError, match=sentence) as refused:
        open_(panel)
    assert refused.value.reason == reason
    assert "No effect is given" in str(refused.value)


def test_a_constant_outcome() -> None:
    with pytest.raises(RefusedError, match="does not vary"):
        open_(draw_panel(FIVE_AND_FIVE, 12))


def test_a_dong_that_merged_from_two_that_joined_apart() -> None:
    with pytest.raises(RefusedError, match="merged or split"):
        open_(draw_panel(FIVE_AND_FIVE, 12, finds(10), merged=[2]))


def test_a_ratio_without_a_denominator_in_most_dongs() -> None:
    days = np.where(np.arange(12)[None, :] % 3 == 0, 0, 1) * np.ones((10, 1))
    panel = draw_panel(
        FIVE_AND_FIVE, 12,
        {"first_visit_count": days, "first_visit_day_sum": days * np.arange(1, 11)[:, None]},
    )  # fmt: skip
    with pytest.raises(RefusedError, match="too many months are missing"):
        open_(panel, "days_to_first_visit")
    # three months at a time, or before and after as a whole, there are no gaps
    assert open_(panel, "days_to_first_visit", span=3).values.shape == (10, 4)
    pooled = open_(panel, "days_to_first_visit", pooled=True)
    assert pooled.values.shape == (10, 2)
    assert pooled.values[3] == pytest.approx([4.0, 4.0])


def test_before_and_after_of_several_starts_is_by_cohort() -> None:
    """Two cohorts and two controls; of days and visits by month, the denominators of some are 0."""
    days = np.zeros((7, 9))
    visits = np.zeros((7, 9))
    # (day sum, visits) before month 3, in 3 to 5, and from 6 on
    for dong, parts in enumerate([
        [(8, 2), (2, 1), (0, 0)], [(8, 2), (0, 0), (2, 1)],  # start in month 3: 4 days to 2
        [(5, 1), (5, 1), (2, 2)], [(10, 2), (0, 0), (1, 1)],  # start in month 6: 5 days to 1
        [(6, 1), (4, 1), (4, 1)], [(6, 1), (4, 1), (4, 1)],  # 6; 4; 4
        [(0, 0), (4, 1), (4, 1)],  # no visit before month 3: left out
    ]):  # fmt: skip
        for place, (sum_, count) in enumerate(parts):
            days[dong, 3 * place + 1], visits[dong, 3 * place + 1] = sum_, count
    panel = draw_panel([3, 3, 6, 6, None, None, None], 9,
                       {"first_visit_day_sum": days, "first_visit_count": visits})  # fmt: skip
    opened = open_(panel, "days_to_first_visit", pooled=True)
    assert list(opened.dongs) == [0, 1, 2, 3, 4, 5]
    # controls: 6 to 4 about month 3, (6 + 4) / 2 = 5 to 4 about month 6
    effects = [(2 - 4) - (4 - 6), (1 - 5) - (4 - 5)]
    change = opened.values[:, 1] - opened.values[:, 0]
    assert change[:4].mean() - change[4:].mean() == pytest.approx(np.mean(effects))
    # the cohorts differ by their effects alone, not by their months
    assert change[2] - change[0] == pytest.approx(effects[1] - effects[0])
    assert (opened.begins, opened.ends, opened.first) == (3, 8, 0)


def test_months_that_are_missing_for_a_dong() -> None:
    rows = pd.DataFrame({"dong_code": ["a", "a", "b"], "month": pd.to_datetime(
        ["2014-01-01", "2014-02-01", "2014-01-01"])})  # fmt: skip
    rows = rows.assign(**dict.fromkeys(MEASURES, 1.0))
    dongs = pd.DataFrame({"dong_code": ["a", "b"], "gu_code": "26110", "area_km2": 1.0,
                          "phase": None, "cohort_month": pd.NaT, "is_merged": False})  # fmt: skip
    with pytest.raises(InputError, match="3 of 4 Dong-months between 2014-01 and 2014-02"):
        make_panel(rows, dongs)
    with pytest.raises(InputError, match="run `dabokdong build`"):
        make_panel(rows.iloc[:0], dongs)


def bench_of(panel) -> Bench:
    count = len(panel.places)
    return Bench(panel, read_plan(settings_module.load()), np.zeros((count, count), dtype=bool))


PLANNED = ComparisonPlan(
    "selected", ("selected",), FIRST, LAST, "callaway_santanna",
    ("callaway_santanna", "imputation", "change_by_gu"),
)  # fmt: skip


def test_three_treated_dongs_are_too_few_to_speak_of() -> None:
    panel = draw_panel([6] * 3 + [None] * 9, 12, finds(12))
    found = compare(bench_of(panel), "finds_per_1000", PLANNED)
    assert found.refusal == "too_few_treated"
    assert set(found.effects.values()) == {"too_few_treated"}
    assert check(bench_of(panel), "finds_per_1000", PLANNED) == []


def test_four_of_which_one_lacks_months_are_refused_for_the_months() -> None:
    homes = np.ones((16, 12))
    homes[0, :] = 0  # a denominator of 0 in every month
    panel = draw_panel([6] * 4 + [None] * 12, 12, {**finds(16), "household_count": homes})
    found = compare(bench_of(panel), "finds_per_1000", PLANNED)
    assert found.refusal == "missing_months"


def test_trial_dongs_of_several_starts_have_an_effect_but_no_event_study() -> None:
    few = replace(
        PLANNED, name="trial", headline="change_permutation",
        estimators=("change_permutation", "ferman_pinto", "synthetic_did"),
    )  # fmt: skip
    panel = draw_panel([6, 6, 7, 7] + [None] * 20, 12, finds(24), gus=[str(n) for n in range(24)])
    found = compare(bench_of(panel), "finds_per_1000", few)
    assert isinstance(found.effects["change_permutation"], Effect)
    assert found.effects["synthetic_did"] == "joined_apart"
    assert found.events == ()
    assert len(found.dongs) >= 8


def test_dongs_that_joined_each_in_a_month_of_its_own_have_no_interval() -> None:
    starts = [*range(3, 12), *range(3, 12), 12, 13, *[None] * 20]
    panel = draw_panel(starts, 15, finds(40, 15), gus=[str(n % 6) for n in range(40)])
    alone = replace(PLANNED, last_month=date(2015, 3, 1))
    few = [*range(3, 15), *[None] * 28]
    whole = compare(bench_of(panel), "finds_per_1000", alone).effects["callaway_santanna"]
    apart = compare(
        bench_of(draw_panel(few, 15, finds(40, 15), gus=[str(n % 6) for n in range(40)])),
        "finds_per_1000", alone,
    ).effects["callaway_santanna"]  # fmt: skip
    assert isinstance(whole, Effect)
    assert isinstance(apart, Effect)
    assert whole.ci_low is not None
    assert apart.ci_low is None


def test_with_few_treated_no_cluster_robust_interval_is_given() -> None:
    panel = draw_panel([6] * 5 + [None] * 20, 12, finds(25), gus=[str(n % 6) for n in range(25)])
    found = compare(bench_of(panel), "finds_per_1000", PLANNED)
    for name in ("callaway_santanna", "imputation"):
        assert found.effects[name].ci_low is None
        assert found.effects[name].p_value is None
    assert found.effects["change_by_gu"].ci_low is not None


def test_one_estimator_refused_leaves_the_others() -> None:
    panel = draw_panel(FIVE_AND_FIVE, 12, finds(10), gus=["a", "b"] * 5)
    found = compare(bench_of(panel), "finds_per_1000", PLANNED)
    assert found.effects["change_by_gu"] == "few_gus"  # two only
    assert isinstance(found.effects["imputation"], Effect)
    refused = {
        each.name: each.refusal for each in check(bench_of(panel), "finds_per_1000", PLANNED)
    }
    assert refused["ring_left_out"] == "few_controls"
    assert refused["placebo_date"] == "one_pre_period"
