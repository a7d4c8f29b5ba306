"""Whether the order of households by the model holds: calibration, recall, and for whom.

The scores themselves never leave the warehouse; these are sums over households, and internal.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import charts, data, formats
from dashboard.drawn import Drawn
from dashboard.tabular import records
from dashboard.unreached.rows import Unreached
from pipelines import read
from pipelines.errors import NotBuiltError


@dataclass(frozen=True)
class Validation:
    """The tables of the household model: one row a split and method, bin, or group and measure."""

    validation: pd.DataFrame
    calibration: pd.DataFrame
    fairness: pd.DataFrame


def load(unreached: Unreached) -> Validation | None:
    """The validation of this build; None in the open release, or where none was made."""
    if unreached.is_open:
        return None
    names = ("risk_validation", "risk_calibration", "risk_fairness")
    try:
        tables = [data.table(name, unreached.info, "internal") for name in names]
    except NotBuiltError:
        return None
    return Validation(*tables) if all(len(table) for table in tables) else None


def absence(unreached: Unreached) -> str:
    """Why there is none to be seen."""
    say = unreached.say
    return say("unreached.validation_open") if unreached.is_open else say("unreached.no_validation")


def calibration(unreached: Unreached, found: Validation) -> Drawn:
    """What the model foretold of each tenth of the households, and what came."""
    say, language = unreached.say, unreached.say.language
    rows = found.calibration
    names = {
        f"{split:%Y-%m}": formats.short_month(split.date(), language)
        for split in sorted(rows["split_month"].unique())
    }
    points = pd.DataFrame(
        {
            "series": rows["split_month"].dt.strftime("%Y-%m"),
            "x": rows["predicted_rate"].astype(float),
            "y": rows["observed_rate"].astype(float),
            "size": 7,
            "hover": [
                say(
                    "unreached.calibration_hover",
                    split=formats.month(row["split_month"].date(), language),
                    predicted=formats.percent(float(row["predicted_rate"]), language),
                    observed=formats.percent(float(row["observed_rate"]), language),
                    count=say.amount("household", row["scored_count"]),
                )
                for row in records(rows)
            ],
        }
    )
    figure = charts.calibration(
        points,
        names,
        x_title=say("unreached.predicted"),
        y_title=say("unreached.observed"),
        height=320,
    )
    own = found.validation[found.validation["ranking_method"] == "model"]
    worst = own["calibration_error"].astype(float).max()
    note = say("unreached.calibration_note")
    if pd.notna(worst):
        note = f"{note} {say('unreached.calibration_error', error=_points(worst))}"
    return Drawn("calibration", say("unreached.calibration_title"), figure, (note,))


def recall(unreached: Unreached, found: Validation) -> Drawn:
    """Of the households found in each half-year, those that each order put within capacity."""
    say, language = unreached.say, unreached.say.language
    methods = read.values("ranking_method", language)
    rows = found.validation.sort_values("split_month", kind="stable")
    rows = rows.assign(
        name=[formats.short_month(month.date(), language) for month in rows["split_month"]],
        label=rows["ranking_method"].map(methods),
        value=rows["recall"].astype(float),
    )
    rows["text"] = [_recall_text(unreached, row) for row in records(rows)]
    figure = charts.labelled_dots(rows, methods, strong="model", suffix="%")
    wins = rows.pivot(index="split_month", columns="ranking_method", values="value")
    better = int((wins["model"] > wins["points_rule"]).sum()) if "points_rule" in wins else 0
    note = say("unreached.recall_note", n=better, splits=len(wins))
    return Drawn("recall", say("unreached.recall_title"), figure, (note,))


def _recall_text(unreached: Unreached, row: dict) -> str:
    say, language = unreached.say, unreached.say.language
    if pd.isna(row["value"]):
        return f"{row['label']} · {say('unreached.no_estimate')}"
    return say(
        "unreached.recall_hover",
        method=row["label"],
        recall=formats.percent(row["value"], language),
        precision=formats.percent(float(row["precision"]), language),
        share=formats.percent(float(row["capacity_share"]), language),
    )


def _points(error: float) -> str:
    """A difference of rates in percentage points."""
    return f"{100 * error:.1f}"
