"""The table under a coverage map: the same places and numbers, for the screen and for files."""

from __future__ import annotations

import pandas as pd

from dashboard.coverage.on_map import apart_text
from dashboard.coverage.rows import FIGURES, SMOOTHED, Coverage
from dashboard.measured import state_text
from pipelines import read


def columns(coverage: Coverage) -> tuple[str, ...]:
    """The measures of the table, in its order."""
    return ("household_count", *FIGURES, *(() if coverage.is_by_gu else SMOOTHED))


def visible(coverage: Coverage) -> pd.DataFrame:
    """The rows for the screen, worst first, indexed by code.

    Columns: `gu_name`, `dong_name`, the measures (float; missing where hidden), `apart` (how the
    Dong stands to its neighbours) and `note`, which says why the chosen measure has no value.
    """
    rows, say = coverage.rows, coverage.say
    texts = {"gu_name": rows["gu_name"]}
    tail = {"note": ["" if state == "value" else state_text(say, state) for state in rows["state"]]}
    if not coverage.is_by_gu:
        texts["dong_name"] = rows["name"]
        tail = {"apart": [apart_text(say, kind) for kind in rows["apart"]], **tail}
    numbers = {column: rows[column].astype(float) for column in columns(coverage)}
    return pd.DataFrame({**texts, **numbers, **tail}, rows.index)


def text_labels(coverage: Coverage) -> dict[str, str]:
    """The words over the text columns of `visible`."""
    say = coverage.say
    own = {"dong_name": say("controls.dong"), "apart": say("apart.kind")}
    return {
        "gu_name": say("controls.gu"),
        **({} if coverage.is_by_gu else own),
        "note": say("table.note"),
    }


def measure_labels(coverage: Coverage) -> dict[str, tuple[str, str]]:
    """(label, meaning) of each measure of `visible`, in its order."""
    say, language = coverage.say, coverage.say.language
    names = read.labels("coverage_by_dong_month", language)
    smoothed = {
        "smoothed_rate": (say("smoothed.label"), say("smoothed.meaning")),
        "smoothed_low_rate": (say("smoothed.low"), say("smoothed.meaning")),
        "smoothed_high_rate": (say("smoothed.high"), say("smoothed.meaning")),
    }
    return {
        column: smoothed[column]
        if column in smoothed
        else (names[column], read.meaning(column, language))
        for column in columns(coverage)
    }


def title(coverage: Coverage) -> str:
    """The words over the table."""
    key = "table.by_gu" if coverage.is_by_gu else "table.title"
    say = coverage.say
    return {
        "table.by_gu": say("table.by_gu", place=coverage.scope_name),
        "table.title": say("table.title", place=coverage.scope_name),
    }[key]
