"""Rows, ranks, sentences, legend, hovers and frames of a month, with the answer beside them."""

import json
from datetime import date

import pandas as pd
import pytest

from dashboard import data as published
from dashboard import filters
from dashboard.coverage import apart, dong, headline, measures, on_map, panel, rows, table, taking
from dashboard.takeaway import files
from tests.dashboard import beds

DECEMBER = date(2018, 12, 1)


def coverage(*, language="en", release="internal", gu=None, dong=None, month=DECEMBER,
             measure="coverage_rate", method="quantile", maps="one"):  # fmt: skip
    scope = filters.Scope(beds.DEPLOYMENT, release, language, (release,), published.deployments())
    selection = filters.Selection(scope, month, gu, dong, measure)
    return rows.load(selection, published.build(beds.DEPLOYMENT), method=method, maps=maps)


def frames_of(view):
    return json.loads(view.playing.frames)


def four(gu, dong, month):
    """At risk 100 in each; reached 10, 60, hidden, none at risk."""
    return [(900, 100, 10), (900, 100, 60), (900, None, None), (900, 0, 0)][dong]


def publish_four(data, **more):
    beds.publish(data, four, gu_count=1, dong_count=4, **more)


def test_zero_hidden_and_undefined_never_look_alike(data):
    publish_four(data)
    shown = coverage()
    assert list(shown.rows["state"]) == ["value", "value", "suppressed", "undefined"]
    fills = on_map.map_view(shown).fills
    assert len(set(fills.values())) == 4


def test_the_worst_is_first_under_either_measure(data):
    publish_four(data)
    assert coverage().rows["rank"].tolist()[:2] == [1, 2]
    assert coverage().rows["coverage_rate"].tolist()[:2] == [0.1, 0.6]
    by_gap = coverage(measure="coverage_gap_count").rows
    # nobody at risk: a gap of 0 is a value, though a rate of nothing is none
    assert by_gap["coverage_gap_count"].tolist()[:3] == [90, 40, 0]


def test_a_dong_without_a_row_is_missing_not_zero(data):
    beds.publish(data, covered_months=(date(2018, 10, 1),))
    shown = coverage()
    assert set(shown.rows["state"]) == {"missing"}
    assert set(on_map.map_view(shown).fills.values()) == {"#e3e3e0"}
    assert headline.headline(shown) == (
        "There are no data for Busan Dabokdong in December 2018. Choose another month."
    )
    assert panel.figures(shown)["Households at risk"][0] == "No data"


def test_the_sentence_counts_dongs_where_half_or_more_are_unreached(data):
    publish_four(data)
    assert headline.headline(coverage()) == (
        "In December 2018, half or more of the households at risk were not yet reached in "
        "1 of the 4 Dongs of Busan Dabokdong. 1 Dong whose value is suppressed is not counted."
    )
    assert headline.headline(coverage(language="ko")) == (
        "2018년 12월, 부산 다복동 전체 4개 동 중 1개 동에서 위기가구의 절반 이상이 아직 발굴되지 "
        "않았습니다. 노출을 막으려고 가린 1개 동은 세지 않았습니다."
    )


def test_one_dong_with_the_largest_gap_is_named_alone(data):
    publish_four(data)
    assert headline.headline(coverage(measure="coverage_gap_count")).startswith(
        "In December 2018, 130 of 200 households at risk in Busan Dabokdong were not yet reached. "
        "The gap is largest in Garam 1-dong (90 households)."
    )


def test_exactly_half_counts_as_half(data):
    beds.publish(data, lambda *_: (900, 100, 50), gu_count=1, dong_count=2)
    assert "in 2 of the 2 Dongs" in headline.headline(coverage())


@pytest.mark.parametrize(
    ("numbers", "measure", "sentence"),
    [
        ((900, 100, 60), "coverage_rate",
         "In December 2018, more than half of the households at risk had been reached in every one "
         "of the 2 Dongs of Busan Dabokdong with data. "
         "The rate is lowest in Garam 1-dong and as low elsewhere (2 Dongs, 60.0% each)."),
        ((900, 100, 60), "coverage_gap_count",
         # 2 x 40 of 2 x 100
         "In December 2018, 80 of 200 households at risk in Busan Dabokdong were not yet reached. "
         "The gap is largest in Garam 1-dong and as large elsewhere "
         "(2 Dongs, 40 households each)."),
        ((900, 100, 100), "coverage_gap_count",
         "In December 2018, every observed household at risk had been reached in the 2 Dongs of "
         "Busan Dabokdong."),
        ((900, 0, 0), "coverage_rate",
         "In December 2018, no household at risk was observed in the 2 Dongs of Busan Dabokdong."),
        ((900, None, None), "coverage_rate",
         "In December 2018, the values of all 2 Dongs of Busan Dabokdong are suppressed to protect "
         "households. Choose another month or measure."),
    ],
)  # fmt: skip
def test_the_sentence_fits_degenerate_data(data, numbers, measure, sentence):
    beds.publish(data, lambda *_: numbers, gu_count=1, dong_count=2)
    assert headline.headline(coverage(measure=measure)) == sentence


def test_the_legend_counts_the_dongs_of_each_class_and_state(data):
    publish_four(data)
    legend = on_map.map_view(coverage()).legend
    assert legend.title == "Coverage rate · December 2018"
    counts = {row.label: row.count for row in legend.rows}
    assert counts["Suppressed"] == "1 Dong"
    assert counts["Nobody at risk"] == "1 Dong"
    assert sum(int(count.split()[0]) for count in counts.values()) == 4
    assert "No data" not in counts  # what does not occur is not explained


def test_a_colour_means_the_same_in_every_gu(bed):
    whole, one = coverage(), coverage(gu="26120")
    all_fills, gu_fills = on_map.map_view(whole).fills, on_map.map_view(one).fills
    assert set(gu_fills) == {code for code in all_fills if code.startswith("26120")}
    assert gu_fills.items() <= all_fills.items()


def test_the_hover_names_both_scripts_the_value_its_parts_and_the_rank(bed):
    tips = on_map.map_view(coverage(language="ko", gu="26110")).tips
    # Dong 1 of Gu 1: 40 at risk, 20 % of them reached
    assert tips[beds.dong_code(0, 0)] == (
        "가람1동 · Garam 1-dong (가람구)",
        "포괄률 20.0%",
        "위기가구 40가구 중 발굴 8가구",
        "포괄률이 낮은 순서: 가람구 12개 동 중 1위 (90% 구간 1–3위)",
        "전체 가구 4,000가구",
    )


def test_a_hidden_value_is_said_in_words(data):
    publish_four(data)
    tips = on_map.map_view(coverage()).tips
    assert tips[beds.dong_code(0, 2)] == (
        "Garam 3-dong · 가람3동 (Garam-gu)", "Coverage rate: Suppressed")  # fmt: skip


def test_the_frame_says_invented_and_where_the_lines_are_from(bed):
    notes = {note.kind: note.text for note in on_map.map_view(coverage()).notes}
    assert notes["invented"].startswith("Invented data")
    assert "SGIS" in notes["attribution"]


def test_real_data_are_not_called_invented(data):
    beds.publish(data, is_invented=False)
    assert [note.kind for note in on_map.map_view(coverage()).notes] == ["attribution"]


def test_the_panel_shows_the_dong_else_the_gu_else_the_city(bed):
    dong = beds.dong_code(1, 0)
    at_risk = [
        panel.figures(coverage(gu=gu, dong=dong))["Households at risk"][0]
        for gu, dong in ((None, None), ("26120", None), ("26120", dong))
    ]
    # a Gu has 40, 50, ... 120 and, from the tenth Dong on, 10 less: 40+...+120 = 720, +120+130+140
    assert at_risk == ["3,330 households", "1,110 households", "40 households"]


def test_the_trend_leaves_hidden_months_out(data):
    def hidden_in_november(gu, dong, month):
        return (900, None, None) if month == 1 else (900, 100, 50)

    beds.publish(data, hidden_in_november, gu_count=1, dong_count=1)
    trend = coverage(dong=beds.dong_code(0, 0)).trend
    assert trend["value"].isna().tolist() == [False, True, False]
    assert trend["text"].tolist()[1] == "November 2018 · Suppressed"


def test_the_table_has_the_numbers_of_the_map(bed):
    shown = coverage(gu="26130")
    visible = table.visible(shown)
    assert visible["coverage_rate"].tolist() == shown.rows["coverage_rate"].tolist()
    assert visible["coverage_rate"].is_monotonic_increasing
    assert set(visible.index) == set(on_map.map_view(shown).fills)


def poor_in_rich(gu, dong_number, month):
    """A Gu of squares four across, 200 at risk in each; the gap grows from one end to the other.

    In November nobody is reached in the fifth of 32 Dongs, at the end with the small gaps.
    """
    if dong_number == 5 and month == 1:
        return 900, 200, 0
    return 900, 200, 196 - 5 * (dong_number // 4)


@pytest.fixture
def outlying(data):
    beds.publish(data, poor_in_rich, gu_count=1, dong_count=32)
    return beds.dong_code(0, 5)


def test_a_poor_dong_among_rich_ones_is_marked_listed_and_named(outlying):
    shown = coverage(month=date(2018, 11, 1))
    view = on_map.map_view(shown)
    assert view.marks[outlying] == "▲"
    assert shown.rows.loc[outlying, "apart"] == "high_among_low"
    assert headline.headline(shown).endswith(
        "Garam 6-dong stands out with a large gap among neighbours with small ones."
    )
    listed = apart.listed(shown)
    assert listed.index[0] == outlying
    assert listed["kind"].iloc[0] == "▲ Large gap among small ones"
    legend = {row.mark: row.count for row in view.legend.rows if row.mark}
    assert legend["▲"] == "1 Dong"
    assert str(len(listed)) in apart.summary(shown)
    assert table.visible(shown).loc[outlying, "apart"] == "Large gap among small ones"


def test_where_nobody_stands_out_that_is_said(bed):
    shown = coverage(gu="26110")
    assert on_map.map_view(shown).marks == {}
    assert apart.summary(shown).startswith("In December 2018, no Dong of Garam-gu differs")
    assert "stands out" not in headline.headline(shown)


def test_the_months_of_the_player_are_painted_as_the_page_paints_them(outlying):
    for measure in measures.MEASURES:
        for method in ("quantile", "fixed"):
            frames = frames_of(on_map.map_view(coverage(measure=measure, method=method)))
            assert frames["months"] == ["2018-10", "2018-11", "2018-12"]
            for at, month in enumerate(beds.MONTHS):
                view = on_map.map_view(coverage(measure=measure, method=method, month=month))
                letters = frames["maps"][0]["fills"][at]
                played = {
                    code: frames["palette"][ord(letter) - 97]
                    for code, letter in zip(frames["codes"], letters, strict=True)
                }
                assert played == view.fills
                title, lines = frames["maps"][0]["legends"][at]
                assert title == view.legend.title
                assert [line[1:] for line in lines] == [
                    [row.label, row.count] for row in view.legend.rows if not row.mark
                ]


def test_months_without_data_are_played_as_such(data):
    beds.publish(data, gu_count=1, dong_count=2, covered_months=(date(2018, 10, 1),))
    frames = frames_of(on_map.map_view(coverage()))
    missing = {frames["palette"][ord(letter) - 97] for letter in frames["maps"][0]["fills"][1]}
    assert missing == {"#e3e3e0"}


def test_fixed_classes_are_the_same_in_every_month(bed):
    views = [on_map.map_view(coverage(method="fixed", month=month)) for month in beds.MONTHS]
    assert {tuple(row.label for row in view.legend.rows) for view in views} == {
        ("0–50%", "50–70%", "70–80%", "80–90%", "90–100%")
    }


def test_raw_and_smoothed_stand_side_by_side_on_one_ruler(data):
    # the fourth Dong has 4 households at risk, none reached: smoothed, it is near the others
    beds.publish(
        data, lambda g, d, m: [(900, 200, 120), (900, 200, 140), (900, 200, 100), (90, 4, 0)][d],
        gu_count=1, dong_count=4,
    )  # fmt: skip
    shown = coverage(maps="pair")
    view = on_map.map_view(shown)
    assert view.beside.legend.title == "Smoothed coverage rate · December 2018"
    # the same classes, so that colours compare
    assert [row.label for row in view.legend.rows][:2] == [
        row.label for row in view.beside.legend.rows
    ][:2]
    small = beds.dong_code(0, 3)
    assert shown.rows.loc[small, "coverage_rate"] == 0
    assert 0.3 < shown.rows.loc[small, "smoothed_rate"] < 0.6
    assert "90 % interval" in view.beside.tips[small][1]
    # and painted paler, for its interval is wide
    assert view.beside.fills[small] not in [row.fill for row in view.legend.rows]
    assert any(row.label.startswith("Paler") for row in view.beside.legend.rows)
    assert len(frames_of(view)["maps"]) == 2
    # the smoothed one first, where it is the chosen measure
    other = on_map.map_view(coverage(maps="pair", measure="smoothed_rate"))
    assert other.beside.fills == view.fills


def test_a_count_has_no_smoothed_counterpart(bed):
    assert on_map.map_view(coverage(maps="pair", measure="coverage_gap_count")).beside is None


def test_a_smoothed_rate_says_so_in_its_sentence_and_its_trend_has_a_band(bed):
    code = beds.dong_code(0, 0)
    shown = coverage(measure="smoothed_rate", gu="26110", dong=code)
    assert "by the smoothed rate" in headline.headline(shown)
    assert panel.trend_title(shown) == "Smoothed coverage rate over time, Garam-gu Garam 1-dong"
    trend = shown.trend
    assert (trend["low"] < trend["value"]).all()
    assert (trend["value"] < trend["high"]).all()
    # of a Gu the rate itself: it has households enough
    assert "low" not in coverage(measure="smoothed_rate", gu="26110").trend


def test_the_panel_of_a_dong_lists_reports_staff_services_and_neighbours(bed):
    code = beds.dong_code(0, 1)
    shown = coverage(gu="26110", dong=code)
    assert len(panel.tab_names(shown)) == 5
    channels = dong.channels(shown)
    # the made-up city has two channels and three months, with 20 + 1 reports of each (Dong 2)
    assert channels.rows["report_count"].tolist() == [63, 63]
    assert channels.sentence == "The sum of October 2018 to December 2018."
    assert not dong.staff(shown).rows.empty
    assert not dong.services(shown).rows.empty
    near = dong.neighbours(shown)
    # the second square of a row of four touches five others
    assert set(near.rows.index) == {beds.dong_code(0, number) for number in (0, 2, 4, 5, 6)}
    sentence = apart.own_sentence(shown, near.rows["coverage_rate"])
    assert sentence.startswith("Garam 2-dong 26.0%, its neighbours ")


def test_a_dong_without_records_or_neighbours_says_so(data):
    beds.publish(
        data, gu_count=1, dong_count=1,
        tables={name: pd.DataFrame() for name in
                ("reports_by_dong_month", "staff_by_dong_month", "services_by_dong_month")},
    )  # fmt: skip
    shown = coverage(dong=beds.dong_code(0, 0))
    assert dong.channels(shown).rows.empty
    assert "twelve months to December 2018" in dong.channels(shown).sentence
    near = dong.neighbours(shown)
    assert near.sentence == "No other Dong touches this one."
    assert apart.own_sentence(shown, near.rows["coverage_rate"]).endswith(
        "has no neighbour with a value to compare."
    )
    assert apart.summary(shown).endswith("values are hidden, or all are alike.")


def test_a_country_is_drawn_by_gu_and_by_dong_on_entering_one(bed, monkeypatch):
    monkeypatch.setattr(rows, "MOST_DONGS", 30)
    whole = coverage(maps="pair", measure="smoothed_rate")
    assert whole.is_by_gu
    assert rows.shapes_part(whole) == "gus"
    view = on_map.map_view(whole)
    assert list(view.fills) == ["26130", "26120", "26110"]  # lowest rate first
    assert view.tips["26110"][0] == "Garam-gu · 가람구"
    assert view.legend.rows[0].count.endswith("Gu")
    assert frames_of(view)["codes"] == ["26110", "26120", "26130"]
    assert view.beside is None
    assert "in 1 of the 3 Gu of Busan Dabokdong" in headline.headline(whole)
    assert list(table.visible(whole)["gu_name"]) == ["Dasom-gun", "Naru-gu", "Garam-gu"]
    inside = coverage(gu="26120")
    assert not inside.is_by_gu
    assert rows.shapes_part(inside) == "26120"
    assert len(on_map.map_view(inside).fills) == beds.DONGS_A_GU


def test_what_is_taken_away_is_what_is_shown(bed):
    for gu, chosen, names in (
        (None, None, ["coverage", "apart"]),
        ("26110", beds.dong_code(0, 1),
         ["coverage", "channels", "staff", "services", "neighbours"]),
    ):  # fmt: skip
        shown = coverage(language="ko", gu=gu, dong=chosen, maps="pair")
        view = on_map.map_view(shown)
        package = taking.package(shown, view, headline.headline(shown), panel.trend(shown))
        assert [sheet.name for sheet in package.sheets] == names
        assert [part.view.fills for part in package.maps] == [view.fills, view.beside.fills]
        drawn = ["trend", "channels"] if chosen else ["trend"]
        assert [chart.name for chart in package.charts] == drawn
        main = package.sheets[0].frame
        assert main["coverage_rate"].tolist() == shown.rows["coverage_rate"].tolist()
        for sheet in package.sheets:
            assert set(sheet.frame.columns) <= set(sheet.labels)
            assert files.csv(package, sheet).startswith(b"\xef\xbb\xbf#")


def test_a_formula_in_a_name_is_text_in_the_file(data, monkeypatch):
    monkeypatch.setattr(beds, "GU_KO", ["=1+1구"])
    publish_four(data)
    shown = coverage(language="ko")
    package = taking.package(shown, on_map.map_view(shown), "", panel.trend(shown))
    assert ",'=1+1구," in files.csv(package, package.sheets[0]).decode("utf-8-sig")


def test_the_open_sentence_counts_what_noise_cannot_have_made(data):
    # 9 of 20 are too few to be sure of, 20 of 200 are not
    numbers = {0: (900, 20, 9), 1: (900, 200, 20)}
    beds.publish(data, lambda g, d, m: numbers.get(d, (900, 200, 150)), gu_count=1, dong_count=8)
    assert "in 2 of the 8 Dongs" in headline.headline(coverage())
    assert "in 1 of the 8 Dongs of Busan Dabokdong, even allowing for the noise" in (
        headline.headline(coverage(release="open"))
    )
    assert "8개 동 가운데 1개 동은 잡음을 감안해도" in headline.headline(
        coverage(release="open", language="ko")
    )
    assert any("off by up to 6" in text for text in panel.caveats(coverage(release="open")))


def test_the_open_sentence_counts_none_that_noise_may_have_made(data):
    beds.publish(data, lambda g, d, m: (900, 20, 9 if d == 0 else 16), gu_count=1, dong_count=8)
    said = headline.headline(coverage(release="open"))
    assert "none of the 8 Dongs of Busan Dabokdong can be said" in said
    assert "lowest" not in said
