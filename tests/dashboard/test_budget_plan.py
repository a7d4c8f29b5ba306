"""The planner: who loses first, what is advised, what clashes; files; plans kept and compared."""

import io
import json
import time
from dataclasses import replace

import openpyxl
import pypdf
import pytest

from dashboard import filters, places
from dashboard.budget import (
    memo,
    plan_files,
    plan_pictures,
    plan_tables,
    planned,
    side_by_side,
    solving,
)
from dashboard.takeaway import files, plots
from pipelines import read
from tests.dashboard import beds, budgeted
from tests.dashboard.test_budget import FIRST, SECOND, THIRD, city, folder, loaded  # noqa: F401
from tests.dashboard.test_channels import readable
from tests.dashboard.test_page import address_of


@pytest.fixture
def drawn(monkeypatch):
    """Every request gets the plan drawn by hand; a guarantee of 2 million is one too many."""
    asked = []

    def made(request, *, release, **_):
        asked.append(request)
        is_too_much = (request.least_krw_per_need or 0) >= 2_000_000
        return budgeted.clashing(request) if is_too_much else budgeted.plan(request)

    monkeypatch.setattr(read, "plan", made)
    monkeypatch.setattr(read, "frontier", lambda request, **_: budgeted.frontier())
    return asked


def of_plan(*, language="ko", **change):
    """The drawn plan with the words of a page."""
    balance = loaded(language=language, gu="26110")
    request = read.PlanRequest(beds.DEPLOYMENT, 2018, gus=("26110",))
    _, dongs = places.names(balance.selection.scope, balance.info)
    plan = replace(budgeted.plan(request), **change)
    return planned.Planned(balance, solving.Solved(plan, budgeted.frontier()), dongs)


def test_who_loses_stands_first_with_how_much_and_why(city, page, drawn):  # noqa: F811
    said = readable(page("budget_balance", gu="26110"))
    assert (
        "1개 동에서 모두 1,500만 원을 줄여 2개 동에 더하면, 필요한 곳이 아닌 데 있는 예산이 "
        "25.0%에서 15.0%로 줄어듭니다. 이 조건에서 더 나은 계획이 없음이 증명되었습니다."
    ) in said
    loss = ("가람2동\\: 1,500만 원 줄어듦(지금의 25.0%). 수요 비중보다 예산 비중이 큼. "
            "가능한 수요의 95%에서 같은 방향입니다.")  # fmt: skip
    assert loss in said
    assert said.index("먼저, 예산이 줄어드는 동") < said.index(loss) < said.index("권하는 이동")
    assert said.index("권하는 이동") < said.index("권하지 않는 이동")
    assert "시 예산은 옮기지 않습니다." in said


def test_a_move_below_four_in_five_draws_stands_apart(city):  # noqa: F811
    found = of_plan(language="en")
    advised, doubtful = (plan_tables.moves(found, is_advised=one).frame for one in (True, False))
    assert list(advised["dong_name"]) == ["Garam 2-dong", "Garam 1-dong"]
    assert list(doubtful["dong_name"]) == ["Garam 3-dong"]
    assert "1 of 3 moves point the same way in less than 80% of 40 draws" in planned.answer(found)


def test_the_controls_are_what_is_asked_and_stand_in_the_address(city, page, drawn):  # noqa: F811
    app = page(
        "budget_balance", gu="26110", objective="worst_off", loss="0.05", gain="0.2", least="0",
        moves="4", line="programme", pinned=THIRD, advised="yes", staff="yes", guarantee="500000",
    )  # fmt: skip
    readable(app)
    assert not app.warning
    assert address_of(app)["pinned"] == THIRD
    assert drawn[-1] == read.PlanRequest(
        beds.DEPLOYMENT, 2018, gus=("26110",), objective="worst_off", max_loss_share=0.05,
        max_gain_share=0.2, minimum_move_krw=0, max_moves=4, least_krw_per_need=500_000,
        earmarked_lines=("operations", "personnel", "emergency", "private"),
        pins=(read.Pin(THIRD),), moves_staff=True, is_advised_only=True,
    )  # fmt: skip


def test_several_dongs_are_fixed_by_hand_each_by_its_won(city, page, drawn):  # noqa: F811
    app = page(
        "budget_balance", gu="26110", staff="yes", steps="2", lang="en", pinned=f"{FIRST}.{SECOND}",
        **{f"pin_{FIRST}": "12345678", f"pin_{SECOND}": "lots"},
    )  # fmt: skip
    readable(app)
    assert len(app.warning) == 1  # of the amount that is none
    assert drawn[-1].pins == (read.Pin(FIRST, 12_345_678), read.Pin(SECOND, 0))
    assert drawn[-1].travel_steps == 2
    app.number_input(key=f"control_pin_{SECOND}").set_value(-1_500_000).run()
    assert drawn[-1].pins[1] == read.Pin(SECOND, -1_500_000)
    assert address_of(app)[f"pin_{SECOND}"] == "-1500000"
    app.multiselect(key="control_pinned").set_value([FIRST]).run()
    assert drawn[-1].pins == (read.Pin(FIRST, 12_345_678),)
    assert f"pin_{SECOND}" not in address_of(app)
    plan = replace(of_plan().plan, request=drawn[-1])
    found = planned.Planned(loaded(language="en"), solving.Solved(plan, ()), {FIRST: "1-dong"})
    said = dict(planned.conditions(found))
    assert said["Dongs fixed by hand"] == "Garam-gu 1-dong +KRW 12.3 million"
    assert said["How far staff may move"] == "borders crossed at most: 2"


def test_what_clashes_is_said_in_words(city, page, drawn):  # noqa: F811
    app = page("budget_balance", gu="26110", guarantee="2e+06")
    said = readable(app)
    assert "다음 조건은 함께 지킬 수 없습니다." in said
    assert "모든 동이 200만 원 이상이어야 합니다." in said
    assert "권하는 이동" not in said


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_objective_says_what_it_comes_to_and_what_is_to_regret(city, language):  # noqa: F811
    made = {}
    for goal in ("share_distance", "worst_off", "newly_reached"):
        request = read.PlanRequest(beds.DEPLOYMENT, 2018, gus=("26110",), objective=goal)
        plan = of_plan(language=language).plan
        after = replace(plan.after, least_krw_per_need=620_000.0, expected_reached_count=97.5)
        found = of_plan(language=language, request=request, after=after)
        made[goal] = (planned.answer(found), *planned.regrets(found))
        # the frontier is that of the objective
        titles = plan_pictures.frontier(found).figure.layout.yaxis.title.text
        assert titles
    korean = language == "ko"
    assert ("50만 원에서 62만 원" if korean else "from KRW 500,000 to KRW 620,000") in made[
        "worst_off"
    ][0]
    assert ("7.5가구를 새로" if korean else "7.5 households more") in made["newly_reached"][0]
    assert "10.0%" in made["share_distance"][1]
    assert "20.0%" in made["share_distance"][1]
    assert len({said[1] for said in made.values()}) == 3


def test_a_gap_is_stated_and_never_called_proven(city):  # noqa: F811
    said = planned.answer(of_plan(state="gap", gap=0.031))
    assert "얻을 수 있는 개선의 3.1%까지 놓쳤을 수 있습니다." in said
    assert "증명" not in said


def test_the_whole_city_is_solved_when_asked_and_can_be_stopped(city, page, monkeypatch):  # noqa: F811
    def slow(request, *, release, should_stop, tell):
        tell("draws", 7, 40)
        for _ in range(2_000):  # a test that fails must not leave a thread behind
            if should_stop():
                break
            time.sleep(0.01)
        return read.Plan(request, beds.BUILD, release, "stopped", 1.0, "estimated")

    monkeypatch.setattr(read, "plan", slow)
    app = page("budget_balance")
    assert "몇 초가 걸립니다" in readable(app)
    app.button(key="plan_solve").click().run()
    assert "계획을 세우는 중입니다" in readable(app)
    app.run()
    # what is done, and not what time it may take
    (bar,) = app.get("progress")
    assert bar.proto.text == (
        "3단계 가운데 2단계\\: 가능한 수요마다 최선의 계획, 40가지 가운데 7가지"
    )
    assert bar.proto.value == int(100 * (1 + 7 / 40) / 3)
    assert solving.Job(None, "open", "", part="draws", done=10, of=40).share_done == 1.25 / 3
    app.button(key="plan_stop").click().run()
    for _ in range(50):
        if "계산을 그만두었습니다" in readable(app):
            break
        time.sleep(0.1)
        app.run()
    assert "계산을 그만두었습니다" in readable(app)
    assert app.button(key="plan_solve")  # to begin again


def test_a_plan_made_beside_the_page_is_shown_when_it_is_there(city, page, drawn):  # noqa: F811
    app = page("budget_balance", crosses="across")
    app.button(key="plan_solve").click().run()
    for _ in range(50):
        if "먼저, 예산이 줄어드는 동" in readable(app):
            break
        time.sleep(0.1)
        app.run()
    # of several Gu a Dong is named with its own
    assert "가람구 가람2동\\: 1,500만 원 줄어듦" in readable(app)
    assert drawn[-1].crosses_gus


def test_plans_are_kept_and_stand_side_by_side(city, page, drawn):  # noqa: F811
    app = page("budget_balance", gu="26110", lang="en")
    app.button(key="plan_keep").click().run()
    said = readable(app)
    assert "Plans side by side" in said
    table = next(frame.value for frame in app.dataframe if "moved_krw" in frame.value)
    assert list(table["plan"]) == [
        "this plan", "Garam-gu · Budget shares near need shares · KRW 15 million",
    ]  # fmt: skip
    app.button(key="plan_forget").click().run()
    assert "No plan is kept." in readable(app)


def test_a_saved_plan_is_loaded_beside_this_one(city, page, drawn, monkeypatch):  # noqa: F811
    """As the control hands it over: bytes with a name; once, however often the page runs."""
    given = io.BytesIO(plan_files.saved(of_plan(build_id="of old", moved_krw=9_000_000).plan))
    given.name, given.file_id = "last year.json", "1"
    monkeypatch.setattr("streamlit.file_uploader", lambda *_, **__: given)
    app = page("budget_balance", gu="26110", lang="en")
    assert "The plan loaded was made of another build (of old)." in readable(app)
    for _ in range(2):
        table = next(frame.value for frame in app.dataframe if "moved_krw" in frame.value)
        assert list(table["plan"]) == ["this plan", "last year"]
        assert list(table["moved_krw"]) == [15e6, 9e6]
        app.run()
    damaged = io.BytesIO(b"{}")
    damaged.name, damaged.file_id = "letter.json", "2"
    monkeypatch.setattr("streamlit.file_uploader", lambda *_, **__: damaged)
    assert "This is no saved plan." in readable(app.run())


def test_some_gu_are_planned_together_and_named(city, page, drawn):  # noqa: F811
    app = page("budget_balance", gus="26110.26120", crosses="across", lang="en")
    assert address_of(app)["gus"] == "26110.26120"
    app.button(key="plan_solve").click().run()
    for _ in range(50):
        if drawn:
            break
        time.sleep(0.1)
    assert drawn[-1].gus == ("26110", "26120")
    app.multiselect(key="control_gus").set_value(["26120"]).run()
    assert address_of(app)["gus"] == "26120"
    app.multiselect(key="control_gus").set_value([]).run()
    assert address_of(app)["gus"] == "all"
    balance = loaded(language="en")
    plan = replace(of_plan().plan, request=replace(drawn[-1]))
    found = planned.Planned(balance, solving.Solved(plan, ()), {})
    assert found.scope_name == "Garam-gu, Naru-gu"


def test_both_maps_are_among_the_files(city):  # noqa: F811
    found = of_plan(language="en")
    view = plan_pictures.before_and_after(found)
    package = plan_files.package(found, [], view)
    (part,) = package.maps
    svg = files.map_svg(package, part)
    assert b"side0" in svg
    assert b"side1" in svg
    shapes = json.loads(files.geojson(package, part))
    (second,) = (shape["properties"] for shape in shapes["features"]
                 if shape["properties"]["dong_code"] == SECOND)  # fmt: skip
    assert -15_000_000 in second.values()


def test_the_moves_drawn_are_the_transfers(city):  # noqa: F811
    found = of_plan()
    figure = plan_pictures.sankey(found).figure
    hovers = list(dict.fromkeys(figure.data[-1].hovertext))
    assert hovers == ["가람2동 → 가람1동: 1,200만 원", "가람2동 → 가람3동: 300만 원"]
    assert list(plan_tables.transfers(found).frame["amount_krw"]) == [12e6, 3e6]
    assert plots.draw_svg(figure).startswith(b"<?xml")


def test_the_frontier_holds_the_plan(city):  # noqa: F811
    line, chosen = plan_pictures.frontier(of_plan()).figure.data
    assert list(line.x) == [0, 7.5e6, 15e6]
    assert (list(chosen.x), list(chosen.y)) == ([15e6], [0.15])


def test_before_and_after_are_in_the_same_classes(city):  # noqa: F811
    view = plan_pictures.before_and_after(of_plan())
    labels = [row.label for row in view.legend.rows]
    assert labels == [row.label for row in view.beside.legend.rows]
    # from 500,000 to 700,000 won for each household
    assert view.fills[FIRST] != view.beside.fills[FIRST]
    assert view.tips[SECOND][1:] == ("위기가구당 200만 원 → 150만 원", "예산 -1,500만 원")


def test_a_saved_plan_comes_back_as_it_was(city):  # noqa: F811
    plan = of_plan().plan
    assert read.plan_from_json(plan_files.saved(plan).decode()) == plan


def test_the_workbook_recomputes_from_the_changes_alone(city):  # noqa: F811
    found = of_plan(language="en")
    content = plan_files.workbook(found)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    dongs, moves, check = (formulas[name] for name in ("Dongs", "Moves", "Check"))
    assert dongs["F2"].value == "=SUMIFS('Moves'!$E:$E,'Moves'!$A:$A,$A2)"
    assert dongs["G2"].value == "=$E2+$F2"
    assert moves["F2"].value == "=D2+E2"
    assert check["C1"].value == "=SUMIFS('Moves'!$E:$E,'Moves'!$C:$C,B1)"
    # what stands beside each formula is what the plan says
    shown = values["Dongs"]
    assert [shown.cell(2, column).value for column in range(5, 8)] == [60e6, -15e6, 45e6]
    assert [shown.cell(3, column).value for column in (8, 9, 10)] == [0.5, 0.25, 0.35]
    # |25 % - 50 %| of 120 million
    assert shown.cell(3, 13).value == pytest.approx(30e6)
    assert [values["Check"].cell(row, 3).value for row in range(1, 5)] == [0, 15e6, 0.25, 0.15]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_memo_is_one_page_however_many_lose(city, language):  # noqa: F811
    found = of_plan(language=language)
    many = tuple(
        replace(place, dong_code=f"26110{number:05}")
        for number in range(20)
        for place in found.plan.places
    )
    crowded = replace(found, solved=replace(found.solved, plan=replace(found.plan, places=many)))
    made = memo.memo(crowded)
    assert made[:5] == b"%PDF-"
    assert pages_of(made) == 1
    assert made == memo.memo(crowded)


def test_plans_are_named_apart(city, monkeypatch):  # noqa: F811
    store = {}
    monkeypatch.setattr(filters, "remember", store.__setitem__)
    monkeypatch.setattr(filters, "remembered", store.get)
    plan = of_plan().plan
    side_by_side.keep(plan, "a")
    side_by_side.keep(plan, "a")
    assert list(side_by_side.kept_plans()) == ["a"]
    side_by_side.keep(replace(plan, moved_krw=1), "a")
    assert list(side_by_side.kept_plans()) == ["a", "a (2)"]
    for number in range(20):
        side_by_side.keep(replace(plan, moved_krw=number + 2), f"b{number}")
    assert len(side_by_side.kept_plans()) == 8


def pages_of(content):
    """How many pages a PDF has."""
    return len(pypdf.PdfReader(io.BytesIO(content)).pages)
