"""The plan's workbook: what it shows is the plan, and its formulas work that out from the moves."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import openpyxl
import pytest

from pipelines.budget import Plan
from pipelines.export import PlanNames, plan_to_xlsx
from tests.budget.drawn import PLACES, observed, year_of
from tests.budget.test_plans import plan_of
from tests.export.formulas import Sheets
from tests.export.test_export import INFO

NAMES = PlanNames({PLACES[0]: "=중앙동"}, {"programme": "사업비", "operations": "운영비"}, {})
YEAR = year_of(
    observed(10, 50, float("nan"), 20), [6_000, 1_000, 100, 3_000], operations=[40, 5, 60, 7]
)
DONGS, MOVES, CHECK = "Dongs", "Moves", "Check"


def bytes_of(plan: Plan) -> bytes:
    return plan_to_xlsx(plan, info=INFO, release="internal", names=NAMES, language="en",
                        facts=[("Floor", "50%")])  # fmt: skip


def book_of(plan: Plan, **more: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(bytes_of(plan)), **more)


@pytest.mark.parametrize("crosses", [True, False])
def test_formulas_work_out_what_the_plan_says(crosses) -> None:
    plan = plan_of(YEAR, max_loss_share=0.5, crosses_gus=crosses)
    assert plan.moves
    sheets = Sheets(book_of(plan))
    for row, place in enumerate(plan.places, start=2):
        shown = {name: sheets.value(DONGS, name, row) for name in "AFGHIJKL"}
        assert shown["A"] == place.dong_code
        assert (shown["F"], shown["G"]) == (place.change_krw, place.after_krw)
        if place.need is None:
            assert [shown[name] for name in "HIJKL"] == [""] * 5
            continue
        assert [shown[name] for name in "HIJKL"] == pytest.approx(
            [place.need_share, place.budget_share_before, place.budget_share_after,
             place.krw_per_need_before, place.krw_per_need_after]
        )  # fmt: skip
    assert sheets.value(DONGS, "F", len(plan.places) + 2) == 0
    for row, move in enumerate(plan.moves, start=2):
        assert sheets.value(MOVES, "F", row) == move.after_krw
    lines = len({move.line for move in plan.moves})
    checked = [sheets.value(CHECK, "C", row) for row in range(1, lines + 4)]
    assert checked[:lines] == [0] * lines
    assert checked[lines:] == pytest.approx(
        [plan.moved_krw, plan.before.share_distance, plan.after.share_distance]
    )


def test_an_amount_that_is_changed_shows_in_every_total() -> None:
    plan = plan_of(YEAR, max_loss_share=0.5, crosses_gus=True)
    book = book_of(plan)
    book[MOVES]["E2"] = book[MOVES]["E2"].value + 7
    sheets = Sheets(book)
    row = 2 + [place.dong_code for place in plan.places].index(plan.moves[0].dong_code)
    assert sheets.value(DONGS, "G", row) == plan.places[row - 2].after_krw + 7
    assert sheets.value(DONGS, "F", len(plan.places) + 2) == 7
    assert sheets.value(CHECK, "C", 1) == 7


def test_stored_values_are_what_the_formulas_give() -> None:
    """A viewer that works nothing out shows the same."""
    plan = plan_of(YEAR, max_loss_share=0.5)
    book, kept = book_of(plan), book_of(plan, data_only=True)
    sheets, counted = Sheets(book), 0
    formulas = [(page.title, cell) for page in book.worksheets for row in page.iter_rows()
                for cell in row if cell.data_type == "f"]  # fmt: skip
    for title, cell in formulas:
        worked, stored = sheets.work_out(cell.value[1:], title), kept[title][cell.coordinate].value
        if worked == "":
            assert stored in (None, "")
        else:
            assert np.isclose(stored, worked, rtol=1e-9, atol=1e-6), (title, cell.coordinate)
            counted += 1
    assert counted > 25


def test_names_are_text_the_same_plan_the_same_bytes() -> None:
    plan = plan_of(YEAR, max_loss_share=0.5)
    assert bytes_of(plan) == bytes_of(plan)
    book = book_of(plan)
    found = [cell for row in book[DONGS].iter_rows() for cell in row
             if str(cell.value).endswith("=중앙동")]  # fmt: skip
    assert [cell.data_type for cell in found] == ["s"]
    told = " ".join(str(cell.value) for row in book.worksheets[3].iter_rows() for cell in row)
    assert INFO.build_id in told
    assert "50%" in told


def test_a_plan_of_nothing_is_a_workbook_too() -> None:
    assert len(book_of(plan_of(year_of(observed(0, 0, 0, 0), [0] * 4))).worksheets) == 4
    empty = plan_of(YEAR, max_loss_share=0.0)
    assert not empty.moves
    assert Sheets(book_of(empty)).value(DONGS, "F", 2) == 0
