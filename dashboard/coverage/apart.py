"""Dongs that differ from their neighbours, or resemble them, more than chance would have it."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.coverage.measures import value_text
from dashboard.coverage.on_map import MARKS, apart_text
from dashboard.coverage.rows import Coverage
from dashboard.measured import state_text

_NAMED = 3


def outlier_sentence(coverage: Coverage) -> list[str]:
    """The sentence that names the Dongs with a large gap among small ones; none, no sentence."""
    rows = coverage.rows
    found = rows[rows["apart"] == "high_among_low"]
    if found.empty:
        return []
    names = [
        f"{gu} {name}" if coverage.is_of_many_gus else name
        for gu, name in zip(found["gu_name"], found["name"], strict=True)
    ]
    say = coverage.say
    about = {"dongs": ", ".join(names[:_NAMED]), "n": len(names)}
    if len(names) > _NAMED:
        return [say("apart.outliers_many", **about)]
    return [say.many("apart.outliers", len(names), **about)]


def summary(coverage: Coverage) -> str:
    """How many stand out, in the scope; or why nobody can."""
    say, found = coverage.say, coverage.association
    about = {
        "month": formats.month(coverage.selection.month, say.language),
        "place": coverage.scope_name,
    }
    if found is None:
        return say("apart.by_gu")
    if found.q_value.reindex(coverage.rows.index).isna().all():
        return say("apart.untested", **about)
    count = int((coverage.rows["apart"] != "").sum())
    level = formats.percent(found.level, say.language, decimals=0)
    if not count:
        return say("apart.none", level=level, **about)
    return say.many("apart.some", count, n=count, level=level, **about)


def listed(coverage: Coverage) -> pd.DataFrame:
    """The Dongs that stand out, poor among rich first: `kind`, `dong_name` and the measure."""
    rows = coverage.rows[coverage.rows["apart"] != ""]
    order = rows["apart"].map({kind: place for place, kind in enumerate(MARKS)})
    rows = rows.assign(order=order).sort_values("order", kind="stable")
    kinds = [f"{MARKS[kind]} {apart_text(coverage.say, kind)}" for kind in rows["apart"]]
    return pd.DataFrame(
        {
            "dong_name": rows["gu_name"] + " " + rows["name"]
            if coverage.is_of_many_gus
            else rows["name"],
            "kind": kinds,
            coverage.shown.measure.name: rows["value"].astype(float),
        },
        rows.index,
    )


def labels(coverage: Coverage) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """(words over the text columns, (label, meaning) of the numeric ones) of `listed`."""
    say, measure = coverage.say, coverage.shown.measure
    texts = {"dong_name": say("controls.dong"), "kind": say("apart.kind")}
    return texts, {measure.name: (measure.label, measure.meaning)}


def own_sentence(coverage: Coverage, neighbour_values: pd.Series) -> str:
    """How the chosen Dong compares with its neighbours."""
    say, found = coverage.say, coverage.association
    code = coverage.selection.dong
    row = coverage.rows.loc[[code]].iloc[0]
    if row["state"] != "value":
        return say("apart.own_none", dong=row["name"], reason=state_text(say, str(row["state"])))
    known = neighbour_values.dropna()
    if known.empty or found is None:
        return say("apart.own_alone", dong=row["name"])
    name = coverage.shown.measure.name
    about = {
        "dong": row["name"],
        "value": value_text(say, name, float(row["value"])),
        "mean": value_text(say, name, round(float(known.mean()), 4 if "rate" in name else 1)),
    }
    if row["apart"]:
        return say("apart.own_differs", kind=apart_text(say, row["apart"]), **about)
    return say("apart.own_alike", **about)
