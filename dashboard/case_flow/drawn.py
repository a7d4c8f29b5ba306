"""The charts of the board: stages, stock and flow, reasons for closing, and the months."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts, formats, maps, measured
from dashboard.case_flow import rows
from dashboard.case_flow.rows import OUTCOMES, WAITING, CaseFlow
from dashboard.measured import Measured
from pipelines import read

# what is followed by month, each in a small chart of its own
MONTHLY = ("nothing_rate", "days_to_first_attempt", "cases_per_fte")


@dataclass(frozen=True)
class Drawn:
    """A chart with its name in files and its title."""

    name: str
    title: str
    figure: Figure


def map_view(flow: CaseFlow, dongs: Measured) -> maps.View:
    """The chosen measure by Dong; its legend says of which months."""
    view = measured.map_view(dongs)
    title = flow.say(
        "case_flow.legend",
        measure=dongs.measure.label,
        period=when(flow, dongs.measure.name, is_short=True),
    )
    return replace(view, legend=replace(view.legend, title=title))


def when(flow: CaseFlow, name: str, *, is_short: bool = False) -> str:
    """The months that a measure speaks of: the cohort's, the period's, or the chosen one."""
    if name in (*OUTCOMES, "flagged_count", "repeat_flag_rate"):
        return flow.cohorts.text(flow.say, is_short=is_short)
    if name in rows.FIRST:
        return flow.year.text(flow.say, is_short=is_short)
    write = formats.short_month if is_short else formats.month
    return write(flow.selection.month, flow.say.language)


def stages(flow: CaseFlow) -> Drawn:
    """How many of the households flagged came to each stage, on the chosen track."""
    say = flow.say
    labels = stage_names(flow)
    table = pd.DataFrame(
        {
            "label": [labels[stage] for stage in flow.stages["stage"]],
            "value": flow.stages["household_count"].astype("Float64").astype(float),
            "text": [stage_text(flow, row) for _, row in flow.stages.iterrows()],
            "is_strong": True,
        }
    )
    table["hover"] = table["label"] + " · " + table["text"]
    title = say(
        "case_flow.stages_title",
        place=flow.place_name,
        track=flow.track_names[flow.track],
        period=flow.cohorts.text(say),
    )
    return Drawn("stages", title, charts.bars(table, height=140, room=1.15))


def stage_names(flow: CaseFlow) -> dict[str, str]:
    """A short name of each stage."""
    say = flow.say
    return {
        "flagged_count": say("case_flow.flagged"),
        "contacted_count": say("case_flow.contacted"),
        "visited_count": say("case_flow.visited"),
        "journey_linked_count": say("case_flow.linked"),
        "journey_supported_count": say("case_flow.supported"),
    }


def stage_text(flow: CaseFlow, stage: pd.Series) -> str:
    """Count, share of the flagged and of the stage before; or why there is none."""
    say, language = flow.say, flow.say.language
    if pd.isna(stage["household_count"]):
        return absent_stage(flow, stage["stage"])
    if pd.isna(stage["share_of_flagged"]) or stage["stage"] == "flagged_count":
        return say.amount("household", stage["household_count"])
    count = say.number(stage["household_count"])
    share = formats.percent(float(stage["share_of_flagged"]), language, decimals=0)
    if pd.isna(stage["share_of_previous"]) or stage["stage"] == "contacted_count":
        return say("case_flow.stage_first", count=count, share=share)
    before = formats.percent(float(stage["share_of_previous"]), language, decimals=0)
    return say("case_flow.stage", count=count, share=share, before=before)


def absent_stage(flow: CaseFlow, stage: str) -> str:
    """Why a stage has no number."""
    is_support = stage == "journey_supported_count"
    is_known = flow.is_support_known if is_support else flow.is_outcome_known
    if not flow.has_data:
        return flow.say("state.missing")
    if stage != "flagged_count" and not is_known:
        return flow.say("case_flow.pending")
    return measured.state_text(flow.say, "suppressed" if flow.is_open else "missing")


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


def closures(flow: CaseFlow) -> list[Drawn]:
    """Why cases closed, a chart for each track."""
    names = read.values("case_track", flow.say.language)
    return [_closures(flow, track, name) for track, name in names.items()]


def _closures(flow: CaseFlow, track: str, name: str) -> Drawn:
    say = flow.say
    reasons = read.values("closure_reason", say.language)
    own = flow.closures[flow.closures["case_track"] == track].set_index("closure_reason")
    own = own.reindex(list(reasons))
    if own["closure_count"].isna()["not_stated"]:
        own = own.drop(index=["not_stated"])
    table = pd.DataFrame(
        {
            "label": [reasons[code] for code in own.index],
            "value": own["closure_count"].astype("Float64").astype(float).to_numpy(),
            "text": [_closure_text(flow, row) for _, row in own.iterrows()],
            "is_strong": True,
        }
    )
    table["hover"] = table["label"] + " · " + table["text"]
    table = table.sort_values("value", ascending=False, kind="stable", na_position="last")
    title = say(
        "case_flow.closures_title", place=flow.place_name, track=name, period=flow.year.text(say)
    )
    return Drawn(f"closures_{track}", title, charts.bars(table, height=250, room=0.9))


def _closure_text(flow: CaseFlow, row: pd.Series) -> str:
    say = flow.say
    if pd.isna(row["closure_count"]):
        # only the open release hides; elsewhere an absent row is none
        return say("case_flow.hidden_or_none") if flow.is_open else say.amount("case", 0)
    count = say.amount("case", row["closure_count"])
    if pd.isna(row["closure_share"]):
        return count
    share = formats.percent(float(row["closure_share"]), say.language, decimals=0)
    return f"{count} · {share}"


def trends(flow: CaseFlow) -> list[Drawn]:
    """Rates, days and caseload by month; months whose windows are not over are pale."""
    months = flow.months
    years = _years(flow, months["month"])
    made = []
    for name in MONTHLY:
        measure = rows.measure_of(flow.selection.scope, name)
        figure = charts.trend(
            _points(flow, months, name),
            is_rate=measure.is_rate,
            marked=pd.Timestamp(flow.selection.month),
            years=years,
            height=230,
        )
        open_months = months.loc[~months["is_complete"].astype(bool), "month"]
        if name in OUTCOMES and len(open_months):
            charts.pale_months(figure, open_months, flow.say("case_flow.pending"))
        title = flow.say("case_flow.trend_title", place=flow.place_name, measure=measure.label)
        made.append(Drawn(name, title, figure))
    return made


def waiting(flow: CaseFlow) -> Drawn:
    """Repeat flags and the queues by month, on one scale."""
    months = flow.months
    parts = [_points(flow, months, name).assign(panel=name) for name in WAITING]
    figure = charts.small_multiples(
        pd.concat(parts, ignore_index=True),
        dict(rows.names_of(flow, WAITING)),
        is_rate=False,
        strong=flow.selection.measure,
        years=_years(flow, months["month"]),
        columns=4,
    )
    title = flow.say("case_flow.waiting_title", place=flow.place_name)
    return Drawn("waiting", title, figure)


def _points(flow: CaseFlow, months: pd.DataFrame, name: str) -> pd.DataFrame:
    """`month`, `value`, `label` and `text` of one measure, a gap where there is no number."""
    say = flow.say
    measure = rows.measure_of(flow.selection.scope, name)
    values = months[name].astype("Float64").astype(float)
    pending = name in OUTCOMES
    labels = []
    for value, is_complete in zip(values, months["is_complete"], strict=True):
        if pd.notna(value):
            labels.append(measure.text(say, value))
        elif pending and not is_complete:
            labels.append(say("case_flow.pending"))
        else:
            labels.append(say("state.suppressed") if flow.is_open else say("state.missing"))
    words = [formats.month(month.date(), say.language) for month in months["month"]]
    texts = [f"{month} · {label}" for month, label in zip(words, labels, strict=True)]
    return pd.DataFrame({"month": months["month"], "value": values, "label": labels, "text": texts})


def _years(flow: CaseFlow, months: pd.Series) -> dict[pd.Timestamp, str]:
    januaries = [month for month in months if month.month == 1]
    kept = januaries[1::2] if len(januaries) > 3 else januaries
    return {month: formats.year(month.date(), flow.say.language) for month in kept}
