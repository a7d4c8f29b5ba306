"""The charts by month: rates, days and caseload, and what waits."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, formats
from dashboard.case_flow import measures
from dashboard.case_flow.measures import OUTCOMES, WAITING
from dashboard.case_flow.rows import CaseFlow
from dashboard.drawn import Drawn

# what is followed by month, each in a small chart of its own
MONTHLY = ("nothing_rate", "days_to_first_attempt", "cases_per_fte")


def trends(flow: CaseFlow) -> list[Drawn]:
    """Rates, days and caseload by month; months whose windows are not over are pale."""
    months = flow.months
    years = _years(flow, months["month"])
    made = []
    for name in MONTHLY:
        measure = measures.measure_of(flow.selection.scope, name)
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
        dict(measures.labels(flow.say, WAITING)),
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
    measure = measures.measure_of(flow.selection.scope, name)
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
