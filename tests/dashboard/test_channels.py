"""The page of channels: what it says of full, tiny, empty and hidden data, and of silence."""

import re
from datetime import date

import pandas as pd
import pytest
from pandas.api.types import is_numeric_dtype

from dashboard import classes, filters, takeaway
from dashboard import data as published
from dashboard.channels import rows, tables
from dashboard.i18n import words
from dashboard.period import Period, up_to, within
from dashboard.takeaway import files
from pipelines.schema import VOCABULARIES
from tests.dashboard import beds
from tests.dashboard.test_page import address_of, text_of

CODES = VOCABULARIES["report_channel"].codes
NUMBERS = ("report_count", "known_household_count", "followed_up_count", "newly_found_count",
           "follow_up_day_sum", "confirmed_count", "reported_household_count",
           "sole_channel_count", "refused_count", "first_visit_count",
           "first_visit_day_sum")  # fmt: skip


def reports(dong_count, counts, gu_count=1, months=beds.MONTHS, is_complete=True):
    """Reports by Dong, Gu and city; `counts` gives (channel, report_count) for a Dong number.

    Of n reports n name a household, n / 2 are confirmed, all are visited after 3 days, nobody
    refuses, and all households are new and first visited
    after 5 days.
    """
    found = [
        (beds.dong_code(gu, dong), month, channel, n)
        for gu in range(gu_count) for dong in range(dong_count) for month in months
        for channel, n in counts(dong)
    ]  # fmt: skip
    frame = pd.DataFrame(found, columns=["dong_code", "month", "report_channel", "report_count"])
    n = frame["report_count"]
    values = (n, n, n, n, 3 * n, n // 2 if is_complete else None, n, n, 0 if is_complete else None,
              n, 5 * n)  # fmt: skip
    frame = frame.assign(
        **dict(zip(NUMBERS, values, strict=True)), gu_code=frame["dong_code"].str[:5]
    )
    made = {}
    for place, keys in (("dong", ["dong_code", "gu_code"]), ("gu", ["gu_code"]), ("city", [])):
        table = frame.groupby([*keys, "month", "report_channel"], as_index=False)[[*NUMBERS]].sum()
        if not is_complete:
            table[["confirmed_count", "refused_count"]] = None
        made[f"reports_by_{place}_month"] = table
        total = frame.groupby([*keys, "month"], as_index=False)["report_count"].sum()
        made[f"activity_by_{place}_month"] = total
    flags = pd.DataFrame({"month": list(months), "is_complete": is_complete})
    return made | {"flags_by_city_month": flags}


def one_silent(dong):
    """Landlords report from every Dong but the first, shops from all."""
    return [("shop_owner", 6)] if dong == 0 else [("shop_owner", 6), ("landlord", 2)]


def much_need(gu, dong, month):
    """The first Dong has much the most households at risk."""
    return 900, 90 if dong == 0 else 30, 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Busan: `one_silent`, in the open release all hidden. Suseong: no outcome window is over."""
    folder = tmp_path_factory.mktemp("channels")
    made = reports(3, one_silent)
    hidden = {
        name: table.assign(**dict.fromkeys(set(NUMBERS) & set(table), None), is_suppressed=True)
        for name, table in made.items()
    }
    beds.publish(folder, much_need, gu_count=1, dong_count=3, tables=made, open_tables=hidden)
    early = reports(2, lambda dong: [("landlord", 4)], is_complete=False)
    beds.publish(folder, gu_count=1, dong_count=2, tables=early, deployment="suseong_dodream")
    return folder


@pytest.fixture
def city(data, folder, monkeypatch):
    """That folder in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


def readable(app):
    """What the page says; no error, and no number that is none, in words, figures or tables."""
    assert not app.exception
    assert not app.error
    cells = [
        str(cell)
        for table in app.dataframe
        for name in table.value
        if not is_numeric_dtype(table.value[name])
        for cell in table.value[name]
    ]
    said = " ".join([text_of(app), *cells, *[metric.value for metric in app.metric]])
    for bad in ("nan", "NaN", "None", "<NA>", "NaT"):
        assert not re.search(rf"\b{bad}\b", said), bad
    return said


def test_it_says_who_reports_most_and_who_is_silent(city, page):
    app = page("channels", channel="landlord")
    said = readable(app)
    # 3 Dongs x 3 months: shops 54, landlords 12 of 66
    assert "제보 66건 가운데 상점 주인 제보가 82%로 가장 많습니다" in said
    assert "임대인 제보가 한 건도 없던 동은 1곳입니다" in said
    named = app.dataframe[1].value
    assert named["dong_name"].tolist() == ["가람1동"]
    assert named[["at_risk_count", "median_at_risk"]].to_numpy().tolist() == [[90, 30]]


def test_the_table_has_every_channel_with_its_group_and_measures(city, page):
    app = page("channels", lang="en", measure="days_to_follow_up")
    readable(app)
    table = app.dataframe[0].value.set_index("channel")
    assert len(table) == len(CODES)
    shops = table.loc["Shop owner"]
    assert (shops["group"], shops["report_count"], shops["confirmed_count"]) == ("Shops", 54, 27)
    # the table shows rates in per cent
    assert (shops["confirmed_rate"], shops["days_to_follow_up"]) == (50, 3)
    assert (shops["first_visit_count"], shops["days_to_first_visit"]) == (54, 5)
    assert table.loc["Landlord", "silent_dong_count"] == 1
    assert table.loc["Self or family", "report_count"] == 0


def test_a_month_and_a_dong_stand_for_themselves(city, page):
    view = {"period": "month", "month": "2018-11", "gu": "26110", "dong": beds.dong_code(0, 0)}
    app = page("channels", **view)
    assert "가람구 가람1동에 들어온 제보 6건 가운데 상점 주인 제보가 100%" in readable(app)
    assert {name: address_of(app)[name] for name in view} == view


def test_outcomes_wait_for_their_window(city, page):
    app = page(
        "channels", deployment="suseong_dodream", channel="landlord", measure="confirmed_rate"
    )
    assert "확인 기간이 아직 끝나지 않아 위기 확인과 거부를 알 수 없습니다" in readable(app)
    landlords = app.dataframe[0].value.set_index("channel").loc["임대인"]
    assert landlords["report_count"] == 24
    assert pd.isna(landlords["confirmed_count"])
    assert "확인 기간이 끝나지 않음" in landlords["note"]


def test_hidden_numbers_are_neither_zero_nor_silence(city, page):
    app = page("channels", release="open", channel="landlord")
    said = readable(app)
    assert "제보 수는 노출을 막으려고 가렸습니다" in said
    assert "가려낼 수 없습니다" in said
    assert "임대인 제보가 한 건도 없던 동" not in said
    table = app.dataframe[0].value
    assert table["report_count"].isna().all()
    assert set(table["note"]) == {"비공개"}
    assert "silent_dong_count" not in table


def test_no_data_are_no_zeros(data, page):
    empty = {name: table.iloc[:0] for name, table in reports(1, one_silent).items()}
    beds.publish(data, gu_count=1, dong_count=1, tables=empty)
    app = page("channels")
    assert "제보 자료가 없습니다" in readable(app)
    assert app.dataframe[0].value["report_count"].isna().all()
    assert set(app.dataframe[0].value["note"]) == {"자료 없음"}


def test_one_dong_without_a_report_says_so(data, page):
    beds.publish(data, gu_count=1, dong_count=1, tables=reports(1, lambda dong: [("self", 0)]))
    assert "들어온 제보가 없습니다" in readable(page("channels"))


def test_the_filled_city_is_readable(data, page):
    beds.publish(data, gu_count=2, dong_count=2)  # filled: windows not over, all else there
    app = page("channels", gu="26110", measure="refused_count")
    assert "가람구에 들어온 제보" in readable(app)


def test_a_period_ends_with_the_month_and_begins_with_the_data():
    known = [date(2017, month, 1) for month in range(7, 13)] + [
        date(2018, month, 1) for month in range(1, 13)
    ]
    assert up_to(date(2018, 12, 1), "year", known) == Period(date(2018, 1, 1), date(2018, 12, 1))
    early = up_to(date(2017, 9, 1), "year", known)
    assert (early.first, early.count) == (date(2017, 7, 1), 3)
    assert up_to(date(2017, 9, 1), "month", known).count == 1
    assert within(early, known[:2]) == Period(date(2017, 7, 1), date(2017, 8, 1))
    assert within(early, known[6:]) is None


def test_a_period_is_told_in_the_words_of_the_language():
    year = Period(date(2018, 1, 1), date(2018, 12, 1))
    assert year.text(words("ko")) == "2018년 1월~12월"
    assert year.text(words("en")) == "January to December 2018"
    assert year.text(words("en"), is_short=True) == "Jan to Dec 2018"
    across = Period(date(2017, 7, 1), date(2018, 6, 1))
    assert across.text(words("en")) == "July 2017 to June 2018"


def test_one_word_names_the_period_on_every_page_that_has_one(city, page):
    for name in ("channels", "case_flow", "resources"):
        app = page(name, period="fiscal", lang="en")
        assert address_of(app)["period"] == "fiscal"
        assert not [told.value for told in app.warning]


def test_dark_is_many_reports_and_none_is_pale():
    breaks = classes.round_breaks(pd.Series([0.0, 3.0, 90.0]), is_whole=True)
    pale, *_, dark = breaks.colours(is_more_worse=rows.MEASURES["report_count"])
    assert (pale, dark) == (classes.RAMP[0], classes.RAMP[-1])


def test_files_carry_the_choices_of_the_page(city, page, monkeypatch):
    offered = []
    monkeypatch.setattr(takeaway.offering, "_menu", lambda package, *_: offered.append(package))
    page("channels", channel="landlord", measure="days_to_first_visit", period="month")
    assert [(own.name, own.code, own.text) for own in offered[0].choices] == [
        ("measure", "days_to_first_visit", "첫 방문까지 일수"),
        ("channel", "landlord", "임대인"),
        ("period", "month", "고른 달"),
    ]
    name = files.name(offered[0], None, "pdf")
    assert "_days_to_first_visit_channel-landlord_period-month_internal_ko_" in name


def test_every_rate_is_made_of_the_counts_beside_it(data):
    """Twelve months of 6 reports, half confirmed; the windows of the last three are not over."""
    months = tuple(date(2018, n, 1) for n in range(1, 13))
    made = reports(1, lambda dong: [("shop_owner", 6)], months=months)
    over = pd.Series(months) < date(2018, 10, 1)
    made["flags_by_city_month"]["is_complete"] = over
    for place in ("dong", "gu", "city"):
        table = made[f"reports_by_{place}_month"]
        table[["confirmed_count", "refused_count"]] = (
            table[["confirmed_count", "refused_count"]].astype("Int64").where(
                table["month"] < date(2018, 10, 1)
            )
        )  # fmt: skip
    beds.publish(data, gu_count=1, dong_count=1, months=months, tables=made)
    info = published.build(beds.DEPLOYMENT)
    scope = filters.Scope(beds.DEPLOYMENT, "internal", "ko", ("internal",), published.deployments())
    selection = filters.Selection(scope, months[-1], None, None, "confirmed_rate")
    sheet = tables.by_channel(rows.load(selection, info, channel="shop_owner", length="year"))
    shops = sheet.frame.set_index("channel").loc["상점 주인"]
    assert shops["known_household_count"] == 12 * 6
    assert (shops["confirmable_count"], shops["confirmed_count"]) == (9 * 6, 9 * 3)
    assert shops["confirmed_rate"] == shops["confirmed_count"] / shops["confirmable_count"]
    assert shops["sole_channel_rate"] == (
        shops["sole_channel_count"] / shops["reported_household_count"]
    )
    dated = {name for name, label in sheet.labels.items() if "9월" in label}
    assert dated == {"confirmable_count", "confirmed_count", "confirmed_rate", "refused_count"}
