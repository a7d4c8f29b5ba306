"""The unreached: their sentence, map, comparisons and validation, of drawn estimates."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import charts, filters, paleness
from dashboard import data as dashboard_data
from dashboard.charts.dots import apart
from dashboard.i18n import words
from dashboard.takeaway import files
from dashboard.takeaway.package import ChartPart
from dashboard.unreached import (
    comparing,
    fairness,
    headline,
    measures,
    need,
    on_map,
    panel,
    rows,
    tables,
    validation,
)
from tests.dashboard import beds
from tests.dashboard.estimated import DRAWN, ESTIMATED, estimates, households, risk
from tests.dashboard.test_channels import readable
from tests.dashboard.test_page import address_of, figures

CITY = {"numbers": households, "gu_count": 2, "dong_count": 3}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Busan as drawn, its first Dong hidden in the open release; Suseong without estimates."""
    folder = tmp_path_factory.mktemp("unreached")
    made = estimates()
    hidden = made["unreached_by_dong_month"].copy()
    first = hidden["dong_code"] == beds.dong_code(0, 0)
    numbers = [name for name in hidden if name.startswith(("expected", "unreached", "top"))]
    hidden.loc[first, numbers] = None
    open_tables = {"unreached_by_dong_month": hidden.assign(is_suppressed=first)}
    beds.publish(folder, tables=made | risk(), open_tables=open_tables, **CITY)
    beds.publish(folder, deployment="suseong_dodream", **(CITY | {"gu_count": 1}))
    return folder


@pytest.fixture
def city(data, folder, monkeypatch):
    """That folder in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


def loaded(*, language="ko", release="internal", measure=measures.PER_1000, gu=None, dong=None,
           month=ESTIMATED[-1]):  # fmt: skip
    """The estimates of a selection, without a page."""
    scope = filters.Scope(beds.DEPLOYMENT, release, language, ("internal", "open"),
                          dashboard_data.deployments())  # fmt: skip
    info = dashboard_data.build(beds.DEPLOYMENT)
    return rows.load(filters.Selection(scope, month, gu, dong, measure), info)


def test_it_says_how_many_how_sure_and_whether_an_audit_informs_it(city, page):
    said = readable(page("unreached"))
    # 70 of 6,000 households, 36 to 139
    assert "70가구로 추정됩니다(90% 구간 36\\~139가구, 1,000가구당 11.7가구)" in said
    assert "2018년 6월의 무작위 방문 조사를 반영한 추정입니다." in said
    assert "가람구 가람1동입니다(추정 40가구, 90% 구간 30\\~55가구)" in said
    assert "순위는 1위에서 3위 사이" in said


def test_its_address_and_figures_in_english_of_a_dong(city, page):
    app = page("unreached", lang="en", gu="26110", dong=beds.dong_code(0, 0), odds_ratio="2")
    readable(app)
    assert address_of(app)["odds_ratio"] == "2"
    assert not app.warning
    assert figures(app) == {
        "Unreached households (estimated)": "40 households",
        "90% interval (households)": "30 to 55",
        "50% interval (households)": "36 to 46",
        "Rank (estimated, 90%)": "1 (1 to 3)",
    }


def test_a_month_without_an_estimate_shows_the_one_before_and_says_so(city):
    unreached = loaded(month=date(2018, 11, 1))
    assert unreached.month == date(2018, 10, 1)
    assert headline.headline(unreached).startswith(
        "2018년 11월에는 따로 한 추정이 없어 2018년 10월의 추정을 보여 드립니다."
    )


def test_a_gu_without_other_methods_shows_those_of_the_city(data, page):
    # of months long past they were run for the city alone
    tables = estimates()
    by_gu = tables["unreached_methods_by_gu_month"]
    tables["unreached_methods_by_gu_month"] = by_gu[by_gu["month"] == ESTIMATED[-1]]
    beds.publish(data, tables=tables, **CITY)
    gu = beds.dong_code(0, 0)[:5]
    assert loaded(gu=gu, month=ESTIMATED[0]).methods_name == "부산 다복동"
    assert loaded(gu=gu, month=ESTIMATED[-1]).methods_name == "가람구"
    app = page("unreached", gu=gu, month=f"{ESTIMATED[0]:%Y-%m}")
    assert not app.exception
    assert not app.error
    assert "부산 다복동 · 방법별 사각지대" in readable(app)


def test_a_refused_dong_says_why_and_gives_its_gu_in_words(city):
    unreached = loaded(language="en", gu="26110", dong=beds.dong_code(0, 1))
    said = headline.headline(unreached)
    assert "Garam-gu Garam 2-dong: not estimable (No household on two lists)." in said
    assert "an estimated 40 households in need in Garam-gu" in said
    view = on_map.map_view(unreached)
    assert view.fills[beds.dong_code(0, 1)] == "url(#hatch-undefined)"
    assert view.tips[beds.dong_code(0, 1)][1:] == (
        "not estimable (No household on two lists)",
        "Garam-gu as a whole: estimated 13.3 households per 1,000"
        " (90% interval 10 to 18.3 households)",
    )


def test_the_map_is_paler_where_the_interval_is_wide(city):
    unreached = loaded()
    sure = on_map.sureness(unreached.rows, measures.PER_1000)
    codes = {place: beds.dong_code(*place) for place in DRAWN}
    expected = {(0, 0): 0, (0, 2): 0, (1, 0): 1, (1, 1): 2, (1, 2): 2}
    assert {place: sure[codes[place]] for place in expected} == expected
    view = on_map.map_view(unreached)
    # of one class: surely none, and none but who knows
    assert view.fills[codes[0, 2]] != view.fills[codes[1, 2]]
    first = view.legend.rows[0]
    assert (view.fills[codes[0, 2]], view.fills[codes[1, 2]]) == (first.fill, first.paler[1])
    arrow = next(row for row in view.legend.rows if row.mark)
    assert arrow.count == "2 · 1 · 2개 동"


def test_a_probability_is_not_paled_and_reads_in_per_cent(city):
    view = on_map.map_view(loaded(measure=measures.TOP_20))
    assert not any(row.paler or row.mark for row in view.legend.rows)
    assert view.legend.rows[0].label == "50%"


def test_colours_are_mixed_with_the_paper():
    assert paleness.blended("#000000", 1.0) == "#000000"
    assert paleness.blended("#000000", 0.0) == "#fbfbf9"
    assert paleness.blended("#000000", 0.5) == "#7e7e7c"


def test_the_slider_moves_the_independence_estimate(city):
    unreached = loaded()
    # 20 known and not reached, 10 unseen by independence
    assert [comparing.assumed(unreached, ratio) for ratio in (0.5, 1.0, 5.0)] == [25, 30, 70]
    drawn = comparing.methods(unreached, 2.0)
    assert any("40가구로 늘어납니다" in sentence for sentence in drawn.sentences)
    # 30 to 170 against 45 to 80
    assert any("구간의 폭이 4배" in sentence for sentence in drawn.sentences)
    listed = comparing.listed(unreached, 2.0)
    assert list(listed.index) == ["model", "model_without_audit", "audit_ratio", "assumed",
                                  "independence", "stepwise", "chao", "naive"]  # fmt: skip
    notes = tables.methods(unreached, 2.0).frame["note"]
    assert list(notes[notes != ""]) == [
        "추정하지 않음(두 명단에 함께 있는 가구가 없음)",
        "하한: 적어도 이만큼",
    ]


def test_need_is_reached_and_unreached(city):
    by_gu = need.bars(loaded())
    reached, missed = by_gu.figure.data[:2]
    assert sorted(reached.x) == [90, 90]
    assert sorted(missed.x) == [30, 40]
    whiskers = by_gu.figure.data[-1]
    # 90 reached, and 6 to 84 or 30 to 55 more
    assert [end for end in whiskers.x if end is not None] == [120, 145, 96, 174]
    by_dong = need.bars(loaded(gu="26110"))
    assert "추정하지 않음(두 명단에 함께 있는 가구가 없음)" in "".join(by_dong.figure.data[2].text)


def test_the_bars_say_how_many_and_what_share(city):
    ends = "".join(map(str, need.bars(loaded(language="en")).figure.data[2].text))
    assert "40 unreached (31%)" in ends  # 40 / (90 + 40)
    assert "30 unreached (25%)" in ends


def test_the_step_at_the_first_audit_is_no_change_of_need(city):
    unreached = loaded(language="en")
    table = unreached.history.assign(is_audited=True, audit_month=pd.Timestamp(2018, 9, 1))
    assert not panel.history(replace(unreached, history=table)).sentences
    table["is_audited"] = [False, *[True] * (len(table) - 1)]
    (said,) = panel.history(replace(unreached, history=table)).sentences
    assert "Before the audit of September 2018" in said
    unaudited = table.assign(is_audited=False, audit_month=pd.NaT)
    assert not panel.history(replace(unreached, history=unaudited)).sentences


def test_where_no_audit_informs_the_estimate_it_is_said_so(city):
    unreached = loaded(language="en")
    assert comparing.methods(unreached, 1.0).sentences[0].startswith("Without the audit")
    shown = replace(unreached.shown, rows=unreached.rows.assign(is_audited=False))
    said = comparing.methods(replace(unreached, shown=shown), 1.0).sentences
    assert said[0] == "No audit was used: the estimate is the one without it."


def test_the_label_of_a_dot_near_zero_stands_above_the_axis():
    def place(*values):
        points = pd.DataFrame({"month": pd.date_range("2018-01", periods=len(values), freq="MS")})
        middle = points.assign(
            value=[float(value) for value in values], low=0.0, high=20.0, low_50=0.0,
            high_50=10.0, label="x", text="x",
        )  # fmt: skip
        figure = charts.banded_trend(middle, marked=middle["month"].iloc[-1], years={})
        return figure.data[-1].textposition

    assert place(10, 2, 1, 0) == "top left"
    assert place(10, 9, 8, 7) == "bottom left"


def test_every_chart_can_be_taken_away(city):
    unreached = loaded()
    found = validation.load(unreached)
    drawn = [
        *(make(unreached) for make in (panel.history, need.bars, need.ranking)),
        *(make(unreached, found) for make in (validation.calibration, validation.recall)),
        comparing.methods(unreached, 1.0),
        comparing.sole_shares(unreached),
    ]
    parts = [ChartPart(chart.name, chart.title, chart.figure) for chart in drawn]
    assert [part.name for part in parts if not files.is_drawable(part)] == []


def test_the_validation_is_told_and_small_groups_are_not_estimable(city, page):
    app = page("unreached", lang="en")
    said = readable(app)
    assert "better than the points rule at 1 of 2 splits" in said
    assert "The calibration error (ECE) is 0.4 points at the worst split." in said
    groups = app.dataframe[-1].value.set_index("group")
    assert groups.loc["Single, under 65", "selected"] == "40.0% (-5.0 points; -10.0 to +0.0)"
    assert (groups.loc["Grandparent and child", ["selected", "found"]] == "not estimable").all()
    assert "one in ten leaves out 0 by chance" in said


def test_the_files_have_the_groups_as_numbers(city):
    unreached = loaded(language="en")
    sheet = fairness.numbers(unreached, validation.load(unreached))
    groups = sheet.frame.set_index("group")
    single = groups.loc["Single, under 65"]
    assert single["selected_rate"] == 0.4
    assert [single[f"selected_difference{end}_share"] for end in ("", "_low", "_high")] == [
        -0.05, -0.1, 0.0
    ]  # fmt: skip
    small = groups.loc["Grandparent and child"]
    assert pd.isna(small["selected_rate"])
    assert small["note"].startswith("Not estimable: Chosen")
    assert set(sheet.labels) == set(sheet.frame)


@pytest.mark.parametrize("kind", ["composition", "tenure", "age_band"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_group_not_stated_is_called_so_in_words(city, kind, language):
    unreached = loaded(language=language)
    found = validation.load(unreached)
    rows = found.fairness.assign(group_kind=kind, fairness_group="not_stated").head(1)
    sheet = fairness.texts(unreached, replace(found, fairness=rows))
    assert sheet.frame["group"].tolist() == [{"ko": "알 수 없음", "en": "Not known"}[language]]


def test_the_model_card_is_there_when_asked_for(city, page):
    assert "What it is for" not in readable(page("unreached", lang="en"))
    said = readable(page("unreached", lang="en", card="open"))
    assert "\n#### " in said
    assert "Busan Dabokdong" in said.split("#### ", 1)[0].rsplit("### ", 1)[1]


def test_the_open_release_hides_a_dong_and_says_why_there_is_no_validation(city, page):
    app = page("unreached", release="open", dong=beds.dong_code(0, 0), gu="26110")
    said = readable(app)
    assert "비공개" in said
    assert "가람구에서 아무도 만나지 못한 위기가구는 40가구로 추정됩니다" in said
    assert "내부용에만 있습니다" in said
    # the methods of a Dong are internal: those of its Gu stand there
    assert "가람구 · 방법별 사각지대" in said


def test_a_build_without_estimates_says_what_to_run(city, page):
    app = page("unreached", deployment="suseong_dodream")
    said = readable(app)
    assert "아직 사각지대 추정이 없습니다" in said
    assert "dabokdong estimate -d suseong\\_dodream" in said


STATES = {
    "refused": (dict.fromkeys(DRAWN), "추정하지 않음(명단에 있는 위기가구가 없음)"),
    "zero": (dict.fromkeys(DRAWN, (0, 0, 0, 0, 0)), "없는 것으로 추정됩니다"),
    "one_dong": ({(0, 0): (40, 30, 55, 36, 46)}, "반영한 방문 조사가 없어"),
}


@pytest.mark.parametrize("state", STATES)
def test_it_opens_where_there_is_little_to_tell(data, page, state):
    drawn, sentence = STATES[state]
    made = estimates(drawn, is_audited=False, refusal="no_lists")
    count = 1 if state == "one_dong" else 3
    beds.publish(data, households, gu_count=min(2, count), dong_count=count, tables=made)
    app = page("unreached")
    assert sentence in readable(app)
    assert "nan" not in json.dumps([chart.proto.spec for chart in app.get("plotly_chart")]).lower()


def test_a_band_breaks_where_months_are_missing():
    months = pd.Series(pd.date_range("2018-01-01", periods=5, freq="MS"))
    values = [1.0, 2.0, None, 4.0, 5.0]
    points = pd.DataFrame({"month": months, "label": "", "text": ""}).assign(
        value=values, low=values, high=values, low_50=values, high_50=values
    )
    figure = charts.banded_trend(points, marked=months[4], years={})
    assert list(figure.data[0].y) == [1, 2, 2, 1, None, 4, 5, 5, 4, None]


def test_texts_at_the_ends_of_lines_keep_apart():
    ends = [(10.0, "b"), (9.9, "a"), (30.0, "c")]
    assert apart(ends, least=2) == [(9.9, "a"), (11.9, "b"), (30.0, "c")]


def test_round_ticks_end_below_the_highest():
    assert charts.round_ticks(9_150) == [0, 2_000, 4_000, 6_000, 8_000]
    assert charts.round_ticks(0) == [0]


def test_an_interval_states_its_unit_once():
    say = words("en")
    assert measures.range_text(say, measures.COUNT, 4_140, 4_630) == "4,140 to 4,630 households"
    assert measures.range_text(say, measures.PER_1000, 3.04, 3.01) == "3 households"
    assert measures.range_text(say, measures.TOP_20, 0.1, 0.25) == "10 to 25%"
