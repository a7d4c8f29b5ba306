"""What residents, officials and organisations answered in three waves, in treated and controls."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, formats
from dashboard.drawn import Drawn
from dashboard.keeping import kept
from dashboard.tabular import records
from dashboard.trial import arm_plots, words
from dashboard.trial.rows import Row, Trial
from pipelines import read


def scores(trial: Trial) -> Drawn | None:
    """The mean score of each item by wave and arm; None where there are no answers, or not held."""
    return _scores(trial, *trial.key)


# fifteen small charts, the same for every outcome and comparison
@kept(8, aside=1)
def _scores(trial: Trial, *key: str) -> Drawn | None:
    rows = trial.tables.get("trial_surveys")
    if rows is None or rows["wave_score"].isna().all():
        return None
    say, language = trial.say, trial.say.language
    kinds, items = read.values("respondent_kind", language), read.values("item", language)
    held = set(zip(rows["respondent_kind"], rows["item"], strict=True))
    panels = {
        f"{kind}.{item}": f"{items[item]} · {kinds[kind]}"
        for kind in kinds
        for item in items
        if (kind, item) in held
    }
    arms = {"treated": say("trial_outcomes.treated"), "control": say("trial_outcomes.control")}
    points = pd.DataFrame(
        {
            "panel": rows["respondent_kind"] + "." + rows["item"],
            "wave": rows["wave"],
            "arm": rows["arm"],
            "value": rows["wave_score"].astype(float),
            "low": rows["wave_score_low"].astype(float),
            "high": rows["wave_score_high"].astype(float),
            "hover": [_hover(trial, row, arms) for row in records(rows)],
        }
    )
    points["order"] = points["wave"].map(list(read.values("wave", language)).index)
    figure = arm_plots.arm_panels(
        points.sort_values("order", kind="stable"), panels, read.values("wave", language), arms
    )
    notes = (say("trial_outcomes.scores_note"), *_attrition(trial, rows))
    return Drawn("scores", say("trial_outcomes.scores_title"), figure, notes)


def _hover(trial: Trial, row: Row, arms: dict[str, str]) -> str:
    say = trial.say
    if pd.isna(row["wave_score"]):
        return say("trial_outcomes.not_known")
    return say(
        "trial_outcomes.score_hover",
        arm=arms[row["arm"]],
        score=f"{row['wave_score']:.2f}",
        people=say.amount("person", row["answered_count"]),
    )


def _attrition(trial: Trial, rows: pd.DataFrame) -> list[str]:
    """How many of the first wave did not answer the last, in each arm, at most."""
    last = rows[rows["wave"] == "post"].groupby("arm")["attrition_share"].max()
    if not {"treated", "control"} <= set(last.dropna().index):
        return []
    language = trial.say.language
    shares = {
        arm: formats.percent(float(last[arm]), language, decimals=0)
        for arm in ("treated", "control")
    }
    return [trial.say("trial_outcomes.attrition", **shares)]


def effect_sizes(trial: Trial) -> Drawn | None:
    """The effect on each item since the first wave, in standard deviations; None where not held."""
    return _effect_sizes(trial, *trial.key)


@kept(8, aside=1)
def _effect_sizes(trial: Trial, *key: str) -> Drawn | None:
    rows = trial.tables.get("trial_survey_effects")
    if rows is None or rows.empty:
        return None
    say, language = trial.say, trial.say.language
    rows = rows[rows["wave"] == "post"] if rows["wave"].eq("post").any() else rows
    kinds, items = read.values("respondent_kind", language), read.values("item", language)
    places = {code: place for place, code in enumerate((*kinds, *items))}
    rows = rows.sort_values(["respondent_kind", "item"], key=lambda codes: codes.map(places))
    points = pd.DataFrame(
        {
            "name": rows["item"].map(items) + " · " + rows["respondent_kind"].map(kinds),
            "value": rows["effect_size"].astype(float),
            "low": rows["effect_size_low"].astype(float),
            "high": rows["effect_size_high"].astype(float),
            "text": [_size_text(trial, row) for row in records(rows)],
            "is_chosen": False,
        }
    )
    points["hover"] = points["name"] + " · " + points["text"]
    figure = charts.intervals(points, ticks=None, ends=None, height=56 + 26 * max(len(points), 3))
    note = say("trial_outcomes.sizes_note")
    return Drawn("effect_sizes", say("trial_outcomes.sizes_title"), figure, (note,))


def _size_text(trial: Trial, row: Row) -> str:
    say = trial.say
    if pd.isna(row["effect_size"]):
        return words.refusal(say, row["trial_refusal"])
    ends = say(
        "trial_outcomes.range",
        low=f"{row['effect_size_low']:+.2f}",
        high=f"{row['effect_size_high']:+.2f}",
    )
    text = say("trial_outcomes.with_interval", value=f"{row['effect_size']:+.2f}", range=ends)
    p = row["p_holm"] if pd.notna(row["p_holm"]) else row["p_value"]
    return text if pd.isna(p) else say("trial_outcomes.with_p", text=text, p=words.p_text(float(p)))
