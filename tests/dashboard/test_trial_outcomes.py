"""The trial's outcomes: their sentences, maps, charts and ledger, of a drawn evaluation."""

import json
import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import charts, filters
from dashboard import data as dashboard_data
from dashboard.takeaway import files
from dashboard.takeaway.package import ChartPart
from dashboard.trial import (
    checking,
    claims,
    effects,
    headline,
    on_map,
    part_plots,
    rows,
    surveys,
    tables,
    taking,
    taking_apart,
    telling,
    words,
)
from pipelines import read
from tests.dashboard import beds
from tests.dashboard.evaluated import COVERAGE, DAYS, FINDS, KEPT, evaluation, refused
from tests.dashboard.test_channels import readable
from tests.dashboard.test_page import address_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Busan with an evaluation; Suseong, where every Dong joined at once."""
    folder = tmp_path_factory.mktemp("trial")
    beds.publish(folder, gu_count=2, dong_count=8, tables=evaluation(2, 8))
    beds.publish(folder, gu_count=1, dong_count=4, deployment="suseong_dodream", tables=refused())
    return folder


@pytest.fixture
def city(data, folder, monkeypatch):
    """That folder in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


def loaded(outcome=FINDS, comparison="selected", *, language="en", release="internal", gu=None,
           dong=None, month=date(2018, 12, 1)):  # fmt: skip
    """The evaluation as a reader looks at it, without a page."""
    scope = filters.Scope(beds.DEPLOYMENT, release, language, ("internal", "open"),
                          dashboard_data.deployments())  # fmt: skip
    info = dashboard_data.build(beds.DEPLOYMENT)
    return rows.load(filters.Selection(scope, month, gu, dong, outcome), info, comparison)


def said(outcome, comparison="selected", **options):
    trial = loaded(outcome, comparison, **options)
    return telling.sentence(trial, outcome, trial.headline())


def test_an_effect_is_told_with_interval_controls_and_chance(city):
    assert said(FINDS) == (
        "In the 52 Dongs selected in 2016 finds rose by 0.52 per 1,000 households a month"
        " (90% interval +0.3 to +0.74) over what their controls did; without any effect, chance"
        " would give this or more, up or down, 0.4% of the time"
        " (p = 0.016 by Holm over 3 primary outcomes)."
    )
    # of the four primary outcomes one was refused, so that three were tested
    assert "chance alone gives this or more, up or down, in 0.4% of permutations" in said(
        FINDS, "trial"
    )
    assert said("visits_per_1000").startswith(
        "In the 52 Dongs selected in 2016 visits fell by 2 per 1,000 households a month"
    )
    assert said(FINDS, language="ko") == (
        "2016년 선정 52개 동에서 신규 발굴이 통제 동의 변화보다 1,000가구당 월 0.52건 더 늘었습니다"
        "(90% 구간 +0.3~+0.74). 효과가 없어도 어느 쪽으로든 이만하거나 더 큰 값이 나올 확률은"
        " 0.4%입니다(주요 성과 3가지에 대한 Holm 보정 p = 0.016)."
    )


def test_no_effect_found_and_none_that_could_have_been_found_differ(city):
    # would have found 10 % of the level before; the other only 70 %
    assert (
        "no effect on coverage was found at the 5% level (estimate +0.4 percentage points,"
        in said(COVERAGE)
    )
    assert "fell by 2 per 1,000 households a month" in said("visits_per_1000")
    assert (
        "An effect of 2.8 percentage points (10% of the level before; without Holm's correction)"
        " would have been found" in said(COVERAGE)
    )
    assert "cannot tell whether days to the first visit changed" in said(DAYS)
    assert "Only an effect of 5.6 days (70% of the level before;" in said(DAYS)
    # secondary outcomes are not corrected
    assert "0.56 a month (30% of the level before) would have" in said("finds_per_worker")
    assert said(DAYS, language="ko").endswith("효과가 있었어도 놓쳤을 수 있습니다.")
    assert said(KEPT) == (
        "In the 52 Dongs selected in 2016 no effect on the share still supported after 90 days is"
        " estimated (Too many months are missing)."
    )
    states = {outcome: words.state(loaded(outcome), loaded(outcome).headline())
              for outcome in (FINDS, COVERAGE, DAYS, KEPT)}  # fmt: skip
    assert list(states.values()) == ["found", "none", "blind", "refused"]


def test_an_effect_without_an_interval_is_no_finding(city):
    """Too few controls for an interval: a point in the table of a small city, and a sentence."""
    trial = loaded()
    row = {**trial.headline(), **dict.fromkeys(("ci_low", "ci_high", "p_value", "p_holm",
                                                "mde", "mde_share"), float("nan"))}  # fmt: skip
    sentence = telling.sentence(trial, FINDS, row)
    assert "these data cannot tell whether" in sentence
    assert (
        "(estimate +0.52 per 1,000 households a month): there are too few Dongs "
        "for an interval." in sentence
    )


def test_holm_decides_for_primary_outcomes(city):
    row = loaded().headline()
    assert words.state(loaded(), row | {"p_value": 0.02, "p_holm": 0.08}) == "none"
    assert words.state(loaded(), row | {"p_value": 0.02, "p_holm": None}) == "found"
    assert (
        words.state(loaded(), row | {"p_value": 0.2, "p_holm": None, "mde_share": None}) == "blind"
    )


def test_the_page_answers_and_counts_the_primary_outcomes(city, page):
    app = page("trial_outcomes", lang="en", comparison="trial", measure=FINDS)
    shown = readable(app)
    assert "In the 4 trial Dongs finds rose by 0.52 per 1,000 households a month" in shown
    assert "primary outcomes\\: effect found on 1, none found on 1" in shown
    assert "Exploratory (not in the plan written beforehand)" in shown
    assert "service links per worker" in shown.split("Exploratory (not in the plan")[1]
    assert address_of(app)["comparison"] == "trial"
    assert not app.warning


def test_where_every_dong_joined_at_once_it_says_why_and_shows_the_claims(city, page):
    app = page("trial_outcomes", deployment="suseong_dodream")
    shown = readable(app)
    assert "모든 동이 한꺼번에 참여하여 견줄 동이 없으므로 효과를 추정하지 않습니다" in shown
    assert "참여하지 않은 동이 남은 달이 없습니다" in shown
    assert [cell for frame in app.dataframe for cell in frame.value.get("claim", [])] == [
        "쌀 27,000kg 이상"
    ] * 2
    assert "성과마다 한 문장" not in shown
    assert {"comparison", "measure", "arms"}.isdisjoint(address_of(app))


def test_a_build_without_an_evaluation_says_what_to_run(data, page):
    beds.publish(data, gu_count=1, dong_count=2)
    shown = readable(page("trial_outcomes", lang="en"))
    assert "holds no evaluation" in shown
    assert "dabokdong estimate -d busan\\_dabokdong" in shown


def test_the_open_release_holds_effects_and_no_weights_or_means(city, page):
    app = page("trial_outcomes", lang="en", release="open", comparison="trial", arms="donors")
    shown = readable(app)
    assert "finds rose by 0.52" in shown
    assert "it is in the internal release alone" in shown
    assert address_of(app)["arms"] == "arms"
    held = {name for frame in app.dataframe for name in frame.value}
    assert "donor_weight" not in held
    assert "treated_mean" not in held
    assert "claim" not in held


def test_arms_are_as_of_the_comparison(city):
    trial = loaded(comparison="selected")
    # of each Gu: trial, 2 selected, 2 in 2017, all, trial, and one that never joined
    assert trial.roles.value_counts().to_dict() == {
        "treated": 4, "control": 2 * 4, "elsewhere": 4,
    }  # fmt: skip
    view = on_map.map_view(trial, on_map.ARMS)
    assert view.fills[beds.dong_code(0, 1)] == charts.TREATED
    assert view.fills[beds.dong_code(0, 7)] == charts.CONTROL
    assert [line.count for line in view.legend.rows] == ["4 Dongs", "8 Dongs", "4 Dongs"]
    assert view.tips[beds.dong_code(0, 1)][1:] == (
        "joined March 2016 (First call (52 with the trial 4))",
        "treated in this comparison",
    )


def test_controls_that_the_headline_does_not_compare_are_apart(city):
    trial = loaded(comparison="trial")
    assert trial.compared.value_counts().to_dict() == {"unused": 6, "control": 6, "treated": 4}
    view = on_map.map_view(trial, on_map.ARMS)
    own, other = beds.dong_code(0, 3), beds.dong_code(1, 3)
    assert (view.fills[own], view.fills[other]) == (charts.CONTROL, on_map.UNUSED)
    assert view.tips[other][-1] == "not yet in, but not compared for this outcome"
    assert [line.label for line in view.legend.rows] == [
        "Treated", "Controls", "Not yet in, but not compared",
    ]  # fmt: skip
    # the open release does not say which they are
    hidden = loaded(comparison="trial", release="open")
    assert hidden.compared.equals(hidden.roles)


def test_the_roll_out_plays_by_month(city):
    trial = loaded(month=date(2018, 12, 1))
    played = json.loads(on_map.map_view(trial, on_map.COHORTS).playing.frames)
    months = list(played["months"])
    fills = played["maps"][0]["fills"]
    at = played["codes"].index(beds.dong_code(0, 0))
    assert len(fills) == len(months) == len(dashboard_data.months(trial.info))
    assert on_map.map_view(trial, on_map.ARMS).playing is None
    # each month as the page would paint it
    palette = played["palette"]
    for place, month in enumerate(dashboard_data.months(trial.info)):
        still = on_map.map_view(loaded(month=month), on_map.COHORTS)
        assert palette[ord(fills[place][at]) - 97] == still.fills[beds.dong_code(0, 0)]


def test_an_outcome_in_two_periods_says_why_there_is_no_event_study(city):
    assert "all months before the start are taken together" in telling.period_note(loaded(DAYS))
    assert telling.period_note(loaded(COVERAGE)).startswith("Measured over three months at a time")
    assert telling.period_note(loaded(FINDS)) == ""


def test_it_says_how_many_of_the_controls_the_headline_uses(city):
    trial = loaded(comparison="trial")
    assert telling.controls_note(trial) == ""  # 201 of the drawn city's 12
    few = trial.tables["trial_effects"].assign(control_dong_count=3)
    few = replace(trial, tables={**trial.tables, "trial_effects": few})
    assert telling.controls_note(few).startswith(
        "The headline compares with 3 of the 12 Dongs not yet in: the 25% with the largest"
    )


def test_a_refused_effect_counts_the_dongs_that_joined(city):
    trial = loaded(KEPT)
    row = trial.headline() | {"treated_dong_count": None}
    assert words.who(trial, row) == "the 4 Dongs selected in 2016"


def test_cohorts_are_as_of_the_month(city):
    view = on_map.map_view(loaded(month=date(2018, 12, 1)), on_map.COHORTS)
    assert view.fills[beds.dong_code(0, 0)] == on_map.PHASES["trial"]
    assert view.fills[beds.dong_code(0, 5)] == on_map.PHASES["all"]
    assert view.fills[beds.dong_code(0, 7)] == on_map.TOUCHING
    assert view.tips[beds.dong_code(0, 7)][1] == "never joined"
    labels = {line.label: line.count for line in view.legend.rows}
    assert labels["Trial (4 Dongs) · Jul 2014"] == "4 Dongs"


def test_donor_weights_are_shaded_and_told(city):
    trial = loaded(comparison="trial")
    view = on_map.map_view(trial, on_map.DONORS)
    first, second = beds.dong_code(0, 3), beds.dong_code(0, 4)
    assert view.tips[first][-1] == "Weight as a control: 66.0%"
    assert {view.fills[first], view.fills[second]} <= set(on_map.WEIGHTS)
    assert view.fills[first] != view.fills[second]
    assert view.fills[beds.dong_code(1, 3)] == on_map.NO_WEIGHT
    assert "donors" not in on_map.names(trial.say, "selected", is_open=False)


def test_a_chosen_dong_is_told_what_it_is(city):
    trial = loaded(gu="26110", dong=beds.dong_code(0, 1))
    assert headline.headline(trial).endswith(
        "Garam-gu Garam 2-dong: joined March 2016 (First call (52 with the trial 4)),"
        " treated in this comparison."
    )


def test_the_event_study_has_open_dots_before_the_start_and_a_zero_line(city):
    drawn = effects.event_study(loaded(), height=300)
    before, after = drawn.figure.data[1], drawn.figure.data[3]
    assert (len(before.x), len(after.x)) == (11, 10)
    assert max(before.x) < 0 <= min(after.x)
    assert before.marker.symbol == "circle-open"
    assert drawn.figure.layout.shapes[0].y0 == drawn.figure.layout.shapes[0].y1 == 0
    assert effects.event_study(loaded(DAYS), height=300) is None
    assert "fewer than twelve" not in drawn.sentences[0]


def test_a_month_of_few_dongs_has_no_interval_and_it_is_said(city):
    trial = loaded()
    rows = trial.tables["trial_event_study"]
    is_late = rows["event_time"] >= 5
    few = rows.assign(ci_low=rows["ci_low"].mask(is_late), ci_high=rows["ci_high"].mask(is_late))
    few = replace(trial, tables={**trial.tables, "trial_event_study": few})
    assert "fewer than twelve Dongs" in effects.event_study(few, height=300).sentences[0]


def test_later_dots_of_fewer_dongs_are_said_to_be(city):
    trial = loaded()
    rows = trial.tables["trial_event_study"]
    fewer = rows.assign(treated_dong_count=52 - (rows["event_time"] > 3) * 20)
    fewer = replace(trial, tables={**trial.tables, "trial_event_study": fewer})
    said_ = "Dots further right are of fewer Dongs"
    assert said_ in effects.event_study(fewer, height=300).sentences[0]
    assert said_ not in effects.event_study(trial, height=300).sentences[0]


def test_a_cohort_of_three_months_is_named_by_them(city):
    def names(outcome):
        trial = loaded(outcome)
        rows = trial.tables["trial_effects_by_cohort"].assign(trial_outcome=outcome)
        tables_ = {**trial.tables, "trial_effects_by_cohort": rows}
        return effects.cohorts(replace(trial, tables=tables_)).figure.layout.yaxis.ticktext

    assert names(FINDS)[0] == "Jul 2014 (4 Dongs)"
    assert names(COVERAGE)[0] == "Jul 2014 to Sep 2014 (4 Dongs)"


def test_units_say_what_is_a_month(city):
    say = loaded().say
    assert words.unit_text(say, FINDS) == "per 1,000 households a month"
    assert words.unit_text(say, "caseload_per_1000") == "per 1,000 households"
    assert words.unit_text(say, "visits_per_worker") == "per worker a month"


def test_shares_are_drawn_and_tabled_in_points(city):
    trial = loaded(COVERAGE)
    (_, dots) = effects.estimators(trial).figure.data
    assert list(dots.x) == pytest.approx([0.4] * 4)
    table = tables.effects(trial).frame
    assert table.loc[0, ["att", "unit"]].to_list() == [pytest.approx(0.4), "percentage points"]
    assert "coverage" in table.loc[0, "trial_outcome"].lower()


def test_estimators_stand_in_order_with_the_headline_larger(city):
    drawn = effects.estimators(loaded())
    assert list(drawn.figure.layout.yaxis.ticktext) == [
        "Callaway-Sant'Anna (doubly robust)", "Sun-Abraham", "Imputation",
        "Two-way fixed effects (for reference)",
    ]  # fmt: skip
    assert list(drawn.figure.data[1].marker.size) == [12, 8, 8, 8]
    marked = effects.estimators(loaded("services_per_worker")).figure.layout.yaxis.ticktext
    assert all(name.endswith("(exploratory)") for name in marked)


def test_the_permutations_as_far_out_as_observed_are_strong(city):
    drawn = effects.permutations(loaded(comparison="trial"))
    bars = drawn.figure.data[0]
    strong = [y for y, opacity in zip(bars.y, bars.marker.opacity, strict=True) if opacity == 1]
    assert strong == [1, 4, 12, 12, 3, 1]  # beyond 2.9 either way: the bins from 3.0 on
    assert "each of 9,999 possible choices" in drawn.sentences[0]
    assert drawn.sentences[1] == "As much as observed, or more: 0.4% of permutations."
    assert effects.permutations(loaded()) is None


def test_the_clock_counts_down_and_says_when_it_ends(city):
    drawn = checking.clock(loaded())
    untreated = drawn.figure.data[0]
    assert untreated.line.color == charts.CONTROL
    assert [text for text in untreated.text if text] == ["205", "201", "153", "13"]
    assert drawn.sentences[0].startswith("In December 2017 the last 13 Dongs were without")


def test_balance_names_what_was_apart(city):
    (note,) = checking.balance(loaded()).sentences
    assert note == "Apart by more than 0.25 standard deviations before the start: Share at risk."
    assert checking.balance(loaded(release="open")) is None


def test_checks_say_what_they_say(city):
    drawn = checking.checks(loaded())
    assert list(drawn.figure.layout.yaxis.ticktext) == [
        "Headline estimate", "Controls that touch a treated Dong left out",
        "Placebo date (12 months earlier)", "If trends differ by up to 0.5 times the worst before",
        "If trends differ by up to 1 times the worst before",
    ]  # fmt: skip
    assert drawn.sentences == (
        "All quarters before the start taken together, treated and control Dongs did not differ"
        " beyond chance (joint test, p = 0.430).",
        "Their linear trends differed before the start (p = 0.030): what looks like an effect may"
        " be a difference of trends.",
        "The bounds are of the mean effect over the quarters that at least half of the Dongs have"
        " seen whole, against the last quarter before the start. The worst difference is the"
        " largest step between two quarters before the start, as it was estimated; each quarter"
        " after it may add as many times that.",
        "Zero stays outside even if trends differ by up to 0.5 times the worst difference before"
        " the start.",
    )


def test_a_test_before_the_start_that_was_not_made_says_which_and_why(city):
    trial = loaded()
    rows = trial.tables["trial_checks"]
    rows = rows.assign(trial_refusal="pooled_months").assign(p_value=None)
    refused_ = replace(trial, tables={**trial.tables, "trial_checks": rows})
    assert checking.checks(refused_).sentences[0] == (
        "Largest difference before the start (p value of all quarters) · not estimated:"
        " The months before the start are one period, those after it another"
    )


def test_the_published_figures_of_suyeong_multiply_out(city):
    row = taking_apart.public_figures()
    assert taking_apart.text(loaded().say, row) == "×3.80 = ×8.60 · ×0.930 · ×0.475"
    parts = sum(row[f"{factor}_part"] for factor in taking_apart.FACTORS)
    assert math.exp(parts) == pytest.approx(row["total_ratio"], rel=2e-3)


def test_growth_is_taken_apart_by_group_and_a_zero_base_is_new(city):
    drawn = taking_apart.decomposition(loaded(), "finds", 2016)
    texts = [note.text for note in drawn.figure.layout.annotations]
    assert texts == ["×3.00 = ×6.00 · ×0.800 · ×0.625", "New: the base was zero"]
    assert list(drawn.figure.data[0].y) == [
        "Trial (4 Dongs) · 2013.07–2014.06 → 2016.01–2016.12",
        "First call (2016)",
    ]
    assert taking_apart.years(loaded()) == [2017, 2016]
    assert taking_apart.decomposition(loaded(), "finds", 2013) is None
    assert drawn.figure.data[0].x[0] == pytest.approx(math.log(6), abs=1e-6)


def test_the_ledger_stands_in_its_order_with_verdicts_in_words(city):
    frame = claims.ledger(loaded()).frame
    assert frame["claim"].iloc[0] == "Finds of overlooked people in the 4 trial Dongs x17"
    shown = ["claimed_value", "measured_value", "per_worker_value", "verdict"]
    assert frame.iloc[0][shown].to_list() == ["×17", "×9.5", "×1.6", "Contradicted"]
    assert frame["months"].iloc[0] == "Jul 2014 to Aug 2015 (before: May 2013 to Jun 2014)"
    reckoned = ["numerator", "denominator", "period", "comparator"]
    assert frame.iloc[0][reckoned].to_list() == [
        "newly found after the start", "newly found before", "2014-07 to 2015-08",
        "the same Dongs before; no control",
    ]  # fmt: skip
    assert frame.iloc[1]["numerator"] == "–"
    assert frame["claimed_value"].to_list()[1:] == ["–", "4 Dongs", "USD 1,362,400", "27,000 kg"]
    assert claims.summary(loaded()).startswith(
        "Of 5 published figures these data reproduce 2, contradict 1 and cannot reproduce 1; 1 give"
    )


def test_surveys_are_small_multiples_of_two_arms_always_in_the_same_colours(city):
    drawn = surveys.scores(loaded())
    assert len(drawn.figure.data) == 3 * 2
    colours = {trace.name: trace.line.color for trace in drawn.figure.data}
    assert colours == {"Treated": charts.TREATED, "Controls": charts.CONTROL}
    assert list(drawn.figure.data[0].x) == ["Before", "Midway", "After"]
    assert "up to 20% in treated Dongs and 30% in controls" in drawn.sentences[1]
    texts = [note.text for note in surveys.effect_sizes(loaded()).figure.layout.annotations]
    assert texts[0] == "+0.50 (+0.10 to +0.70), p = 0.030"
    assert texts[1] == "not estimated: No answers before and after in both arms"


def test_every_chart_can_be_taken_away(city):
    trial = loaded(comparison="trial")
    drawn = [
        effects.event_study(trial, height=300), effects.estimators(trial), effects.cohorts(trial),
        effects.permutations(trial), checking.clock(trial), checking.balance(trial),
        checking.checks(trial), taking_apart.decomposition(trial, "finds", 2017),
        surveys.scores(trial), surveys.effect_sizes(trial),
    ]  # fmt: skip
    parts = [ChartPart(chart.name, chart.title, chart.figure) for chart in drawn]
    assert [part.name for part in parts if not files.is_drawable(part)] == []


def test_the_brief_is_a_pdf_and_the_map_a_geojson_with_arms(city):
    trial = loaded(comparison="trial", language="ko")
    view = on_map.map_view(trial, on_map.ARMS)
    drawn = [effects.event_study(trial, height=300), checking.clock(trial)]
    sheets = list(tables.every(trial).values())
    package = taking.package(trial, headline.headline(trial), on_map.ARMS, view, drawn, sheets)
    assert files.brief_pdf(package).startswith(b"%PDF")
    heading, sentences = package.findings[0]
    assert heading == "주요 성과(미리 정함)"
    assert sentences[0].startswith("시범 4개 동에서 신규 발굴이")
    written = files.geojson(package, package.maps[0]).decode()
    assert "이 비교의 시범 동" in written
    assert "0.66" in written


def test_the_plan_is_read_and_its_comparisons_are_all_words(city):
    plan = read.evaluation_plan()
    assert {each.name for each in plan.comparisons} == set(rows.COMPARISONS)
    assert plan.worth_finding == 0.5
    assert all(words.subject(loaded().say, outcome) for outcome in plan.outcomes)


def test_bars_of_logs_add_up_on_either_side():
    parts = pd.DataFrame(
        {"label": "a", "part": list(taking_apart.FACTORS), "value": [2.0, -0.5, -0.4], "hover": ""}
    )
    names = dict.fromkeys(taking_apart.FACTORS, "x")
    low, high = part_plots.log_parts(parts, names, ends={"a": "t"}).layout.xaxis.range
    assert low < -0.9
    assert high > 2.0
