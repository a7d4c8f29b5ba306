"""The budget balance: its sentence, map, charts, claims and tables, of a drawn city."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard import classes, filters
from dashboard import data as dashboard_data
from dashboard.budget import (
    claim,
    drawn,
    flows,
    headline,
    lettering,
    on_map,
    pictures,
    rows,
    tables,
    taking,
)
from dashboard.takeaway import files, plots
from tests.dashboard import beds
from tests.dashboard.budgeted import budgets
from tests.dashboard.estimated import estimates
from tests.dashboard.test_channels import readable
from tests.dashboard.test_page import address_of, figures

CITY = {"gu_count": 2, "dong_count": 3}
FIRST, SECOND, THIRD = (beds.dong_code(0, dong) for dong in range(3))
UNKNOWN = beds.dong_code(1, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Busan as drawn; Suseong without a balance."""
    folder = tmp_path_factory.mktemp("budget")
    beds.publish(folder, tables=estimates() | budgets(), **CITY)
    beds.publish(folder, deployment="suseong_dodream", **(CITY | {"gu_count": 1}))
    return folder


@pytest.fixture
def city(data, folder, monkeypatch):
    """That folder in use."""
    monkeypatch.setenv("DABOKDONG_DATA", str(folder))


def loaded(*, language="ko", measure=rows.IMBALANCE, gu=None, dong=None, year=2018, money="public",
           level="dong"):  # fmt: skip
    """The balance of a selection, without a page."""
    scope = filters.Scope(beds.DEPLOYMENT, "internal", language, ("internal", "open"),
                          dashboard_data.deployments())  # fmt: skip
    info = dashboard_data.build(beds.DEPLOYMENT)
    selection = filters.Selection(scope, beds.MONTHS[-1], gu, dong, measure)
    return rows.load(selection, info, rows.Asked(year, money, level))


def test_it_says_how_much_lies_elsewhere_and_who_is_shortest(city, page):
    said = readable(page("budget_balance"))
    # 60 of the 200 in known need, and 30 of their 200 million: short by 30, by 18 to 42 within
    # a fifth of need to either side
    assert (
        "부산 다복동 전체, 2018 회계연도(공공 재원)\\: 예산의 15.0%(3,000만 원)가 필요한 곳이 "
        "아닌 데 있고, 5개 동 가운데 1곳은 90% 구간을 감안해도 부족합니다. "
        "가장 부족한 곳\\: 가람구 가람1동, 3,000만 원(90% 구간\\: 부족 1,800만\\~4,200만 원)."
    ) in said


def test_its_address_and_figures_in_english_of_a_dong(city, page):
    app = page("budget_balance", lang="en", gu="26110", dong=FIRST, year="2018", money="public")
    said = readable(app)
    assert not app.warning
    assert address_of(app)["year"] == "2018"
    # inside its Gu: half of the need, a quarter of the 120 million
    assert "Garam-gu Garam 1-dong in fiscal year 2018\\: 50.0% of the need and 25.0%" in said
    assert "short by KRW 30 million" in said
    assert figures(app) == {
        "Need share": "50.0%",
        "Budget share": "25.0%",
        "Won per household at risk": "KRW 500,000",
        "Over or short": "KRW -30 million",
    }


def test_the_fiscal_year_is_the_chosen_months_until_one_is_chosen(city, page):
    app = page("budget_balance", month="2018-10")
    assert address_of(app)["year"] == "month"
    assert app.selectbox(key="control_year").options[0] == "고른 달의 해(2018년)"
    app.selectbox(key="control_year").set_value("2017").run()
    assert "2017 회계연도" in readable(app)


def test_private_money_is_counted_where_it_is_asked_for(city):
    # 6 million more in the second Dong, 4 in another: of 210 million the first needs 63
    with_private = loaded(money="with_private")
    assert with_private.rows.loc[FIRST, rows.IMBALANCE] == 30e6 - 0.3 * 210e6
    assert loaded().rows.loc[FIRST, rows.IMBALANCE] == 30e6 - 0.3 * 200e6


def test_a_dong_of_unknown_need_is_hatched_and_named_in_the_legend(city):
    view = on_map.map_view(loaded())
    assert view.fills[UNKNOWN] == "url(#hatch-undefined)"
    assert view.tips[UNKNOWN][1] == "수요 대비 과부족 수요를 알 수 없음"
    assert view.legend.rows[-1].label == "수요를 알 수 없음"
    assert view.legend.rows[-1].count == "1개 동"


def test_the_diverging_map_has_zero_in_its_middle(city):
    balance = loaded()
    breaks, colours = on_map.scale(balance)
    assert breaks.edges == tuple(-edge for edge in reversed(breaks.edges))
    assert len(breaks) == 5
    assert colours == classes.DIVERGING
    view = on_map.map_view(balance)
    assert view.fills[FIRST] == classes.DIVERGING[0]
    assert view.fills[SECOND] == classes.DIVERGING[-1]
    # as much as it needs, give or take: of the colour of zero, paler
    assert view.fills[THIRD] not in classes.DIVERGING
    assert view.legend.rows[2].paler == (view.fills[THIRD],)
    assert [row.label for row in view.legend.rows[:5:4]] == ["부족 1,500만~3,000만 원",
                                                             "초과 1,500만~3,000만 원"]  # fmt: skip


def test_signed_classes_mirror_each_other():
    assert classes.signed_breaks(pd.Series([-30.0, -4.0, 2.0, 11.0, 5.0])).edges == (
        -30, -10, -5, 5, 10, 30)  # fmt: skip
    assert classes.signed_breaks(pd.Series([0.0, 0.0])).edges == (0, 0)
    assert len(classes.signed_breaks(pd.Series([None, None], dtype=float))) == 0


def test_the_sequential_map_is_dark_where_there_is_least(city):
    view = on_map.map_view(loaded(measure=rows.PER_NEED))
    # 500,000 won for each household against 2 million
    assert view.legend.rows[0].fill == classes.RAMP[-1]
    assert view.tips[FIRST][1] == ("위기가구당 예산 50만 원 (90% 구간 41만 7,000~62만 5,000 원)")


def test_the_map_of_gu_goes_by_gu(city, page):
    view = on_map.map_view(loaded(level="gu", language="en"))
    assert set(view.fills) == {"26110", "26120"}
    assert view.legend.rows[0].count.endswith("Gu")
    app = page("budget_balance", by="gu", lang="en")
    assert "0 Gu of 2 Gu" not in readable(app)


def test_an_even_city_says_so(city):
    balance = loaded()
    even = balance.rows.assign(**{rows.IMBALANCE: 0.0, "imbalance_state": "unclear"})
    said = headline.headline(replace(balance, rows=even))
    assert said.startswith(
        "부산 다복동 전체, 2018 회계연도(공공 재원): 6개 동 모두에서 예산 비중이"
    )


def test_observed_need_is_said_to_be_observed(city):
    balance = loaded(language="en")
    observed = replace(balance, city=pd.Series({"need_basis": "observed"}))
    assert headline.headline(observed).endswith("need is the households at risk on record.")


def test_the_scatter_has_the_diagonal_and_an_interval_a_point(city):
    shown = pictures.scatter(loaded(gu="26110", dong=FIRST), height=300).figure
    diagonal, whiskers, dots = shown.data
    assert list(diagonal.x) == list(diagonal.y)
    assert dict(zip(dots.x, dots.y, strict=True))[0.5] == 0.25
    assert [end for end in whiskers.x if end is not None][:2] == [0.4, 0.6]
    assert list(dots.marker.size).count(13) == 1


def test_the_lorenz_curve_starts_with_the_worst_off(city):
    chart = pictures.lorenz(loaded(gu="26110", language="en"))
    curve = chart.figure.data[1]
    assert list(curve.x) == [0, 0.5, 0.75, 1]
    assert list(curve.y) == [0, 0.25, 0.5, 1]
    assert chart.sentences == ("The half of the households at risk that has least gets 25.0% of "
                               "the money.",)  # fmt: skip


def test_theil_of_every_year_is_between_and_within(city):
    chart = pictures.theil(loaded())
    between, within = chart.figure.data[:2]
    assert (list(between.x), list(within.x)) == ([0.03, 0.03], [0.05, 0.05])
    assert chart.figure.data[-1].text[0].strip() == "0.080 · 지니 0.210"
    of_gu = pictures.theil(loaded(gu="26110")).figure
    assert list(of_gu.data[0].x) == [0.04, 0.04]


def test_the_claims_of_2016_stand_beside_each_other(city):
    (said,) = claim.sentences(loaded(language="en"))
    assert said.startswith(
        "52 Dongs x USD 26,200 = USD 1,362,400, but the Master Plan is said to hold USD 1,140,000."
    )
    assert "the difference of USD 222,400 (20%)" in said


def test_another_programme_has_no_claims(city):
    balance = loaded()
    assert claim.sentences(replace(balance, info=replace(balance.info, deployment="x"))) == ()


def test_a_deployment_without_a_balance_says_what_to_run(city, page):
    said = readable(page("budget_balance", deployment="suseong_dodream", lang="en"))
    assert "has not been worked out" in said
    assert "dabokdong estimate -d suseong" in said.replace("\\", "")


def test_the_tables_hold_what_the_map_shows(city):
    made = tables.every(loaded())
    assert list(made) == ["places", "gus", "years"]
    first = made["places"].frame.iloc[0]
    assert (first["dong_name"], first["budget_imbalance_krw"]) == ("가람1동", -30e6)
    assert first["need_share"] == pytest.approx(0.3)
    assert made["years"].frame["theil"].tolist() == [0.08, 0.08]
    for sheet in made.values():
        assert set(sheet.frame) <= set(sheet.labels)


def test_what_is_shown_can_be_taken_away(city):
    balance = loaded()
    charts = [pictures.scatter(balance, height=300), pictures.lorenz(balance),
              pictures.theil(balance)]  # fmt: skip
    view = on_map.map_view(balance)
    package = taking.package(balance, "답", view, charts, list(tables.every(balance).values()))
    assert files.xlsx(package)[:2] == b"PK"
    assert files.brief_pdf(package)[:5] == b"%PDF-"
    shapes = json.loads(files.geojson(package, package.maps[0]))
    assert len(shapes["features"]) == 6
    for chart in package.charts:
        assert plots.draw_svg(chart.figure).startswith(b"<?xml")


def test_names_beside_small_moves_do_not_touch():
    rows = [(f"g{n}", f"t{n % 3}", 1000.0 if n == 0 else 1.0 + n / 10, "") for n in range(12)]
    moves = pd.DataFrame(rows, columns=["giver", "taker", "amount", "hover"])
    names = {key: key for side in ("giver", "taker") for key in moves[side]}
    figure = flows.flows(moves, names, height=324)
    low, high = figure.layout.yaxis.range
    inside = 324 - figure.layout.margin.t - figure.layout.margin.b
    steps = [
        -np.diff(np.array(trace.y, float)) * inside / (high - low)
        for trace in figure.data
        if trace.mode == "text"
    ]
    assert len(steps) == 2
    assert min(step.min() for step in steps) >= 15 - 1e-9


def test_a_sankey_carries_every_won_from_left_to_right():
    moves = pd.DataFrame(
        {"giver": ["a", "a", "b"], "taker": ["x", "y", "y"], "amount": [3.0, 1.0, 2.0],
         "hover": ["a-x 3", "a-y 1", "b-y 2"]}
    )  # fmt: skip
    figure = flows.flows(moves, {"a": "가", "b": "나", "x": "다", "y": "라"}, height=200)
    ribbons, gives, givers, takes, takers, spots = figure.data
    edges = np.array(ribbons.y, float)
    bands = np.split(edges, np.flatnonzero(np.isnan(edges)))
    first, second, third = (band[~np.isnan(band)] for band in bands)
    # each is as thick at its ends as its amount, and none lies over another there
    middle = len(first) // 2
    for band, won in ((first, 3), (second, 1), (third, 2)):
        assert band[0] - band[-1] == pytest.approx(won)
        assert band[middle - 1] - band[middle] == pytest.approx(won)
    assert first[-1] == pytest.approx(second[0])
    assert [*givers.text, *takers.text] == ["가 ", "나 ", " 다", " 라"]
    assert list(dict.fromkeys(spots.hovertext)) == moves["hover"].tolist()
    # what the pointer finds lies inside its band
    assert all(second.min() < y < second.max() for y in spots.y[2:4])
    assert {gives.fillcolor, takes.fillcolor} == {drawn.LOSS, flows.GAIN}
    assert plots.draw_svg(figure).startswith(b"<?xml")


def test_the_words_on_the_line_lie_on_no_point_and_no_names_touch():
    points = pd.DataFrame({"x": [0.80, 0.1], "y": [0.90, 0.2], "high": [0.8, 0.1]})
    assert drawn.line_text_at(points.iloc[1:], 1.0) == 0.85
    assert drawn.line_text_at(points, 1.0) == 0.72
    frame = lettering.Box(0, 0, 400, 100)
    names, spots = ["Danggam 4-dong"] * 3, [(50.0, 50.0), (60.0, 55.0), (50.0, 80.0)]
    taken = [lettering.point_box(*spot) for spot in spots]
    # the first has the second's point to its right, the frame to its left, the third's above
    found = lettering.fitting(names, spots, frame, most=6, taken=taken)
    assert found == ["bottom center", "middle right", "middle right"]
    assert lettering.fitting(names[:1], [(380.0, 50.0)], frame, most=6) == ["middle left"]
    assert lettering.fitting(names, spots, frame, most=0) == ["", "", ""]
    # between points on either side a name stands above its own
    beside = [lettering.point_box(x, 50.0) for x in (170.0, 230.0)]
    assert lettering.fitting(names[:1], [(200.0, 50.0)], frame, most=6, taken=beside) == [
        "top center"
    ]


def test_the_frontier_names_the_chosen_plan():
    points = pd.DataFrame(
        {"x": [0.0, 5.0, 10.0, 7.0], "y": [0.2, 0.1, 0.08, 0.09], "hover": "h",
         "is_chosen": [False, False, False, True], "label": ["", "", "", "고른 계획"]}
    )  # fmt: skip
    figure = drawn.frontier(points, x_title="x", y_title="y", ticks={0: "0"}, height=200)
    line, chosen = figure.data
    assert (list(line.x), list(chosen.x)) == ([0, 5, 10], [7])
    assert list(chosen.text) == ["고른 계획"]
    assert plots.draw_svg(figure).startswith(b"<?xml")
