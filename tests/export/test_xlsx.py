"""The workbook: typed cells, a frozen header, a source sheet, and nothing that runs."""

import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.export import FORMULA_STARTS, Worksheet, kind_of, to_xlsx
from tests.export.test_export import INFO, REAL

FRAME = pd.DataFrame(
    {
        "dong_code": ["2611051000", "2611052000", "2611053000"],
        "name": ["=cmd|' /C calc'!A0", "중앙동", "<script>"],
        "month": pd.to_datetime(["2018-12-01"] * 3),
        "visited_on": [date(2018, 12, 24), None, date(2018, 12, 31)],
        "visit_count": [1200.0, None, 3.0],
        "coverage_rate": [0.25, None, 1.0],
        "cash_krw": [230_000_000, 0, 5],
        "days_to_visit": [1.5, 2.25, 3.0],
        "is_suppressed": [False, True, False],
        "is_urgent": [True, False, True],
    }
)
SHEET = Worksheet(
    name="coverage",
    title="동별 포괄률",
    frame=FRAME,
    labels={"visit_count": "방문", "coverage_rate": "포괄률"},
    units={"visit_count": "회"},
    meanings={"visit_count": "방문의 수"},
)


def book_of(*sheets, info=INFO, language="ko", **more):
    data = to_xlsx(sheets, info=info, release="open", language=language, **more)
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book():
    return book_of(SHEET, facts=[("월", "2018년 12월")], caveats=["관찰한 것입니다."])


def test_cells_have_types_and_formats(book):
    page = book.worksheets[0]
    row = {cell.value: page.cell(2, cell.column) for cell in page[1]}
    assert [row[name].value for name in ("dong_code", "방문 (회)", "포괄률", "cash_krw")] == [
        "2611051000", 1200, 0.25, 230_000_000,
    ]  # fmt: skip
    assert row["month"].value == datetime(2018, 12, 1)
    assert row["visited_on"].value == datetime(2018, 12, 24)
    formats = {name: cell.number_format for name, cell in row.items()}
    assert formats == {
        "dong_code": "@", "name": "General", "month": 'yyyy"년" m"월"', "visited_on": "yyyy-mm-dd",
        "방문 (회)": "#,##0", "포괄률": "0.0%", "cash_krw": "[$₩-412]#,##0",
        "days_to_visit": "#,##0.00", "is_suppressed": "@", "is_urgent": "@",
    }  # fmt: skip
    # text that looks like a formula has a format of its own, by which it stays text when edited
    assert row["name"].quotePrefix


def test_a_hidden_number_is_empty_and_said_in_words(book):
    page = book.worksheets[0]
    header = [cell.value for cell in page[1]]
    hidden = {name: page.cell(3, place).value for place, name in enumerate(header, start=1)}
    assert hidden["방문 (회)"] is None
    assert hidden["포괄률"] is None
    assert hidden["cash_krw"] == 0
    assert hidden["is_suppressed"] == "비공개"
    assert page.cell(2, header.index("is_suppressed") + 1).value == "공개"
    assert hidden["is_urgent"] == "아니요"


def test_the_header_is_frozen_and_has_filters(book):
    page = book.worksheets[0]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:J4"
    assert 9 <= page.column_dimensions["B"].width <= 49


def test_the_last_sheet_says_where_the_tables_are_from(book):
    page = book["출처와 뜻"]
    text = "\n".join(str(cell.value) for row in page for cell in row if cell.value)
    for part in (INFO.build_id, "가상 자료", "공개용", "통계청", "2018년 12월", "관찰한 것입니다.",
                 "방문의 수", "동별 포괄률"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize(("language", "mark"), [("ko", "가상 자료"), ("en", "INVENTED")])
def test_only_the_tab_of_invented_data_says_so(language, mark):
    invented, real = (book_of(SHEET, info=info, language=language) for info in (INFO, REAL))
    assert mark in invented.sheetnames[0]
    assert mark in invented.worksheets[0].oddFooter.left.text.replace("가상 자료:", "가상 자료")
    assert mark not in real.sheetnames[0]
    assert mark not in str(real.worksheets[0].oddFooter.left.text)


def test_nothing_in_the_workbook_is_a_formula(book):
    for page in book:
        for row in page:
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_names_of_tabs_are_what_excel_takes_and_unique():
    named = [
        replace(SHEET, name=name)
        for name in ("a/b[c]*?:", "a b c", "x" * 60, "", "'", "𐀀" * 40, "\ufffe")
    ]
    names = book_of(*named).sheetnames
    assert len({name.casefold() for name in names}) == len(named) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_the_same_tables_make_the_same_bytes():
    made = [to_xlsx([SHEET], info=INFO, release="open") for _ in range(2)]
    assert made[0] == made[1]


def test_an_empty_table_and_no_table_open():
    assert book_of(replace(SHEET, frame=FRAME.iloc[:0])).worksheets[0].max_row == 1
    assert book_of().sheetnames == ["출처와 뜻"]


@given(st.text(max_size=60), st.sampled_from([*FORMULA_STARTS, "\t", ""]))
@settings(max_examples=25, deadline=None)
def test_any_text_arrives_as_text(text, start):
    name = start + text
    frame = pd.DataFrame({"name": [name], "x": [1]})
    page = book_of(Worksheet(name, name, frame, {"name": name}, {"name": name})).worksheets[0]
    cells = [cell for row in page for cell in row if cell.value is not None]
    assert all(cell.data_type in "sn" for cell in cells)
    if name.isprintable():
        assert (page["A2"].value or "") == name


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("coverage_rate_low", [0.1], "percent"),
        ("need_share", [0.1], "percent"),
        ("imbalance_krw", [-5], "won"),
        ("rank", [1.0, None], "integer"),
        ("visit_count", [2.5], "decimal"),
        ("months", [3], "integer"),
        ("month", [date(2018, 1, 1)], "month"),
        ("opened_on", [date(2018, 1, 2)], "date"),
        ("is_open", [True], "boolean"),
        ("gu_code", ["26110"], "text"),
        ("nothing", [None], "text"),
    ],
)
def test_a_column_is_what_its_type_and_name_say(name, values, kind):
    assert kind_of(name, pd.Series(values)) == kind
