"""The app as Streamlit runs it: every state of the coverage page, and every bad address."""

import re
from datetime import date

import pytest

from dashboard import data as published
from pipelines.errors import InputError, NotBuiltError
from tests.dashboard import beds


def text_of(app):
    """Everything the page says in words."""
    parts = [*app.header, *app.markdown, *app.caption, *app.warning, *app.info, *app.subheader]
    return "\n".join(part.value for part in parts)


def address_of(app):
    """The address as one value a name."""
    return {
        name: values if isinstance(values, str) else values[0]
        for name, values in app.query_params.items()
    }


def figures(app):
    return {metric.label: metric.value for metric in app.metric}


def test_the_page_opens_in_korean_on_the_latest_month_of_the_whole_city(bed, page):
    app = page()
    assert not app.exception
    assert app.header[0].value == "아직 만나지 못한 위기가구는 어디에 있습니까?"
    assert figures(app)["위기가구"] == "3,330가구"
    assert "가상 자료" in text_of(app)
    assert address_of(app) == {
        "deployment": beds.DEPLOYMENT, "release": "internal", "gu": "all", "dong": "none",
        "month": "2018-12", "measure": "coverage_rate", "lang": "ko",
        "classes": "quantile", "maps": "one",
    }  # fmt: skip


def test_a_link_reopens_exactly_its_view(bed, page):
    address = {
        "deployment": beds.DEPLOYMENT, "release": "open", "gu": "26120",
        "dong": beds.dong_code(1, 3), "month": "2018-10", "measure": "coverage_gap_count",
        "lang": "en", "classes": "natural",
    }  # fmt: skip
    app = page(**address)
    assert not app.exception
    assert not app.warning
    assert address_of(app) == address
    assert app.selectbox(key="control_gu").value == "26120"
    assert app.selectbox(key="control_dong").value == beds.dong_code(1, 3)
    assert figures(app)["Households at risk"] == "70 households"


def test_a_gu_narrows_the_dongs_and_lets_go_of_one_outside(bed, page):
    app = page(dong=beds.dong_code(0, 1))
    assert figures(app)["위기가구"] == "50가구"
    app.selectbox(key="control_gu").set_value("26130").run()
    assert address_of(app)["gu"] == "26130"
    assert address_of(app)["dong"] == "none"
    assert len(app.selectbox(key="control_dong").options) == 1 + beds.DONGS_A_GU
    assert figures(app)["위기가구"] == "1,110가구"


def test_a_gu_keeps_a_dong_of_its_own(bed, page):
    app = page(dong=beds.dong_code(2, 1))
    app.selectbox(key="control_gu").set_value("26130").run()
    assert address_of(app)["dong"] == beds.dong_code(2, 1)


def test_month_and_measure_change_the_view_and_the_address(data, page):
    def growing(gu, dong, month):
        return 900, 100 * (month + 1), 10

    beds.publish(data, growing, gu_count=1, dong_count=1)
    app = page()
    assert figures(app)["위기가구"] == "300가구"
    app.selectbox(key="control_month").set_value("2018-11").run()
    assert figures(app)["위기가구"] == "200가구"
    app.selectbox(key="control_measure").set_value("coverage_gap_count").run()
    assert address_of(app)["month"] == "2018-11"
    assert "190가구" in text_of(app)


def test_english_keeps_the_view(bed, page):
    app = page(gu="26110", month="2018-11")
    app.segmented_control(key="control_lang").set_value("en").run()
    assert not app.exception
    assert app.header[0].value == "Where are the households not yet reached?"
    assert address_of(app)["gu"] == "26110"
    assert address_of(app)["month"] == "2018-11"
    assert "Garam-gu" in app.selectbox(key="control_gu").options


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("name", "value", "falls_back_to"),
    [
        ("gu", "99999", "all"),
        ("gu", "__import__('os').system('true')", "all"),
        ("dong", "2611099999", "none"),
        ("month", "2013-02", "2018-12"),
        ("month", "2018-12-01", "2018-12"),
        ("measure", "household_id", "coverage_rate"),
        ("deployment", "../../etc/passwd", beds.DEPLOYMENT),
        ("release", "raw", "internal"),
    ],
)
def test_a_bad_value_falls_back_with_a_sentence(bed, page, language, name, value, falls_back_to):
    app = page(**{name: value, "lang": language})
    assert not app.exception
    assert address_of(app)[name] == falls_back_to
    (sentence,) = app.warning
    assert value not in sentence.value


def test_many_bad_values_share_one_box(bed, page):
    app = page(gu="99999", month="2013-02", measure="household_id")
    (box,) = app.warning
    assert [line[:2] for line in box.value.splitlines()] == ["- "] * 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotBuiltError("No table. Run `dabokdong run`."), "dabokdong run을 실행한 뒤"),
        (NotBuiltError("None. Run `dabokdong estimate`."), "추정 결과가 아직 없습니다"),
        (InputError("There is no Dong."), "오류가 발생했습니다"),
    ],
)
def test_an_error_is_told_in_the_language_of_the_page(bed, page, monkeypatch, caplog, error, said):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(published, "months", fail)
    app = page()
    (box,) = app.error
    assert said in box.value
    assert str(error) not in box.value
    assert str(error) in caplog.text


def test_an_unknown_language_falls_back_to_korean(bed, page):
    app = page(lang="<script>")
    assert len(app.warning) == 1
    assert app.header[0].value.startswith("아직")


def test_a_dong_of_another_gu_is_a_bad_value(bed, page):
    app = page(gu="26120", dong=beds.dong_code(0, 0))
    assert len(app.warning) == 1
    assert address_of(app)["dong"] == "none"


def test_the_doubt_is_gone_after_the_next_step(bed, page):
    app = page(gu="99999")
    app.selectbox(key="control_month").set_value("2018-11").run()
    assert not app.warning


def hidden(gu, dong, month):
    """Every third Dong is hidden."""
    return (900, None, None) if dong % 3 == 0 else beds.usual(gu, dong, month)


def test_away_from_this_machine_there_is_the_open_release_alone(data, page):
    beds.publish(data, open_numbers=hidden)
    app = page(is_local=False)
    assert address_of(app)["release"] == "open"
    assert "control_release" not in [control.key for control in app.segmented_control]
    assert "공개용" in text_of(app)
    assert "노출을 막으려고 가린 12개 동" in text_of(app)


def test_away_from_this_machine_a_link_to_the_internal_release_shows_the_open_one(data, page):
    beds.publish(data, open_numbers=hidden)
    app = page(is_local=False, release="internal", dong=beds.dong_code(0, 0))
    assert len(app.warning) == 1
    assert address_of(app)["release"] == "open"
    assert set(figures(app).values()) == {"비공개"}


def test_the_switch_goes_to_the_open_release_and_back(data, page):
    beds.publish(data, open_numbers=hidden)
    app = page(dong=beds.dong_code(0, 0))
    assert figures(app)["위기가구"] == "40가구"
    app.segmented_control(key="control_release").set_value("open").run()
    assert figures(app)["위기가구"] == "비공개"
    app.segmented_control(key="control_release").set_value("internal").run()
    assert figures(app)["위기가구"] == "40가구"


@pytest.mark.parametrize(
    "numbers",
    [
        (900, 100, 50),  # all equal
        (900, 0, 0),  # nobody at risk
        (0, 0, 0),  # nobody at all
        (900, 100, 0),  # nobody reached
        (900, 100, 100),  # all reached
        (900, None, None),  # all hidden
        (900, 40, None),  # hidden in part
    ],
)
@pytest.mark.parametrize(
    ("gu_count", "dong_count", "measure"),
    [(1, 1, "coverage_rate"), (2, 3, "coverage_rate"), (2, 3, "coverage_gap_count")],
)
def test_degenerate_data_stay_readable(data, page, numbers, measure, gu_count, dong_count):
    beds.publish(data, lambda *_: numbers, gu_count=gu_count, dong_count=dong_count)
    app = page(measure=measure)
    assert not app.exception
    assert not app.error
    assert all(value for value in figures(app).values())
    assert "nan" not in text_of(app).lower()
    assert "<NA>" not in text_of(app)


def test_a_month_without_data_says_so_and_what_to_do(data, page):
    beds.publish(data, covered_months=(date(2018, 10, 1),))
    app = page()
    assert not app.exception
    assert "다른 달을 고르세요" in text_of(app)
    assert set(figures(app).values()) == {"자료 없음"}


def test_an_empty_installation_says_what_to_do_in_both_languages(data, page):
    app = page()
    assert not app.exception
    assert [info.value.count("dabokdong demo") for info in app.info] == [1, 1]


def test_two_deployments_are_switched_at_the_top(bed, page):
    beds.publish(bed, gu_count=1, dong_count=2, deployment="suseong_dodream")
    app = page(gu="26120", dong=beds.dong_code(1, 1))
    app.selectbox(key="control_deployment").set_value("suseong_dodream").run()
    assert not app.exception
    assert not app.warning
    assert address_of(app)["gu"] == "all"
    assert len(app.selectbox(key="control_dong").options) == 1 + 2


def test_names_from_files_are_never_markup(data, page, monkeypatch):
    monkeypatch.setattr(beds, "GU_KO", ["[라](http://x)<b>구", "$나$구", "다_솜_군"])
    beds.publish(data)
    app = page(gu="26110")
    assert not app.exception
    assert r"\[라\]" in text_of(app)
    assert not re.search(r"(?<!\\)(\[라|<b>)", text_of(app))


def test_what_another_page_left_behind_makes_no_noise(bed, page):
    app = page()
    # as a page with other measures would leave it; the address of a page just opened is empty
    app.session_state["view"]["measure"] = "visit_count"
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert not app.warning
    assert address_of(app)["measure"] == "coverage_rate"
