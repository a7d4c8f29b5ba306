"""What the charts of the page are fed with."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import charts, formats
from dashboard.data_quality import lineage as ways
from dashboard.data_quality import rows
from dashboard.data_quality.lineage import Reads
from dashboard.data_quality.rows import Quality
from dashboard.i18n import Words
from pipelines import read

_SLOWEST = 12


def all_of(quality: Quality, deliveries: pd.DataFrame) -> dict[str, tuple[str, go.Figure]]:
    """(title, figure) of every chart that there is something to draw in, lineage left out."""
    say = quality.say
    drawn = {"deliveries": (say("data_quality.delivery_chart"), strip(quality, deliveries))}
    if quality.intake is not None:
        names = read.values("quarantine_reason", say.language)
        made = {
            "refused": refused(say, quality.intake),
            "reasons": reasons(say, quality.intake, names),
        }
        titles = {name: title for name, (title, _) in absent(quality).items()}
        drawn |= {name: (titles[name], figure) for name, figure in made.items() if figure}
    if (figure := steps(quality)) is not None:
        drawn["steps"] = (say("data_quality.step_chart"), figure)
    return drawn


def absent(quality: Quality) -> dict[str, tuple[str, str]]:
    """(title, why there is nothing to draw) of the charts that may be left out."""
    say = quality.say
    nothing = say("data_quality.none_refused")
    return {
        "refused": (say("data_quality.refused_chart"), nothing),
        "reasons": (say("data_quality.reason_chart"), nothing),
    }


def way_of(quality: Quality, reads: Reads, mart: str) -> tuple[str, go.Figure]:
    """(title, figure) of what a mart is made of."""
    return quality.say("data_quality.lineage_chart", mart=mart), way(quality, reads)


def refused(say: Words, intake: pd.DataFrame) -> go.Figure | None:
    """Share of the rows of each feed that is in quarantine; None where none is."""
    table = rows.by_feed(say, intake)
    if not table["quarantined"].any():
        return None
    bars = pd.DataFrame(
        {
            "label": table["name"],
            "value": table["quarantined_rate"],
            "text": [
                say(
                    "data_quality.share_text",
                    share=formats.percent(float(share), say.language, decimals=2),
                    rows=say.amount("row", count),
                )
                if pd.notna(share)
                else say("data_quality.no_rows")
                for share, count in zip(
                    table["quarantined_rate"], table["quarantined"], strict=True
                )
            ],
            "is_strong": True,
        }
    )
    return charts.bars(
        bars.assign(hover=bars["label"] + " · " + bars["text"]), height=30 + 27 * len(bars)
    )


def reasons(say: Words, intake: pd.DataFrame, names: dict[str, str]) -> go.Figure | None:
    """Quarantined rows by reason, all feeds together; None where there are none."""
    table = rows.by_reason(say, intake, names)
    if table.empty:
        return None
    totals = table.groupby("reason")["row_count"].sum().sort_values(ascending=False)
    everything = totals.sum()
    bars = pd.DataFrame(
        {
            "label": totals.index,
            "value": totals.to_numpy(),
            "text": [
                say(
                    "data_quality.rows_text",
                    rows=say.amount("row", count),
                    share=formats.percent(float(count / everything), say.language),
                )
                for count in totals
            ],
            "is_strong": True,
        }
    )
    return charts.bars(
        bars.assign(hover=bars["label"] + " · " + bars["text"]), height=30 + 27 * len(bars)
    )


def steps(quality: Quality) -> go.Figure | None:
    """Seconds of the slowest steps of the build; None where nothing is known of them."""
    if quality.steps is None or quality.steps.empty:
        return None
    say = quality.say
    slowest = quality.steps.nlargest(_SLOWEST, "seconds")
    texts = [
        say("data_quality.seconds", n=formats.number(round(float(seconds), 2), say.language))
        for seconds in slowest["seconds"]
    ]
    bars = pd.DataFrame(
        {
            "label": slowest["name"].to_numpy(),
            "value": slowest["seconds"].astype(float).to_numpy(),
            "text": texts,
            "is_strong": True,
        }
    )
    return charts.bars(
        bars.assign(hover=bars["label"] + " · " + bars["text"]), height=30 + 27 * len(bars)
    )


def strip(quality: Quality, deliveries: pd.DataFrame) -> go.Figure:
    """A square for each feed and month: records, none, or hidden."""
    say = quality.say
    words = {
        "present": say("data_quality.present"),
        "absent": say("data_quality.absent"),
        "suppressed": say("state.suppressed"),
    }
    deliveries = deliveries[deliveries["state"].isin(words)]
    texts = [_delivered(say, row, words) for row in deliveries.itertuples(index=False)]
    januaries = deliveries.loc[deliveries["month"].dt.month == 1, "month"].drop_duplicates()
    return charts.strip(
        deliveries.assign(label=deliveries["name"], hover=texts),
        {state: words[state] for state in words if state in set(deliveries["state"])},
        years={month: formats.year(month.date(), say.language) for month in januaries},
    )


def _delivered(say: Words, row: Any, words: dict[str, str]) -> str:
    is_told = row.state == "present" and pd.notna(row.value)
    value = say.number(float(row.value)) if is_told else words[row.state]
    return f"{row.name} · {formats.month(row.month.date(), say.language)} · {value}"


def way(quality: Quality, reads: Reads) -> go.Figure:
    """What a mart is made of, from what agencies deliver on the left to the mart on the right."""
    say = quality.say
    kinds = {
        "landing": say("data_quality.kind_landing"),
        "reference": say("data_quality.kind_reference"),
        "staging": say("data_quality.kind_staging"),
        "marts": say("data_quality.kind_marts"),
    }
    nodes = ways.nodes(reads, say)
    hovers = [
        f"{label} ({name}) · {kinds[kind]}"
        for label, name, kind in zip(nodes["label"], nodes["name"], nodes["kind"], strict=True)
    ]
    return charts.layered(
        nodes.assign(hover=hovers),
        [(part, name) for name, parts in reads.items() for part in parts],
        {kind: kinds[kind] for kind in kinds if kind in set(nodes["kind"])},
    )
