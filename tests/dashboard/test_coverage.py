"""Rows, ranks, sentences, legend and hovers of a month, with the answer beside them."""

from datetime import date

import pandas as pd
import pytest

from dashboard import data as published
from dashboard import filters
from dashboard.coverage import headline, on_map, panel, rows, table
from tests.dashboard import beds

DECEMBER = date(2018, 12, 1)


def coverage(*, language="en", release="internal", gu=None, dong=None, month=DECEMBER,
             measure="coverage_rate"):  # fmt: skip
    scope = filters.Scope(beds.DEPLOYMENT, release, language, (release,), published.deployments())
    selection = filters.Selection(scope, month, gu, dong, measure)
    return rows.load(selection, published.build(beds.DEPLOYMENT))


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
        "않았습니다. 노출을 막으려고 가린 동 1곳은 세지 않았습니다."
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
        "포괄률이 낮은 순서: 가람구 12개 동 중 1위",
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


def test_the_file_says_what_it_is_and_opens_in_a_spreadsheet(data):
    publish_four(data)
    name, content = table.as_csv(coverage(language="ko"))
    assert name == f"coverage_{beds.DEPLOYMENT}_2018-12_internal_{beds.BUILD}.csv"
    assert content.startswith(b"\xef\xbb\xbf#")
    text = content.decode("utf-8-sig")
    for part in (beds.BUILD, "가상 자료", "내부용", "SGIS", "2018년 12월"):
        assert part in text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines[0].split(",")[:5] == ["구·군 코드", "구·군", "행정동 코드", "동", "월"]
    # hidden is empty and said so
    assert [line for line in lines if ",가람3동," in line] == [
        "26110,가람구,2611051020,가람3동,2018-12-01,900,,,,,True"
    ]


def test_a_formula_in_a_name_is_text_in_the_file(data, monkeypatch):
    monkeypatch.setattr(beds, "GU_KO", ["=1+1구"])
    publish_four(data)
    _, content = table.as_csv(coverage(language="ko"))
    assert ",'=1+1구," in content.decode("utf-8-sig")


def test_states_follow_the_measure():
    frame = pd.DataFrame(
        {
            "at_risk_count": pd.array([10, 0, None, None], "Int64"),
            "coverage_gap_count": pd.array([0, 0, None, None], "Int64"),
            "coverage_rate": [1.0, None, None, None],
            "is_suppressed": [False, False, True, False],
        }
    )
    assert rows.state_of(frame, "coverage_rate").tolist() == [
        "value", "undefined", "suppressed", "missing"]  # fmt: skip
    assert rows.state_of(frame, "coverage_gap_count").tolist() == [
        "value", "value", "suppressed", "missing"]  # fmt: skip
