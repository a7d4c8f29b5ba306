"""The table of Dongs under the map: the same numbers, and what each of them received."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import data, measured
from dashboard.resources.rows import RATIO, Resources, at_risk_meaning
from pipelines import read

NUMBERS = ("at_risk", "served", RATIO, "value_in", "value_uncounted")


def visible(resources: Resources) -> pd.DataFrame:
    """The Dongs in scope, least served first, by dong_code: names, `NUMBERS` and a note."""
    say, rows = resources.say, resources.dongs.rows
    measure = resources.dongs.measure
    values = _income(resources)
    reasons = [
        () if state == "value" else (measured.absence_text(say, measure, state),)
        for state in rows["state"]
    ]
    withheld = (say("resources.income_note"),) if resources.is_open else ()
    notes = [" · ".join((*reason, *withheld)) for reason in reasons]
    return pd.DataFrame(
        {
            "gu_name": rows["gu_name"],
            "dong_name": rows["name"],
            "at_risk": rows["at_risk"],
            "served": rows["served"],
            RATIO: rows["value"],
            # in the open release a Dong's contributions are held back; else no row is no money
            "value_in": values["counted"].reindex(rows.index, fill_value=_absent(resources)),
            "value_uncounted": values["uncounted"].reindex(
                rows.index, fill_value=_absent(resources)
            ),
            "note": notes,
        }
    )


def _absent(resources: Resources) -> float:
    return float("nan") if resources.is_open else 0.0


def _income(resources: Resources) -> pd.DataFrame:
    """Won by dong_code: counted and uncounted; no rows in the open release."""
    release = resources.selection.scope.release
    table = data.period("contributions_by_dong_month", resources.info, release, resources.months)
    if resources.is_open:
        table = table.iloc[:0]
    sums = (
        table.assign(
            side=table["is_counted"].astype(bool).map({True: "counted", False: "uncounted"})
        )
        .groupby(["dong_code", "side"])["value_krw"]
        .sum()
        .astype(float)
    )
    wide = sums.unstack("side") if len(sums) else pd.DataFrame(index=pd.Index([], name="dong_code"))
    return wide.reindex(columns=["counted", "uncounted"]).fillna(0.0)


def texts(resources: Resources) -> dict[str, str]:
    """The words over the text columns of `visible`."""
    say = resources.say
    return {
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "note": say("table.note"),
    }


def measures(resources: Resources) -> dict[str, tuple[str, str]]:
    """(label, meaning) of the numbers of `visible`."""
    say, scope = resources.say, resources.selection.scope
    measure = resources.dongs.measure
    worth = read.meaning("value_krw", scope.language)
    return {
        "at_risk": (say("resources.at_risk"), at_risk_meaning(scope)),
        "served": (say("resources.served"), say("resources.served_meaning")),
        RATIO: (measure.label, measure.meaning),
        "value_in": (say("resources.value_in"), worth),
        "value_uncounted": (say("resources.value_uncounted"), worth),
    }


def view_lines(resources: Resources, row: Any) -> tuple[str, ...]:
    """Further lines of a Dong's hover: both ends of the ratio."""
    at_risk, served = row.at_risk, row.served
    if pd.isna(at_risk) or pd.isna(served):
        return ()
    say = resources.say
    return (
        say(
            "resources.tip",
            at_risk=say.amount("household", at_risk),
            served=say.amount("household", served),
        ),
    )
