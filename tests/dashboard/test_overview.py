"""The overview: its sentence, cards, ranks, changes and calendar, on cities drawn by hand."""

import json
import re
from base64 import b64decode
from datetime import date

import numpy as np
import pandas as pd
import pytest
from babel.messages import pofile

from dashboard import charts, i18n
from dashboard.overview import cards, rates
from pipelines import read
from tests.dashboard import beds

# a first year long past, the same month last year, last month, this month
MONTHS = (date(2015, 12, 1), date(2017, 12, 1), date(2018, 11, 1), date(2018, 12, 1))


def steady(gu, dong, month):
    """200 at risk in each Dong; 50, 70 and 80 % reached by Gu, ever since."""
    return 4000, 200, (100, 140, 160)[gu]


def one_rose(gu, dong, month):
    """As `steady`, but the first Dong of the second Gu came from 80 to 140 within the year."""
    return (4000, 200, 80) if (gu, dong) == (1, 0) and month < 2 else steady(gu, dong, month)


@pytest.fixture(scope="module")
def rose_folder(tmp_path_factory):
    """The city of `one_rose`, published once."""
    folder = tmp_path_factory.mktemp("rose")
    beds.publish(folder, one_rose, months=MONTHS)
    return folder


@pytest.fixture
def rose(data, rose_folder, monkeypatch):
    """The city of `one_rose` in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(rose_folder))


def said(app):
    """All words of the page, its HTML included; styles and marks of Markdown left out."""
    parts = [*app.header, *app.subheader, *app.markdown, *app.caption, *app.warning, *app.info]
    pieces = [part.value for part in parts]
    pieces += [
        html.proto.body for html in app.get("html") if not html.proto.body.startswith("<sty")
    ]
    return "\n".join(pieces).replace("\\", "")


def shown(app):
    """{label: (number with unit, changes)} of the cards."""
    (html,) = [h.proto.body for h in app.get("html") if 'class="cards"' in h.proto.body]
    found = {}
    for card in html.split("<section")[1:]:
        label = re.search('aria-label="([^"]+)"', card)[1]
        number = re.search('class="card-number[^>]*>([^<]*)<span>([^<]*)', card)
        changes = re.findall('class="card-change">([^<]*) <span>([^<]*)', card)
        found[label] = (f"{number[1]}{number[2]}", [" ".join(c).strip() for c in changes])
    return found


def dots(app, place=0):
    """(names, values of the dots, texts) of the page's n-th chart."""
    figure = json.loads(app.get("plotly_chart")[place].proto.spec)
    values = figure["data"][1]["x"]  # plain, or packed by plotly
    if isinstance(values, dict):
        values = np.frombuffer(b64decode(values["bdata"]), dtype=values["dtype"]).tolist()
    return (
        figure["layout"]["yaxis"]["ticktext"],
        values,
        [note["text"] for note in figure["layout"]["annotations"]],
    )


def is_clean(app):
    assert not app.exception
    assert not app.error
    assert not re.search(r"\b[Nn]a[Nn]\b|\bNone\b|<NA>|\bNaT\b", said(app))
    for frame in app.dataframe:
        texts = frame.value.select_dtypes(exclude="number")
        assert not texts.isin(["nan", "None", "<NA>"]).any(axis=None)


def test_the_answer_tells_rate_change_and_the_lowest_gu_with_its_ranks(rose, page):
    app = page("overview")
    is_clean(app)
    # 12 Dongs a Gu: 1,200 + 1,680 + 1,920 of 7,200; a year ago 60 fewer
    assert (
        "2018년 12월, 부산 다복동의 위기가구 7,200가구 가운데 66.7%를 만났습니다"
        "(전년 같은 달 대비 +0.8%p). "
        "가장 낮은 곳은 가람구 50.0%, 우연을 감안해도 낮은 순 1위입니다."
    ) in said(app)
    assert app.selectbox(key="control_measure").value == rates.COVERAGE


def test_the_answer_in_english_inside_a_gu_tells_that_its_dongs_are_alike(rose, page):
    app = page("overview", lang="en", gu="26110")
    is_clean(app)
    assert "Garam-gu: 50.0% of 2,400 households at risk were reached (0 pp vs a year ago)" in said(
        app
    )
    assert "Lowest: Garam 1-dong and others, 12 in all, 50.0% (rank interval 1–" in said(app)


def test_cards_show_both_changes_by_name_and_their_meaning_to_the_keyboard(rose, page):
    app = page("overview")
    found = shown(app)
    assert list(found)[:3] == ["위기가구(관측)", "발굴 가구", "포괄률"]
    assert found["발굴 가구"] == ("4,800가구", ["0", "+60 (+1.3%)"])
    assert found["포괄률"] == ("66.7%", ["0%p", "+0.8%p"])
    assert len(found) == 8
    text = said(app)
    buttons = re.findall('<button type="button" class="card-help" aria-label="뜻: ([^"]+)"', text)
    assert len(buttons) == 8
    assert read.meaning("coverage_rate", "ko") in buttons
    assert text.count("전월 대비") == text.count("전년 같은 달 대비</div>") == 8


def test_a_dong_has_its_own_cards(rose, page):
    app = page("overview", gu="26120", dong=beds.dong_code(1, 0))
    is_clean(app)
    assert shown(app)["발굴 가구"] == ("140가구", ["0", "+60"])


def test_gus_are_ranked_with_intervals_and_dongs_inside_a_gu(data, page):
    beds.publish(data, beds.usual, months=MONTHS[-1:])
    names, ranks, texts = dots(page("overview"))
    assert names == ["다솜군", "나루구", "가람구"]
    assert ranks == [1, 2, 3]
    assert all(re.fullmatch(r"\d+\.\d% · \d위( \(\d~\d위\))?", text) for text in texts)
    names, _, texts = dots(page("overview", gu="26110"))
    assert len(names) == 12
    assert names[0] == "가람1동"
    assert texts[0].startswith("20.0% · 1위 (1~")  # 8 of 40


def test_another_measure_ranks_the_highest_first(rose, page):
    app = page("overview", measure="coverage_gap_per_1000_households")
    is_clean(app)
    names, _, texts = dots(app)
    assert names[0] == "가람구"
    assert texts[0].startswith("25가구 · 1위")
    assert "1,000가구당 포괄 격차 · 많은 순" in said(app)


def test_finding_more_is_not_painted_as_worse():
    worse = {name for name, rate in rates.RATES.items() if rate.is_more_worse}
    assert worse == {"coverage_gap_per_1000_households", "at_risk_per_1000_households"}


def test_every_measure_in_the_open_release(rose, page):
    app = page("overview", release="open", lang="en")
    for name, label in rates.names(app.session_state["scope"]).items():
        app.selectbox(key="control_measure").set_value(name).run()
        is_clean(app)
        assert f"{label}, " in said(app)


def test_what_changed_most_is_named_and_chance_is_not_ranked(rose, page):
    app = page("overview")
    text = said(app)
    assert "36개 동 가운데 1개 동의 변화가 우연의 범위를 넘습니다(늘어난 곳 1, 줄어든 곳 0)" in text
    assert "나머지 35개 동의 변화는 우연으로 설명되는 범위 안에 있습니다" in text
    assert "- 나루구 나루1동 40.0% → 70.0%, +30.0%p (구간" in text
    assert "Newcombe" in text
    names, values, _ = dots(app, place=1)
    assert (names, [round(value) for value in values]) == (["나루구 나루1동"], [30])


def test_where_nothing_changed_nothing_is_ranked(data, page):
    beds.publish(data, steady, dong_count=3, months=MONTHS)
    app = page("overview")
    assert "어느 동의 변화도 우연의 범위를 넘지 않아" in said(app)
    assert "3개 구·군 모두, 변화가 우연으로 설명되는 범위 안에 있습니다" in said(app)
    assert len(app.get("plotly_chart")) == 1  # the ranks alone: no chart of chance


def test_a_change_that_only_gus_can_bear_is_told_of_gus(data, page):
    """Each Dong of the first Gu has 3 of 30 more: chance for each, not for the 12 together."""

    def slow(gu, dong, month):
        return 900, 30, 15 + (4 if gu == 0 and month >= 2 else 0)

    beds.publish(data, slow, months=MONTHS)
    text = said(page("overview"))
    assert "가구 수가 더 많은 구·군끼리 비교합니다" in text
    assert "- 가람구 50.0% → 63.3%, +13.3%p" in text


def test_where_dongs_are_hidden_gus_are_compared(data, page):
    def hidden(gu, dong, month):
        return (4000, None, None) if dong % 3 else one_rose(gu, dong, month)

    beds.publish(data, one_rose, open_numbers=hidden, dong_count=5, months=MONTHS)
    app = page("overview", is_local=False)
    is_clean(app)
    assert "동별 값이 너무 많이 가려져 구·군끼리 비교합니다" in said(app)
    assert "하나하나 6까지" in said(app)


def test_all_hidden_says_so_and_never_shows_a_zero(data, page):
    beds.publish(data, lambda *_: (900, None, None), dong_count=3, months=MONTHS)
    app = page("overview")
    is_clean(app)
    assert "포괄률은 노출을 막으려고 가렸습니다" in said(app)
    assert "변화를 말할 수 없습니다" in said(app)
    assert shown(app)["포괄률"] == ("비공개", ["비공개", "비공개"])
    assert dots(app)[2] == ["비공개"] * 3
    assert set(app.dataframe[0].value["note"]) == {"비공개"}


def test_nobody_at_risk_is_neither_hidden_nor_missing(data, page):
    beds.publish(data, lambda *_: (900, 0, 0), dong_count=3, months=MONTHS)
    app = page("overview")
    is_clean(app)
    assert "관측된 위기가구가 없습니다" in said(app)
    assert shown(app)["위기가구(관측)"][0] == "0가구"
    assert shown(app)["포괄률"][0] == "위기가구 없음"


def test_a_month_without_rows_says_what_to_do(data, page):
    beds.publish(data, steady, dong_count=3, months=MONTHS, covered_months=MONTHS[:2])
    app = page("overview")
    is_clean(app)
    assert "2018년 12월 부산 다복동의 자료가 없습니다. 다른 달을 고르세요." in said(app)
    assert shown(app)["발굴 가구"] == ("자료 없음", ["자료 없음", "자료 없음"])


def test_the_first_month_has_nothing_to_compare_with(rose, page):
    app = page("overview", month="2015-12")
    is_clean(app)
    assert shown(app)["발굴 가구"] == ("4,740가구", ["비교할 자료 없음"] * 2)
    assert "전년 같은 달과 비교할 수 없음" in said(app)
    assert "2014년 12월 자료가 없어" in said(app)
    assert "첫 열두 달에 걸쳐" in said(app)


def test_the_first_year_is_not_mentioned_once_it_is_out_of_reach(rose, page):
    assert "첫 열두 달에 걸쳐" not in said(page("overview", month="2017-12"))
    # November 2017 is compared with November 2016, the twelfth month
    assert "첫 열두 달에 걸쳐" in said(page("overview", month="2017-11"))


@pytest.mark.parametrize("numbers", [(900, 100, 50), (0, 0, 0)])
def test_one_gu_with_one_dong(data, page, numbers):
    beds.publish(data, lambda *_: numbers, gu_count=1, dong_count=1, months=MONTHS[-1:])
    app = page("overview")
    is_clean(app)
    assert "가장 낮은 곳" not in said(app)
    assert dots(app)[0] == ["가람1동"]


def test_the_calendar_shows_the_milestones_with_their_sources(data, page):
    joined = pd.DataFrame(
        {
            "dong_code": [beds.dong_code(0, n) for n in range(3)],
            "gu_code": "26110",
            "phase": ["trial", "all", None],
            "cohort_month": [date(2017, 12, 1), date(2018, 12, 1), None],
            "source": "drawn",
            "is_invented": [True, False, False],
        }
    )
    beds.publish(data, steady, gu_count=1, dong_count=3, months=MONTHS,
                 tables={"rollout_by_dong": joined})  # fmt: skip
    app = page("overview")
    is_clean(app)
    text = said(app)
    for milestone in read.milestones(beds.DEPLOYMENT).itertuples():
        assert milestone.text_ko in text
        assert milestone.note_ko in text
    assert "출처: m.ajunews.com" in text
    assert "2개 동 가운데 1개 동의 참여 시점은 지어낸 것입니다" in text
    steps = json.loads(app.get("plotly_chart")[-1].proto.spec)["data"][0]
    assert [label for label in steps["text"] if label] == ["1개 동", "2개 동"]


def test_a_programme_whose_dongs_are_not_on_record_says_so(data, page):
    nobody = {"rollout_by_dong": pd.DataFrame({"dong_code": [], "gu_code": []})}
    beds.publish(data, steady, gu_count=1, dong_count=2, months=MONTHS, tables=nobody)
    app = page("overview")
    is_clean(app)
    assert "기록되어 있지 않습니다" in said(app)


def test_cards_take_nothing_for_markup():
    bad = '<b>"x"'
    card = cards.Card(bad, bad, bad, bad, True, ((bad, bad, bad),), (1.0, 2.0), bad)
    html = cards._html(card, bad)
    assert "<b>" not in html
    assert '"x"' not in html


@pytest.mark.parametrize(
    ("values", "moves", "has_dot"),
    [
        ((1.0, 2.0, 3.0), 1, True),
        ((1.0, 2.0, None, 2.0, 3.0), 2, True),  # a gap stays a gap
        ((5.0, 5.0), 1, True),  # all equal: no division by zero
        ((1.0, 2.0, None), 1, False),  # the month shown has no value, so no dot
    ],
)
def test_a_small_trend_keeps_its_gaps(values, moves, has_dot):
    drawing = cards.sparkline(values)
    assert drawing.split('d="')[1].split('"')[0].count("M") == moves
    assert ("<circle" in drawing) == has_dot


@pytest.mark.parametrize("values", [(), (1.0,), (None, 1.0), (1.0, None, 2.0)])
def test_no_trend_is_drawn_through_lone_values(values):
    assert cards.sparkline(values) == ""


def test_signs_stand_before_numbers_that_are_not_zero():
    say = i18n.words("ko")
    assert rates.signed(say, 1234) == "+1,234"
    assert rates.signed(say, -0.44, decimals=1) == "-0.4"
    assert rates.signed(say, -0.04, decimals=1) == "0"


def test_a_chart_of_changes_has_zero_and_round_numbers_on_its_axis():
    rows = pd.DataFrame({"name": ["a"], "value": [5.0], "low": [2.0], "high": [9.0],
                         "text": [""], "hover": [""], "is_chosen": [False]})  # fmt: skip
    axis = charts.intervals(rows, ticks=None, ends=None, height=90, suffix="%p").layout.xaxis
    assert list(axis.ticktext) == ["0", "+2%p", "+4%p", "+6%p", "+8%p"]
    empty = charts.intervals(rows.head(0), ticks=None, ends=None, height=90)
    assert list(empty.layout.xaxis.ticktext) == ["0"]


def test_every_ordinal_of_english():
    words = i18n.words("en")
    with (i18n.LOCALES / "en" / "LC_MESSAGES" / "overview.po").open("rb") as file:
        assert pofile.read_po(file)["overview.nth"].string == "{n}th"
    assert words("overview.third", n=23) == "23rd"


@pytest.mark.parametrize(("dongs", "is_beside_ranks"), [(14, True), (15, False)])
def test_the_list_of_dongs_leaves_the_ranks_where_many_take_the_room(
    data, page, dongs, is_beside_ranks
):
    beds.publish(data, gu_count=1, dong_count=dongs)
    (column,) = (
        part
        for part in page("overview").columns
        if any(box.key == "control_dong" for box in part.selectbox)
    )
    assert bool(column.get("plotly_chart")) == is_beside_ranks
