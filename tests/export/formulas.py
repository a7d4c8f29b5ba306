"""Works out the few formulas that a plan's workbook has, from its cells: what Excel would show."""

from __future__ import annotations

import re
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

_SHEET = r"(?:'(?P<sheet>[^']+)'!)?"
_CELL = re.compile(rf"{_SHEET}\$?(?P<column>[A-Z]{{1,2}})\$?(?P<row>\d+)")
_RANGE = re.compile(
    rf"{_SHEET}\$?(?P<column>[A-Z]{{1,2}})\$?(?P<row>\d+)?:\$?(?P<to>[A-Z]{{1,2}})\$?(?P<end>\d+)?"
)


class Blank(int):
    """An empty cell: both 0 and no text."""

    def __eq__(self, other: object) -> bool:
        return other in ("", 0)

    def __hash__(self) -> int:
        return 0


class Sheets:
    """A workbook whose formulas are worked out anew, whatever values were stored with them."""

    def __init__(self, book: openpyxl.Workbook) -> None:
        self.book = book

    def value(self, sheet: str, column: str, row: int) -> Any:
        cell = self.book[sheet].cell(row, column_index_from_string(column)).value
        if isinstance(cell, str) and cell.startswith("="):
            return self.work_out(cell[1:], sheet)
        return cell

    def work_out(self, formula: str, sheet: str) -> Any:
        kept: list[Any] = []

        def keep(value: Any) -> str:
            kept.append(value)
            return f"⟦{len(kept) - 1}⟧"

        def cells(found: re.Match[str]) -> str:
            where, column = found["sheet"] or sheet, found["column"]
            assert column == found["to"]
            last = int(found["end"] or self.book[where].max_row)
            rows = range(int(found["row"] or 1), last + 1)
            return keep([self.value(where, column, row) for row in rows])

        def one(found: re.Match[str]) -> str:
            value = self.value(found["sheet"] or sheet, found["column"], int(found["row"]))
            return keep(Blank() if value is None else value)

        text = re.sub(r'"([^"]*)"', lambda found: keep(found[1]), formula)
        text = _CELL.sub(one, _RANGE.sub(cells, text))
        names = {"SUM": _sum, "SUMIF": _sum_if, "SUMIFS": _sum_ifs, "ABS": abs,
                 "OR": lambda *tests: any(tests), "kept": kept}  # fmt: skip

        def result(part: str) -> Any:
            whole = re.sub(r"⟦(\d+)⟧", r"kept[\1]", part.replace("=", "=="))
            return eval(whole, dict(names))

        if text.startswith("IF("):  # what is not chosen is not worked out
            test, yes, no = _arguments(text[3:-1])
            return result(yes) if result(test) else result(no)
        return result(text)


def _arguments(text: str) -> list[str]:
    """The parts between the commas that stand in no brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _sum(cells: list[Any]) -> float:
    return sum(cell for cell in cells if isinstance(cell, int | float))


def _fits(cell: Any, wanted: Any) -> bool:
    if wanted == "<>":
        return cell is not None
    if wanted == ">0":
        return isinstance(cell, int | float) and cell > 0
    return bool(cell == wanted)


def _sum_if(cells: list[Any], wanted: Any) -> float:
    return _sum([cell for cell in cells if _fits(cell, wanted)])


def _sum_ifs(summed: list[Any], *conditions: Any) -> float:
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return _sum([s for at, s in enumerate(summed) if all(_fits(c[at], w) for c, w in pairs)])
