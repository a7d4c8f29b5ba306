"""Stock and flow of the chosen month by track, drawn, and the sentence that verifies each."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, formats
from dashboard.case_flow.rows import CaseFlow
from dashboard.drawn import Drawn
from pipelines import read


def balances(flow: CaseFlow) -> list[tuple[Drawn, str]]:
    """(stock and flow of the chosen month, the sentence that verifies it) of each track."""
    return [_balance(flow, row) for _, row in flow.balance.iterrows()]


def _balance(flow: CaseFlow, row: pd.Series) -> tuple[Drawn, str]:
    say = flow.say
    track = read.values("case_track", say.language)[row["case_track"]]
    title = say(
        "case_flow.balance_title",
        place=flow.place_name,
        track=track,
        month=formats.month(flow.selection.month, say.language),
    )
    figure = charts.stock_and_flow(_steps(flow, row), height=230)
    return Drawn(f"balance_{row['case_track']}", title, figure), verification(flow, row)


def _steps(flow: CaseFlow, row: pd.Series) -> pd.DataFrame:
    """The bars of a balance; a hidden number draws none and says so."""
    say = flow.say
    parts = (
        ("open_start_count", say("case_flow.open_start"), 0),
        ("opened_count", say("case_flow.opened"), 1),
        ("transferred_in_count", say("case_flow.transferred_in"), 1),
        ("closed_count", say("case_flow.closed"), -1),
        ("transferred_out_count", say("case_flow.transferred_out"), -1),
        ("open_end_count", say("case_flow.open_end"), 0),
    )
    made, level = [], 0.0
    for name, label, sign in parts:
        is_hidden = pd.isna(row[name])
        size = 0.0 if is_hidden else float(row[name])
        text = say("state.suppressed") if is_hidden else say.number(size)
        base = level if sign else 0.0
        level = level + sign * size if sign else size
        made.append(
            {
                "label": label,
                "value": sign * size if sign else size,
                "base": base,
                "text": f"{'+' if sign > 0 else '−'}{text}" if sign and size else text,
                "hover": f"{label} · {text}",
                "is_stock": not sign,
            }
        )
    return pd.DataFrame(made)


def verification(flow: CaseFlow, row: pd.Series) -> str:
    """The equation with its numbers and whether it closes; in `open`, why it need not."""
    return f"{_equation(flow, row)} {transfers(flow, row['case_track'])}"


def transfers(flow: CaseFlow, track: str) -> str:
    """How many cases the track took over and handed over in the period."""
    say = flow.say
    found = flow.transfers.reindex([track]).iloc[0]
    given, taken = (
        say("state.suppressed") if pd.isna(found[name]) else say.amount("case", int(found[name]))
        for name in ("transferred_out_count", "transferred_in_count")
    )
    return say("case_flow.transfers", period=flow.year.text(say), given=given, taken=taken)


def _equation(flow: CaseFlow, row: pd.Series) -> str:
    say = flow.say
    if flow.is_open:
        return say("case_flow.balance_open")
    names = ("open_start_count", "opened_count", "transferred_in_count", "closed_count",
             "transferred_out_count", "expected_end_count", "open_end_count")  # fmt: skip
    numbers = {name: say.number(int(row[name])) for name in names}
    if row["is_balanced"]:
        return say("case_flow.balanced", **numbers)
    return say("case_flow.unbalanced", **numbers)
