"""A plan as an Excel workbook whose formulas recompute it: change a move, and all else follows."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet as Page  # type: ignore[import-untyped]

from pipelines.budget.plan import Plan, PlanPlace
from pipelines.export.cells import neutralise
from pipelines.export.notices import Language, notices
from pipelines.publication import BuildInfo, Release

_WON, _SHARE, _WHOLE = "[$₩-412]#,##0", "0.0%", "#,##0"
_HEADS = {
    "ko": {
        "dongs": "동", "moves": "이동", "check": "검산", "source": "출처와 조건",
        "code": "동 코드", "gu": "구·군 코드", "dong": "동", "need": "위기가구", "before": "전",
        "change": "증감", "after": "후", "need_share": "수요 비중",
        "share_before": "예산 비중(전)", "share_after": "예산 비중(후)",
        "per_before": "위기가구당(전)", "per_after": "위기가구당(후)",
        "apart_before": "비중의 차이 × 예산(전)", "apart_after": "비중의 차이 × 예산(후)",
        "line": "항목", "agreement": "같은 방향인 비율", "reason": "까닭", "sum": "합계",
        "kept": "항목별 증감의 합(0이어야 함)", "distance_before": "비중의 거리(전)",
        "distance_after": "비중의 거리(후)", "moved": "옮긴 금액",
    },
    "en": {
        "dongs": "Dongs", "moves": "Moves", "check": "Check", "source": "Source and conditions",
        "code": "Dong code", "gu": "Gu code", "dong": "Dong", "need": "Households at risk",
        "before": "Before", "change": "Change", "after": "After", "need_share": "Need share",
        "share_before": "Budget share before", "share_after": "Budget share after",
        "per_before": "Won per household before", "per_after": "Won per household after",
        "apart_before": "Share difference x money before",
        "apart_after": "Share difference x money after",
        "line": "Line", "agreement": "Draws that agree", "reason": "Reason", "sum": "Sum",
        "kept": "Sum of changes of the line (must be 0)",
        "distance_before": "Distance of shares before",
        "distance_after": "Distance of shares after",
        "moved": "Won moved",
    },
}  # fmt: skip


@dataclass(frozen=True)
class PlanNames:
    """The words for the codes of a plan: Dongs, lines, reasons."""

    dongs: Mapping[str, str]
    lines: Mapping[str, str]
    reasons: Mapping[str, str]


def plan_to_xlsx(
    plan: Plan,
    *,
    info: BuildInfo,
    release: Release,
    names: PlanNames,
    language: Language = "ko",
    facts: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The plan as a workbook with live formulas.

    Parameters
    ----------
    plan
        With places and moves.
    info, release
        The publication that it was made of.
    names
        The words for its codes, in the language.
    language
        Of headers and notices.
    facts
        (what, text): what was asked, and what the plan says.

    Returns
    -------
    bytes
        Four worksheets. Moves: the only won typed in are the changes. Dongs: money after, shares
        within the money that moves together and won per household follow from them by formulas.
        Check: the sum of each line's changes (0), won moved, the distance of shares before and
        after. Sources. Cells hold the worked-out value beside each formula; same input, same bytes.
    """
    out = io.BytesIO()
    heads = _HEADS[language]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime.fromisoformat(info.built_at)})
        styles = {name: book.add_format({"num_format": form}) for name, form in
                  (("won", _WON), ("share", _SHARE), ("whole", _WHOLE))}  # fmt: skip
        styles["head"] = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        dongs, moves, check, source = (
            book.add_worksheet(heads[name]) for name in ("dongs", "moves", "check", "source")
        )
        _write_dongs(dongs, plan, names, heads, styles)
        _write_moves(moves, plan, names, heads, styles)
        _write_check(check, plan, names, heads, styles)
        _write_source(book, source, [*facts, *(("", text) for text in
                                               notices(info, release, language))])  # fmt: skip
    return out.getvalue()


def _write_dongs(
    page: Page, plan: Plan, names: PlanNames, heads: Mapping[str, str], styles: dict[str, Format]
) -> None:
    columns = ("code", "gu", "dong", "need", "before", "change", "after", "need_share",
               "share_before", "share_after", "per_before", "per_after", "apart_before",
               "apart_after")  # fmt: skip
    _head(page, [heads[name] for name in columns], styles["head"])
    last = len(plan.places) + 1
    for row, place in enumerate(plan.places, start=1):
        page.write_string(row, 0, place.dong_code)
        page.write_string(row, 1, place.gu_code)
        page.write_string(row, 2, neutralise(names.dongs.get(place.dong_code, place.dong_code)))
        if place.need is not None:
            page.write_number(row, 3, place.need, styles["whole"])
        page.write_number(row, 4, place.before_krw, styles["won"])
        for column, (formula, value, style) in enumerate(
            _formulas(plan, place, row + 1, last, heads), start=5
        ):
            page.write_formula(row, column, formula, styles[style], "" if value is None else value)
    row = len(plan.places) + 1
    page.write_string(row, 2, heads["sum"], styles["head"])
    sums = {3: sum(p.need or 0 for p in plan.places), 4: sum(p.before_krw for p in plan.places),
            5: 0, 6: sum(p.after_krw for p in plan.places)}  # fmt: skip
    for column, value in sums.items():
        letter = "ABCDEFG"[column]
        style = styles["whole" if column == 3 else "won"]
        page.write_formula(row, column, f"=SUM({letter}2:{letter}{last})", style, value)
    page.set_column(0, 13, 14)
    page.freeze_panes(1, 3)


def _formulas(
    plan: Plan, place: PlanPlace, row: int, last: int, heads: Mapping[str, str]
) -> list[tuple[str, Any, str]]:
    """(formula, value, style) of the worked-out cells of a Dong; empty where need is not known."""
    is_one = plan.request.crosses_gus

    def group(letter: str) -> str:
        """The sum over the Dongs of known need whose money moves together."""
        within = "" if is_one else f",$B$2:$B${last},$B{row}"
        return f'SUMIFS({letter}$2:{letter}${last},$D$2:$D${last},"<>"{within})'

    def known(formula: str, other: str = "") -> str:
        return f'=IF(OR($D{row}=""{other}),"",{formula})'

    moves = heads["moves"]
    shares = (place.need_share, place.budget_share_before, place.budget_share_after)
    money = {"before": _together(plan, place, "before_krw"),
             "after": _together(plan, place, "after_krw")}  # fmt: skip
    apart = [
        None if share is None or shares[0] is None else abs(share - shares[0]) * money[when]
        for when, share in (("before", shares[1]), ("after", shares[2]))
    ]
    nothing = f",$D{row}=0"
    return [
        (f"=SUMIFS('{moves}'!$E:$E,'{moves}'!$A:$A,$A{row})", place.change_krw, "won"),
        (f"=$E{row}+$F{row}", place.after_krw, "won"),
        (known(f"$D{row}/{group('$D')}"), shares[0], "share"),
        (known(f"$E{row}/{group('$E')}"), shares[1], "share"),
        (known(f"$G{row}/{group('$G')}"), shares[2], "share"),
        (known(f"$E{row}/$D{row}", nothing), place.krw_per_need_before, "won"),
        (known(f"$G{row}/$D{row}", nothing), place.krw_per_need_after, "won"),
        (known(f"ABS($I{row}-$H{row})*{group('$E')}"), apart[0], "won"),
        (known(f"ABS($J{row}-$H{row})*{group('$G')}"), apart[1], "won"),
    ]


def _together(plan: Plan, place: PlanPlace, name: str) -> int:
    """Won of the Dongs of known need that share with this one."""
    return sum(
        getattr(other, name)
        for other in plan.places
        if other.need is not None and (plan.request.crosses_gus or other.gu_code == place.gu_code)
    )


def _write_moves(
    page: Page, plan: Plan, names: PlanNames, heads: Mapping[str, str], styles: dict[str, Format]
) -> None:
    columns = ("code", "dong", "line", "before", "change", "after", "agreement", "reason")
    _head(page, [heads[name] for name in columns], styles["head"])
    for row, move in enumerate(plan.moves, start=1):
        page.write_string(row, 0, move.dong_code)
        page.write_string(row, 1, neutralise(names.dongs.get(move.dong_code, move.dong_code)))
        page.write_string(row, 2, neutralise(names.lines.get(move.line, move.line)))
        page.write_number(row, 3, move.before_krw, styles["won"])
        page.write_number(row, 4, move.change_krw, styles["won"])
        page.write_formula(row, 5, f"=D{row + 1}+E{row + 1}", styles["won"], move.after_krw)
        if move.agreement_share is not None:
            page.write_number(row, 6, move.agreement_share, styles["share"])
        page.write_string(row, 7, neutralise(names.reasons.get(move.reason, "")))
    page.set_column(0, 6, 14)
    page.set_column(7, 7, 44)
    page.freeze_panes(1, 2)


def _write_check(
    page: Page, plan: Plan, names: PlanNames, heads: Mapping[str, str], styles: dict[str, Format]
) -> None:
    moves, dongs, last = heads["moves"], heads["dongs"], len(plan.places) + 1
    row = 0
    for line in dict.fromkeys(move.line for move in plan.moves):
        name = names.lines.get(line, line)
        page.write_string(row, 0, heads["kept"], styles["head"])
        page.write_string(row, 1, neutralise(name))
        formula = f"=SUMIFS('{moves}'!$E:$E,'{moves}'!$C:$C,B{row + 1})"
        page.write_formula(row, 2, formula, styles["won"], 0)
        row += 1
    moved = f"=SUMIF('{dongs}'!F2:F{last},\">0\")"
    page.write_string(row, 0, heads["moved"], styles["head"])
    page.write_formula(row, 2, moved, styles["won"], plan.moved_krw)
    for name, letter, money, measures in (
        ("distance_before", "M", "E", plan.before), ("distance_after", "N", "G", plan.after)
    ):  # fmt: skip
        row += 1
        # of the Dongs of known need alone
        total = f"SUMIFS('{dongs}'!{money}2:{money}{last},'{dongs}'!D2:D{last},\"<>\")"
        formula = f"=SUM('{dongs}'!{letter}2:{letter}{last})/2/{total}"
        value = measures.share_distance if measures else 0
        page.write_string(row, 0, heads[name], styles["head"])
        page.write_formula(row, 2, formula, styles["share"], value)
    page.set_column(0, 2, 34)


def _write_source(book: Workbook, page: Page, pairs: Sequence[tuple[str, str]]) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for row, (label, text) in enumerate(pairs):
        page.write_string(row, 0, neutralise(label), wrapped)
        page.write_string(row, 1, neutralise(text), wrapped)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 100)


def _head(page: Page, words: Sequence[str], style: Format) -> None:
    for column, word in enumerate(words):
        page.write_string(0, column, word, style)
