"""The table under a coverage map: the same Dongs, the same numbers, on the screen and as a file."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.coverage.rows import FIGURES, Coverage, state_text
from pipelines import export, read

_MEASURES = ("household_count", *FIGURES)


def visible(coverage: Coverage) -> pd.DataFrame:
    """The rows for the screen, worst first, indexed by dong_code.

    Columns: `gu_name`, `dong_name`, the measures (float; missing where hidden) and `note`, which
    says why the chosen measure has no value.
    """
    rows = coverage.rows
    notes = ["" if state == "value" else state_text(coverage.say, state) for state in rows["state"]]
    numbers = {column: rows[column].astype(float) for column in _MEASURES}
    texts = {"gu_name": rows["gu_name"], "dong_name": rows["name"]}
    return pd.DataFrame({**texts, **numbers, "note": notes})


def text_labels(coverage: Coverage) -> dict[str, str]:
    """The words over the text columns of `visible`."""
    say = coverage.say
    return {
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "note": say("table.note"),
    }


def measure_labels(coverage: Coverage) -> dict[str, tuple[str, str]]:
    """(label, meaning) of each measure of `visible`, in its order."""
    language = coverage.say.language
    names = read.labels("coverage_by_dong_month", language)
    return {column: (names[column], read.meaning(column, language)) for column in _MEASURES}


def as_csv(coverage: Coverage) -> tuple[str, bytes]:
    """(file name, content) of the same rows, with codes, the notices and what was filtered."""
    language = coverage.say.language
    selection = coverage.selection
    release = selection.scope.release
    columns = ["gu_code", "gu_name", "dong_code", "name", "month", *_MEASURES, "is_suppressed"]
    frame = coverage.rows.reset_index().assign(month=pd.Timestamp(selection.month))[columns]
    content = export.to_csv(
        frame,
        info=coverage.info,
        release=release,
        labels={
            **read.labels("coverage_by_dong_month", language),
            "gu_name": coverage.say("controls.gu"),
            "name": coverage.say("controls.dong"),
        },
        language=language,
        notes=(f"{coverage.scope_name} · {formats.month(selection.month, language)}",),
    )
    parts = ("coverage", coverage.info.deployment, f"{selection.month:%Y-%m}", release)
    return f"{'_'.join(parts)}_{coverage.info.build_id}.csv", content
