"""Planted effects: intervals hold them nine times in ten; the invented city's own truth."""

from contextlib import closing
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pipelines import settings as settings_module
from pipelines import storing
from pipelines.bench import trial as bench_trial
from pipelines.bench.redrawn import redrawn
from pipelines.engine import connect
from pipelines.trial.bench import Bench, open_window
from pipelines.trial.comparing import headline
from pipelines.trial.panel import read_panel
from pipelines.trial.plan import read_plan
from tests.conftest import BUSAN, SUSEONG
from tests.trial.simulating import light_city

pytestmark = pytest.mark.slow


def test_ninety_percent_intervals_hold_the_planted_effect() -> None:
    """100 light cities: the headline of the 4 and of the 48, on finds."""
    plan = replace(read_plan(settings_module.load()), draws=999)
    inside = {"trial": 0, "selected": 0}
    errors: dict[str, list[float]] = {"trial": [], "selected": []}
    for seed in range(100):
        panel, effect = light_city(seed)
        bench = Bench(panel, plan, np.zeros((205, 205), dtype=bool))
        for planned in plan.comparisons[:2]:
            # a year before is enough here, and costs half as much
            late = (
                max(planned.first_month, date(2015, 4, 1)) if planned.name == "selected" else None
            )
            comparison = replace(planned, first_month=late or planned.first_month)
            opened = open_window(bench, "finds_per_1000", comparison)
            ours = headline(bench, comparison, opened)
            dongs = opened.dongs[opened.treated]
            truth = effect[dongs, opened.begins : opened.ends + 1].mean()
            inside[comparison.name] += ours.ci_low <= truth <= ours.ci_high
            errors[comparison.name].append((ours.att - truth) / ours.std_error)
    assert 85 <= inside["trial"] <= 95, inside
    assert 85 <= inside["selected"] <= 95, inside
    for name, values in errors.items():
        assert abs(np.mean(values)) < 0.35, name  # no bias to speak of


def test_the_invented_citys_own_truth_lies_in_the_intervals(busan_city) -> None:
    """What came of the roll-out, against the same city without it, of the same draws."""
    warehouse = busan_city.warehouse(BUSAN) / "warehouse.duckdb"
    plan = read_plan(busan_city)
    with closing(connect(busan_city, warehouse, read_only=True)) as connection:
        panel, truths = (
            read_panel(connection), bench_trial.truths_of(busan_city, connection, plan)
        )  # fmt: skip
    hits = bench_trial.hits_of(panel, plan, truths)
    assert len(hits) == 2 * 4
    for hit in hits:
        assert hit.truth > 0
        # 90 % intervals of eight estimates: each within its interval widened by a half
        assert abs(hit.att - hit.truth) < 1.5 * (hit.high - hit.low) / 2, hit
    head, *lines = bench_trial.table(hits, [])
    assert head.startswith("outcome | comparison | mean effect inside 90 %")
    inside = sum(hit.holds(hit.truth) for hit in hits)
    assert sum(float(line.split(" | ")[3]) for line in lines) == pytest.approx(inside)


def test_the_mean_effect_of_cities_and_each_citys_own_are_told_apart() -> None:
    # effects of 1 and 3, 2 on average; the first interval holds its own alone, the second both
    hits = [
        bench_trial.Hit("finds_per_1000", "trial", 1.0, 1.2, 0.1, 0.8, 1.6),
        bench_trial.Hit("finds_per_1000", "trial", 3.0, 2.8, 0.2, 1.9, 3.7),
    ]
    anew = [replace(hits[1], low=low) for low in (1.9, 2.0, 2.1)]
    (_, line) = bench_trial.table(hits, anew)
    # two of three anew; (0.2 / 0.1 - 0.2 / 0.2) / 2; the middle of 0.8 / 1 and 1.8 / 3
    assert line == "finds_per_1000 | trial | 0.50 | 1.00 | 0.67 | 2 | +0.50 | 0.70"


def test_dongs_drawn_anew_keep_their_rows_their_phases_and_four_different_gu() -> None:
    cities = [light_city(seed)[0] for seed in range(3)]
    drawn = redrawn(cities, np.random.default_rng(1))
    assert sorted(drawn.phases) == sorted(cities[0].phases)
    assert len(set(drawn.places)) == 205
    fours = [gu for gu, phase in zip(drawn.gus, drawn.phases, strict=True) if phase == "trial"]
    assert len(set(fours)) == 4
    for at in (0, 100, 204):
        city, dong = map(int, drawn.places[at].split("-"))
        for name in ("newly_found_count", "household_count"):
            assert (drawn.measures[name][at] == cities[city].measures[name][dong]).all()
        assert drawn.starts[at] == cities[city].starts[dong]
    assert {place.split("-")[0] for place in drawn.places} == {"0", "1", "2"}


def test_the_placebo_outcome_shows_no_effect_of_note(busan_city) -> None:
    effects = storing.read_table(busan_city, BUSAN, "trial_effects")
    placebo = effects[(effects["trial_outcome"] == "signals_per_1000") & effects["is_headline"]]
    assert len(placebo) == 4
    assert (placebo["p_value"] > 0.01).all()


def test_every_row_of_the_city_has_a_number_or_a_reason(busan_city) -> None:
    effects = storing.read_table(busan_city, BUSAN, "trial_effects")
    assert (effects["att"].isna() == effects["trial_refusal"].notna()).all()
    checks = storing.read_table(busan_city, BUSAN, "trial_checks")
    assert (checks["att"].isna() == checks["trial_refusal"].notna()).all()
    donors = storing.read_table(busan_city, BUSAN, "trial_donors_by_dong")
    sums = donors.groupby("trial_outcome")["donor_weight"].sum()
    assert sums.to_numpy() == pytest.approx(1.0, abs=0.01)


def test_planted_survey_effects_lie_in_the_intervals(busan_city) -> None:
    found = storing.read_table(busan_city, BUSAN, "trial_survey_effects")
    residents = found[(found["respondent_kind"] == "resident") & (found["wave"] == "post")]
    planted = {"satisfaction": 0.42, "awareness": 0.60, "accessibility": 0.30, "trust": 0.18,
               "cooperation": 0.35}  # fmt: skip
    # scores are whole points from 1 to 5: an effect is held back at the ends
    off = [abs(row.att - planted[row.item]) / row.std_error for row in residents.itertuples()]
    assert max(off) < 3
    assert residents["attrition_difference"].abs().max() < 0.1


def test_suseong_refuses_politely(suseong_city) -> None:
    effects = storing.read_table(suseong_city, SUSEONG, "trial_effects")
    assert set(effects["trial_refusal"]) == {"not_staggered"}
    assert effects["att"].isna().all()
    surveys = storing.read_table(suseong_city, SUSEONG, "trial_survey_effects")
    assert set(surveys["trial_refusal"]) == {"no_survey"}
    claims = storing.read_table(suseong_city, SUSEONG, "trial_claims").set_index("claim_id")
    assert claims.loc["dodream_rice", "claim_verdict"] == "reproduced"
