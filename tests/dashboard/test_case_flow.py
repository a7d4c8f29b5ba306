"""The never-twice board: stages, queues, balances and workers of full, tiny and hidden data."""

import re
from datetime import date

import pandas as pd
import pytest

from dashboard import charts, filters
from dashboard import data as published
from dashboard.case_flow import rows, tables
from tests.dashboard import beds
from tests.dashboard.test_channels import readable
from tests.dashboard.test_page import address_of, figures

MONTHS = tuple(date(2018, month, 1) for month in (6, 7, 12))
STAGES = ("flagged_count", "contacted_count", "visited_count", "journey_linked_count",
          "journey_supported_count")  # fmt: skip
PLACES = {"dong": ["dong_code", "gu_code"], "gu": ["gu_code"], "city": []}


def by_every_place(subject, frame, keys):
    """The same numbers by Dong, by Gu and for all; a count that is unknown stays so."""
    numbers = [name for name in frame if name not in ("dong_code", "gu_code", *keys)]
    return {
        f"{subject}_by_{place}_month": frame.groupby([*own, *keys], as_index=False)[numbers].sum(
            min_count=1
        )
        for place, own in PLACES.items()
    }


def journeys():
    """Two Dongs. June: 10 flagged each, 8 tried, 6 met, 4 served, 2 still so, 3 got nothing.

    In July support is not known yet, in December nothing is. Half had a general case, none an
    intensive one, half none at all.
    """
    known = {6: 5, 7: 4, 12: 1}
    rows = []
    for code in (beds.dong_code(0, 0), beds.dong_code(0, 1)):
        for month in MONTHS:
            for track in ("general", "intensive", "none"):
                share = 0 if track == "intensive" else 1
                stages = [n * share if place < known[month.month] else None
                          for place, n in enumerate((5, 4, 3, 2, 1))]  # fmt: skip
                nothing = None if month.month == 12 else 3 if track == "none" else 0
                days = None if month.month == 12 else 8 * share
                rows.append((code, code[:5], month, track, *stages, nothing, days))
    columns = ["dong_code", "gu_code", "month", "journey_track", *STAGES, "nothing_count",
               "first_attempt_day_sum"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[4:], "Int64"))
    flags = frame.drop(columns="journey_track")
    made = by_every_place("journeys", frame, ["month", "journey_track"])
    made |= by_every_place("flags", flags, ["month"])
    return {
        name: table.assign(
            is_complete=table["month"] < MONTHS[2],
            nothing_rate=table["nothing_count"].astype(float)
            / table["flagged_count"].astype(float),
        )
        for name, table in made.items()
    }


def queues():
    """Every month and Dong: 10 flagged, 4 again, 1 with nothing between, 3 not tried, 2 not met."""
    rows = [
        (code, code[:5], month, 10, 4, 1, 3, 2, 0)
        for code in (beds.dong_code(0, 0), beds.dong_code(0, 1)) for month in MONTHS
    ]  # fmt: skip
    columns = ["dong_code", "gu_code", "month", "flagged_count", "repeat_flag_count",
               "repeat_unserved_count", "untried_count", "no_contact_count",
               "missing_address_count"]  # fmt: skip
    made = by_every_place("queues", pd.DataFrame(rows, columns=columns), ["month"])
    return {name: table.assign(repeat_flag_rate=0.4) for name, table in made.items()}


def cases(start=6):
    """In each Dong general 6 + 3 + 0 - 1 - 1 = 7 and intensive 0 + 0 + 1 - 0 - 0 = 1."""
    rows = []
    for code in (beds.dong_code(0, 0), beds.dong_code(0, 1)):
        for month in MONTHS:
            rows += [(code, code[:5], month, "general", start, 3, 0, 1, 1, 7),
                     (code, code[:5], month, "intensive", 0, 0, 1, 0, 0, 1)]  # fmt: skip
    columns = ["dong_code", "gu_code", "month", "case_track", "open_start_count", "opened_count",
               "transferred_in_count", "closed_count", "transferred_out_count",
               "open_end_count"]  # fmt: skip
    return by_every_place("case_flow", pd.DataFrame(rows, columns=columns), ["month", "case_track"])


def first_visits():
    """Two households a month and Dong, first visited 3 and 7 days after their first report."""
    rows = [
        (code, code[:5], month, 2, 3 + 7)
        for code in (beds.dong_code(0, 0), beds.dong_code(0, 1)) for month in MONTHS
    ]  # fmt: skip
    columns = ["dong_code", "gu_code", "month", "first_visit_count", "first_visit_day_sum"]
    made = by_every_place("first_visits", pd.DataFrame(rows, columns=columns), ["month"])
    return {name: table.assign(days_to_first_visit=5.0) for name, table in made.items()}


def staff():
    """Two officials in the first Dong, no record of the second."""
    row = (beds.dong_code(0, 0), "26110", MONTHS[2], "dong", "official", 2, 2.0)
    columns = ["dong_code", "gu_code", "month", "level", "role", "headcount", "fte"]
    return by_every_place("staff", pd.DataFrame([row], columns=columns), ["month", "level", "role"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Busan as drawn above, hidden in the open release. Suseong: cases that do not close."""
    folder = tmp_path_factory.mktemp("case_flow")
    made = journeys() | queues() | cases() | staff() | first_visits()
    closures = {name.replace("journeys", "closures"): pd.DataFrame() for name in made
                if name.startswith("journeys")}  # fmt: skip
    kept = {"dong_code", "gu_code", "month", "journey_track", "case_track", "is_complete",
            "level", "role", "headcount", "fte"}  # fmt: skip
    hidden = {
        name: table.assign(**dict.fromkeys(set(table) - kept, None), is_suppressed=True)
        for name, table in made.items()
    }
    city = {"gu_count": 1, "dong_count": 2, "months": MONTHS}
    beds.publish(folder, tables=made | closures, open_tables=hidden, **city)
    wrong = journeys() | queues() | cases(start=9) | staff()
    beds.publish(folder, tables=wrong | closures, deployment="suseong_dodream", **city)
    return folder


@pytest.fixture
def city(data, folder, monkeypatch):
    """That folder in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


def test_the_headline_follows_the_months_whose_windows_are_over(city, page):
    app = page("case_flow")
    said = readable(app)
    # June alone has had its support check: 20 flagged, 6 got nothing
    assert "2018년 6월 부산 다복동에 접수된 20가구" in said
    assert "30%는 확인 기간 안에 아무 조치도 받지 못했고, 40%는" in said
    assert "447만명 가운데 58%가 아무것도 받지 못했고 60%가 두 번 이상" in said
    assert "사업 구상 문서. 처음 발표한 자료는 밝히지 않음." in said
    # tried: 16 of 20, after 32 days together; 16 open cases, one Dong's two officials
    assert list(figures(app).values()) == ["30.0%", "40.0%", "2일", "5일", "8건"]


def table(app, name):
    """The table behind a tab."""
    return next(found.value for found in app.dataframe if name in found.value)


def test_the_stages_stand_with_their_shares_for_every_track(city, page):
    app = page("case_flow", lang="en", track="none")
    readable(app)
    stages = table(app, "previous_share").set_index(["track", "stage"])
    together = stages.loc["All together"]
    assert together["household_count"].tolist() == [20, 16, 12, 8, 4]
    assert together["flagged_share"].tolist() == pytest.approx([100, 80, 60, 40, 20])
    assert together["previous_share"].tolist()[1:] == pytest.approx([80, 75, 200 / 3, 50])
    assert stages.loc["No case", "household_count"].tolist() == [10, 8, 6, 4, 2]
    assert stages.loc["Intensive case", "household_count"].tolist() == [0] * 5
    assert address_of(app)["track"] == "none"


def test_every_header_names_the_months_that_it_speaks_of(city):
    """June alone is followed; queues and cases are those of December; first visits of the year."""
    scope = filters.Scope(beds.DEPLOYMENT, "internal", "en", ("internal",), published.deployments())
    selection = filters.Selection(scope, MONTHS[2], None, None, "nothing_rate")
    flow = rows.load(selection, published.build(beds.DEPLOYMENT), track="all", length="year")
    sheet = tables.by_dong(flow, rows.by_dong(flow))
    for name, months in (("flagged_count", "Jun 2018"), ("nothing_rate", "Jun 2018"),
                         ("repeat_flag_rate", "Jun 2018"), ("untried_count", "Dec 2018"),
                         ("open_end_count", "Dec 2018"),
                         ("days_to_first_visit", "Jun to Dec 2018")):  # fmt: skip
        assert sheet.labels[name].endswith(f" · {months}"), name
    # two households in each of three months, after 3 and 7 days
    assert sheet.frame[["first_visit_count", "days_to_first_visit"]].to_numpy().tolist() == [
        [6, 5], [6, 5],
    ]  # fmt: skip


def test_a_month_that_is_not_over_is_said_not_to_be(city, page):
    app = page("case_flow", period="month", month="2018-12")
    said = readable(app)
    assert "확인 기간이 아직 끝나지 않아 결과를 알 수 없습니다" in said
    assert list(figures(app).values())[:2] == ["확인 기간이 끝나지 않음", "40.0%"]
    stages = table(app, "previous_share")
    assert stages["household_count"].isna().tolist()[:5] == [False, True, True, True, True]
    assert "확인 기간이 끝나지 않음" in stages["note"].iloc[1]


def test_cases_close_on_screen(city, page):
    said = [caption.value for caption in page("case_flow").caption]
    general, intensive = said[:2]
    assert "12 + 6 + 0 − 2 − 2 = 14. 월말 진행 사례 14건과 같습니다." in general
    assert "0 + 0 + 2 − 0 − 0 = 2" in intensive
    # of the twelve months up to December: three with data
    assert re.search(r"받음 6건, 보냄 0건", intensive)


def test_a_balance_that_does_not_close_is_said_so(city, page):
    app = page("case_flow", deployment="suseong_dodream")
    general = app.caption[0].value
    assert "18 + 6 + 0 − 2 − 2 = 20. 월말 진행 사례 14건과 다릅니다" in general


def test_a_queue_and_the_workers_stand_by_dong(city, page):
    app = page("case_flow", measure="untried_count", gu="26110", dong=beds.dong_code(0, 1))
    readable(app)
    dongs = table(app, "dong_name").set_index("dong_name")
    assert dongs["untried_count"].tolist() == [3, 3]
    assert dongs.loc["가람1동", "cases_per_fte"] == 4
    assert pd.isna(dongs.loc["가람2동", "cases_per_fte"])
    assert "인력 기록 없음" in dongs.loc["가람2동", "note"]
    assert list(figures(app).values())[4] == "인력 기록 없음"


def test_hidden_numbers_are_said_to_be_hidden_and_nothing_is_verified(city, page):
    app = page("case_flow", release="open")
    said = readable(app)
    assert "가구의 수는 노출을 막으려고 가렸습니다" in said
    assert "58%" in said
    assert all("검산하지 않습니다" in caption.value for caption in app.caption[:2])
    assert set(list(figures(app).values())[1:]) == {"비공개"}
    dongs = table(app, "dong_name")
    assert dongs["untried_count"].isna().all()
    assert all("일부 비공개" in note for note in dongs["note"])


def test_nothing_has_no_sign_in_the_balance(city, page):
    app = page("case_flow")
    flow = next(chart for chart in app.get("plotly_chart") if '"base"' in chart.proto.spec)
    assert '"+0"' not in flow.proto.spec
    assert '\u22120"' not in flow.proto.spec


def test_where_every_dong_is_hidden_the_gus_are_told_first(data, page):
    queue = queues()["queues_by_dong_month"]
    numbers = queue.columns.difference(["dong_code", "gu_code", "month"])
    hidden = queue.assign(**dict.fromkeys(numbers, None), is_suppressed=True)
    beds.publish(data, gu_count=2, dong_count=2, months=MONTHS, tables=queues(),
                 open_tables={"queues_by_dong_month": hidden})  # fmt: skip
    view = {"measure": "untried_count", "lang": "en"}
    told = "see the table by Gu below"
    assert told in readable(page("case_flow", release="open", **view))
    assert told not in readable(page("case_flow", **view))


def test_no_data_are_no_zeros(data, page):
    empty = {name: rows.iloc[:0] for name, rows in (journeys() | queues() | cases()).items()}
    beds.publish(data, gu_count=1, dong_count=1, months=MONTHS, tables=empty)
    app = page("case_flow")
    assert "접수 자료가 없습니다" in readable(app)
    assert set(table(app, "dong_name")["note"]) == {"자료 없음"}


def test_nobody_flagged_is_a_sentence(data, page):
    counts = [*STAGES, "nothing_count", "first_attempt_day_sum"]
    nobody = {
        name: rows.assign(**dict.fromkeys(counts, 0), nothing_rate=None, is_complete=True)
        for name, rows in journeys().items()
    }
    beds.publish(data, gu_count=2, dong_count=2, months=MONTHS, tables=nobody)
    app = page("case_flow", gu="26110")
    assert "접수된 가구가 없습니다" in readable(app)
    assert figures(app)["무조치 비율"] == "접수된 가구 없음"


def test_bars_begin_at_zero_and_say_what_has_no_length():
    rows = pd.DataFrame({"label": ["a", "b"], "value": [4.0, None], "text": ["4", "hidden"],
                         "hover": ["", ""], "is_strong": [True, False]})  # fmt: skip
    figure = charts.bars(rows, room=0.5)
    (bar,) = figure.data
    assert list(bar.x) == [4, 0]
    assert list(bar.text) == ["4", "hidden"]
    assert list(bar.marker.opacity) == [1, charts.PALE]
    assert tuple(figure.layout.xaxis.range) == (0, 6)


def test_small_charts_share_one_scale_and_break_where_hidden():
    months = list(pd.date_range("2018-01-01", periods=2, freq="MS"))
    points = pd.DataFrame({"panel": ["a", "a", "b", "b"], "month": months * 2,
                           "value": [1.0, None, 5.0, 6.0], "text": list("wxyz")})  # fmt: skip
    figure = charts.small_multiples(
        points, {"a": "A", "b": "B"}, is_rate=False, strong="b", columns=2
    )
    assert [line.connectgaps for line in figure.data] == [False, False]
    assert (figure.layout.xaxis2.matches, figure.layout.yaxis2.matches) == ("x", "y")
    assert [note.text for note in figure.layout.annotations] == ["A", "<b>B</b>"]
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]


def test_a_flow_begins_where_the_one_before_ended():
    steps = pd.DataFrame({"label": list("abc"), "value": [5.0, -2.0, 3.0], "base": [0.0, 5.0, 0.0],
                          "text": list("xyz"), "hover": list("xyz"),
                          "is_stock": [True, False, True]})  # fmt: skip
    figure = charts.stock_and_flow(steps)
    (bar,) = figure.data
    assert (list(bar.base), list(bar.y)) == ([0, 5, 0], [5, -2, 3])
    assert figure.layout.yaxis.range[0] == 0


def test_six_names_fit_beside_each_other_under_a_balance():
    names = ["Open at start", "Opened", "이관 보냄"]
    steps = pd.DataFrame({"label": names, "value": 1.0, "base": 0.0, "text": "x", "hover": "x",
                          "is_stock": True})  # fmt: skip
    axis = charts.stock_and_flow(steps).layout.xaxis
    assert list(axis.tickvals) == names
    assert list(axis.ticktext) == ["Open at<br>start", "Opened", "이관<br>보냄"]
