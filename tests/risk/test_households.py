"""The household model on drawn households: order, weights, counts, reasons, checks of them."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest

from pipelines.errors import InputError
from pipelines.risk import fairness, model, validation
from pipelines.risk.features import COMPOSITIONS, DIRECTIONS, FEATURES, NAMES, TENURES
from pipelines.risk.household_tables import tables_of
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from tests.risk.drawn_panels import need_of, panel_of, random_values, values_of

SIZE = 4000


@pytest.fixture(scope="module")
def fitted():
    """Learnt on two half-years and calibrated on a third, everybody in need being found."""
    rng = np.random.default_rng(5)
    parts = []
    for _ in range(3):
        values = random_values(rng, SIZE)
        found = rng.random(SIZE) < need_of(values)
        panel = panel_of(values, np.arange(SIZE) % 2, found)
        parts.append(model.together(panel, np.ones(2)))
    return model.fit_households(parts[:2], parts[2], (300, 300))


def test_who_is_worse_off_never_scores_lower_in_ten_thousand_pairs(fitted):
    rng = np.random.default_rng(11)
    one = random_values(rng, 10_000)
    worse = one + rng.integers(0, 5, one.shape) * np.array(DIRECTIONS)
    worse[:, NAMES.index("months_since_signal")] = np.maximum(
        worse[:, NAMES.index("months_since_signal")], 1
    )
    assert (worse != one).any(axis=1).mean() > 0.99
    orders = fitted.order(one), fitted.order(worse)
    assert (orders[1] < orders[0]).sum() == 0
    both = fitted.calibrated(np.concatenate(orders))
    scaled = model.scale_to_counts(both, np.zeros(20_000, dtype=int), np.array([900.0]))
    assert (scaled.probability[10_000:] < scaled.probability[:10_000]).sum() == 0


def test_twenty_two_months_in_arrears_come_before_seventeen(fitted):
    less, more = (
        values_of(signal_kind_count=1, signal_count=1, arrears_month_max=months)
        for months in (17, 22)
    )
    low, high = fitted.order(np.array([less, more]))
    assert low <= high


def test_the_same_examples_give_the_same_model():
    rng = np.random.default_rng(3)
    values = random_values(rng, 1500)
    part = model.together(
        panel_of(values, np.zeros(1500, dtype=int), rng.random(1500) < need_of(values)), np.ones(2)
    )
    first, second = (model.fit_households([part], part, (99, 99)) for _ in range(2))
    assert (first.order(values) == second.order(values)).all()


def test_probabilities_are_close_to_the_need_that_was_drawn(fitted):
    rng = np.random.default_rng(8)
    values = random_values(rng, 20_000)
    found = rng.random(20_000) < need_of(values)
    error = validation.calibration(fitted.probability(values), found.astype(float)).expected_error
    assert error < 0.02


def test_equal_households_are_taken_together():
    kind = values_of(cut_off_count=1)
    values = np.array([values_of(), kind, values_of(), kind, values_of()])
    panel = panel_of(values, np.array([0, 0, 0, 1, 1]), np.array([0, 1, 0, 1, 1]))
    part = model.together(panel, np.array([0.5, 0.25]))
    by_cut_off = part.values[:, NAMES.index("cut_off_count")].argsort()
    assert part.households[by_cut_off].tolist() == [3, 2]
    # one find in the first Dong stands for 1 / 0.5, in the second for 1 / 0.25
    assert part.needy[by_cut_off].tolist() == [1 / 0.25, 1 / 0.5 + 1 / 0.25]


def test_weights_by_propensity_beat_none_where_finding_is_uneven():
    # arrears are the sign of Dong 0, where nearly all are found; reports of Dong 1, where few are
    rng = np.random.default_rng(21)
    propensity = np.array([0.9, 0.25])

    def drawn(size):
        dong = rng.integers(0, 2, size)
        values = np.tile(values_of(), (size, 1))
        has = rng.random(size) < 0.3
        values[:, NAMES.index("arrears_month_max")] = np.where(has & (dong == 0), 6, 0)
        values[:, NAMES.index("prior_report_count")] = np.where(has & (dong == 1), 2, 0)
        need = np.where(has, 0.3, 0.03)
        is_needy = rng.random(size) < need
        found = is_needy & (rng.random(size) < propensity[dong])
        return panel_of(values, dong, found), need

    learning, calibrating = (drawn(12_000)[0] for _ in range(2))
    test, need = drawn(12_000)
    errors = {}
    for name, rates in {"weighted": propensity, "unweighted": np.ones(2)}.items():
        parts = [model.together(panel, rates) for panel in (learning, calibrating)]
        fit = model.fit_households(parts[:1], parts[1], (200, 200))
        errors[name] = np.abs(fit.probability(test.values) - need).mean()
    assert errors["weighted"] < 0.5 * errors["unweighted"]


def test_too_few_found_households_are_refused(fitted):
    part = model.together(panel_of(np.array([values_of()]), np.array([0]), [True]), np.ones(2))
    with pytest.raises(InputError, match="49 households were found"):
        model.fit_households([part], part, (200, 49))


def test_a_half_year_that_is_not_over_cannot_be_learnt_from():
    panel = replace(panel_of(np.array([values_of()]), np.array([0]), [False]), is_known=False)
    with pytest.raises(InputError, match="not known yet"):
        model.together(panel, np.ones(2))


def test_the_households_of_a_dong_sum_to_its_count():
    probability = np.array([0.1, 0.3, 0.6, 0.2, 0.2])
    dong = np.array([0, 0, 0, 1, 1])
    scaled = model.scale_to_counts(probability, dong, np.array([0.5, 0.2]))
    assert scaled.probability.tolist() == pytest.approx([0.05, 0.15, 0.3, 0.1, 0.1])
    assert not scaled.is_capped.any()


def test_no_probability_is_above_one_and_the_others_carry_the_rest():
    # times 2 the largest would be 1.2: it stays at 1, and the others share 2 - 1
    scaled = model.scale_to_counts(np.array([0.1, 0.3, 0.6]), np.zeros(3, int), np.array([2.0]))
    assert scaled.probability.tolist() == pytest.approx([0.25, 0.75, 1.0])
    assert not scaled.is_capped[0]


def test_a_count_beyond_all_households_is_capped_and_said():
    scaled = model.scale_to_counts(np.array([0.1, 0.2, 0.0]), np.zeros(3, int), np.array([5.0]))
    assert scaled.probability.tolist() == [1.0, 1.0, 0.0]
    assert scaled.is_capped[0]


def test_a_dong_without_an_estimate_gets_the_factor_of_the_others():
    probability = np.array([0.2, 0.2, 0.1])
    scaled = model.scale_to_counts(probability, np.array([0, 0, 1]), np.array([0.8, np.nan]))
    assert scaled.probability.tolist() == pytest.approx([0.4, 0.4, 0.2])


def test_a_count_of_nobody_leaves_nobody():
    scaled = model.scale_to_counts(np.array([0.2, 0.3]), np.zeros(2, int), np.array([0.0]))
    assert scaled.probability.tolist() == [0, 0]


def test_reasons_stand_in_both_languages_and_only_raise(fitted):
    bad = values_of(
        signal_kind_count=3, signal_count=5, arrears_month_max=22, arrears_krw_sum=1_234_000,
        months_since_signal=1, prior_report_count=3,
    )  # fmt: skip
    places = model.reasons(fitted, np.array([bad, values_of()]))
    assert (places[0] >= 0).all()
    assert len(set(places[0])) == 3
    for place in places[0]:
        changed = bad.copy()
        changed[place] = FEATURES[place].reference
        assert fitted.order(np.array([changed]))[0] < fitted.order(np.array([bad]))[0]
    assert (places[1] == -1).all(), "at its reference a household has no reason"
    by_name = dict(zip(NAMES, bad, strict=True))
    arrears = [NAMES.index("arrears_month_max"), NAMES.index("composition"), -1]
    assert model.reason_words(arrears, by_name, "ko") == ["가장 긴 체납 22개월", "가구 구성: 기타"]
    assert model.reason_words(arrears, by_name, "en")[0] == "longest arrears, in months: 22"


def test_what_the_register_does_not_say_is_no_reason(fitted):
    unknown = values_of(
        signal_kind_count=2, signal_count=2, composition=np.nan, household_size=np.nan
    )
    places = model.reasons(fitted, np.array([unknown]), most=len(FEATURES))[0]
    assert not {NAMES.index("composition"), NAMES.index("household_size")} & set(places)


def test_each_dong_chooses_as_many_as_it_visits_and_draws_lots_among_equals():
    values = np.tile(values_of(), (6, 1))
    panel = panel_of(values, np.array([0, 0, 0, 1, 1, 1]), np.zeros(6), capacity=(2, 0))
    score = np.array([1.0, 3.0, 2.0, 9.0, 9.0, 9.0])
    assert validation.at_capacity(score, panel).tolist() == [1, 2]
    equal = [validation.at_capacity(np.zeros(6), panel, seed=7).tolist() for _ in range(2)]
    assert equal[0] == equal[1]


def test_what_is_found_at_capacity_is_the_mean_over_all_lots():
    """Every draw of the lots counted, in two Dongs with equals across the line and above it."""
    score = np.array([5.0, 2.0, 2.0, 2.0, 1.0, 3.0, 3.0, 0.0])
    dong = np.array([0, 0, 0, 0, 0, 1, 1, 1])
    found = np.array([1, 1, 0, 1, 1, 0, 1, 1])
    panel = panel_of(np.tile(values_of(), (8, 1)), dong, found, capacity=(3, 1))
    draws = [1 + sum(found[[*pair]]) + found[one]
             for pair in combinations([1, 2, 3], 2) for one in (5, 6)]  # fmt: skip
    assert validation.expected_at_capacity(score, panel) == (4, pytest.approx(np.mean(draws)))
    lots = [found[validation.at_capacity(score, panel, seed=seed)].sum() for seed in range(400)]
    assert np.mean(lots) == pytest.approx(np.mean(draws), abs=0.1)
    turned = np.random.default_rng(1).permutation(8)
    other = panel_of(np.tile(values_of(), (8, 1)), dong[turned], found[turned], capacity=(3, 1))
    assert validation.expected_at_capacity(score[turned], other) == (
        4, pytest.approx(np.mean(draws))
    )  # fmt: skip
    everybody = panel_of(np.tile(values_of(), (8, 1)), dong, found, capacity=(9, 0))
    assert validation.expected_at_capacity(score, everybody) == (5, 4.0)


def test_the_points_rule_can_be_worked_out_by_hand():
    elderly = COMPOSITIONS.index("single_elderly")
    values = np.array(
        [
            values_of(),
            values_of(cut_off_count=2, signal_kind_count=1),
            values_of(signal_kind_count=4, arrears_month_max=6, prior_report_count=5),
            values_of(arrears_month_max=3, composition=elderly),
        ]
    )
    panel = panel_of(values, np.zeros(4, dtype=int), np.zeros(4))
    assert validation.points(panel).tolist() == [0, 3 + 1, 3 + 2 + 1 + 1, 2 + 1]


def test_precision_and_recall_are_those_of_the_chosen(fitted):
    values = np.array([values_of(signal_kind_count=3, signal_count=3, months_since_signal=1)] * 2
                      + [values_of()] * 4)  # fmt: skip
    panel = panel_of(values, np.zeros(6, dtype=int), np.array([1, 0, 1, 0, 0, 0]), capacity=(2, 0))
    split = validation.validate(fitted, panel, np.array([0.5, 0.5]))
    best = split.of("model")
    assert (best.selected, best.found, best.found_by_anyone) == (2, 1, 2)
    assert (best.precision, best.recall, best.capacity_share) == (1 / 2, 1 / 2, 2 / 6)
    assert split.of("random").roc_auc == 0.5
    # found / propensity: two finds of 0.5 each, in six households
    assert np.average(split.calibration.observed, weights=split.calibration.households) == (
        pytest.approx(2 / 0.5 / 6)
    )


def test_the_calibration_error_is_weighted_by_households():
    predicted = np.array([0.1, 0.1, 0.1, 0.1, 0.5, 0.5])
    observed = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    found = validation.calibration(predicted, observed, bins=3)
    assert found.households.tolist() == [2, 2, 2]
    assert found.expected_error == pytest.approx((2 * 0.1 + 2 * (0.5 - 0.1) + 2 * 0.5) / 6)


def drawn_groups(sizes_and_hits):
    """Panel whose households at risk are grouped by composition: (code, households, found)."""
    rows, found = [], []
    for code, size, hits in sizes_and_hits:
        rows += [values_of(composition=COMPOSITIONS.index(code))] * size
        found += [True] * hits + [False] * (size - hits)
    return panel_of(np.array(rows), np.arange(len(rows)) % 2, np.array(found))


def test_a_small_group_is_not_estimable_and_says_so():
    panel = drawn_groups([("single", 200, 50), ("other", 100, 10), ("grandparent_child", 29, 20)])
    entries = {
        entry.group: entry
        for entry in fairness.audit_groups(panel, np.array([], dtype=int))
        if (entry.kind, entry.measure) == ("composition", "found")
    }
    small = entries["grandparent_child"]
    assert (small.is_estimable, small.base, small.rate, small.difference) == (
        False,
        None,
        None,
        None,
    )
    absent = entries["elderly_couple"]
    assert not absent.is_estimable
    single = entries["single"]
    assert single.base == 200
    assert single.rate.rate == pytest.approx(50 / 200)
    # of everybody else: 10 of 100 and 20 of 29, the small group among them
    assert single.difference.rate == pytest.approx(50 / 200 - (10 + 20) / (100 + 29))
    assert single.difference.low < single.difference.rate < single.difference.high


def test_served_is_of_the_found_and_ages_are_known_of_the_elderly_alone():
    panel = drawn_groups([("single_elderly", 60, 60), ("single", 60, 60)])
    served = np.array([True] * 15 + [False] * 45 + [True] * 45 + [False] * 15)
    panel = replace(panel, is_served=served, tenure=np.full(120, -1))
    entries = {
        (entry.kind, entry.group): entry
        for entry in fairness.audit_groups(panel, np.arange(10))
        if entry.measure == "served"
    }
    elderly = entries["age_band", "65_over"]
    assert elderly.rate.rate == pytest.approx(15 / 60)
    assert elderly.difference.rate == pytest.approx(15 / 60 - 45 / 60)
    assert not entries["age_band", "not_stated"].is_estimable
    assert not any(entries["tenure", code].is_estimable for code in (*TENURES, "not_stated"))


def test_the_interval_of_a_share_is_wilsons():
    # 81 of 263, 95 %: 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17, table I)
    share = fairness.wilson(81 / 263, 263, level=0.95)
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    # 56 of 70 minus 48 of 80, 95 %: 0.0524 to 0.3339 (the same author, table II, method 10)
    gap = fairness.difference(
        fairness.wilson(56 / 70, 70, 0.95), fairness.wilson(48 / 80, 80, 0.95)
    )
    assert (round(gap.low, 4), round(gap.high, 4)) == (0.0524, 0.3339)


def test_the_tables_hold_aggregates_alone(fitted):
    rng = np.random.default_rng(2)
    values = random_values(rng, 600)
    panel = panel_of(values, np.arange(600) % 2, rng.random(600) < 0.2, month=date(2018, 1, 1))
    split = validation.validate(fitted, panel, np.ones(2))
    tables = tables_of([split], fairness.audit_groups(panel, np.arange(20)))
    assert set(tables) == set(PARTS["households"])
    for name, frame in tables.items():
        entry = ESTIMATES[name]
        assert not entry.is_open
        assert list(frame.columns) == [column.name for column in entry.columns]
        assert not {"household_id", "dong_code"} & set(frame.columns)
        assert not frame.duplicated(list(entry.grain)).any()
    hidden = tables["risk_fairness"].query("is_estimable == False")
    assert len(hidden)
    assert hidden[["base_count", "fairness_rate", "fairness_difference"]].isna().all(axis=None)
