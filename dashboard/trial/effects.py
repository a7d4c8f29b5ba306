"""The charts of the effects: the event study, the estimators, the cohorts, what chance gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import charts, formats
from dashboard.drawn import Drawn
from dashboard.tabular import records
from dashboard.trial import plots, words
from dashboard.trial.on_map import outcome_label, outcome_title
from dashboard.trial.rows import Row, Trial
from pipelines import read


def event_study(trial: Trial, *, height: int) -> Drawn | None:
    """The effect by months since the start; None where there is none."""
    rows = trial.of_outcome("trial_event_study")
    if rows.empty or rows["att"].isna().all():
        return None
    say, outcome = trial.say, trial.outcome
    points = scaled(outcome, rows).assign(event_time=rows["event_time"].astype(int))
    points["hover"] = [
        say(
            "trial_outcomes.event_hover",
            months=f"{int(row['event_time']):+d}",
            value=words.with_interval(say, outcome, row),
            dongs=say.amount("dong", row["treated_dong_count"]),
        )
        if pd.notna(row["treated_dong_count"])
        else words.with_interval(say, outcome, row)
        for row in records(rows)
    ]
    figure = plots.event_study(
        points,
        x_title=say("trial_outcomes.event_axis"),
        start=say("trial_outcomes.start"),
        suffix="",
        height=height,
    )
    title = say("trial_outcomes.event_title", outcome=outcome_title(trial))
    notes = [say("trial_outcomes.event_note")]
    # the last month before the start is what the others are held against: it has none either
    if (points["low"].isna() & (points["value"] != 0)).any():
        notes.append(say("trial_outcomes.event_few"))
    after = rows[rows["event_time"] >= 0].sort_values("event_time")["treated_dong_count"].dropna()
    if len(after) and after.iloc[-1] < after.iloc[0]:
        notes.append(say("trial_outcomes.event_fewer"))
    return Drawn("event_study", title, figure, (" ".join(notes),))


def estimators(trial: Trial) -> Drawn | None:
    """Every estimator's effect on one axis, the headline first and larger."""
    rows = trial.of_outcome("trial_effects")
    if rows.empty:
        return None
    order = list(read.values("estimator", trial.say.language))
    rows = rows.assign(
        order=rows["estimator"].map(order.index),
        is_headline=rows["is_headline"].fillna(False).astype(bool),
    ).sort_values(["is_headline", "order"], ascending=[False, True])
    lines = [(estimator_name(trial, row), row) for row in records(rows)]
    title = estimators_title(trial)
    notes = [trial.say("trial_outcomes.estimators_note")]
    if rows["estimator"].eq("two_way_fixed_effects").any():
        notes.append(trial.say("trial_outcomes.twfe_note"))
    figure = dots(trial, lines, chosen=[row["is_headline"] for row in records(rows)])
    return Drawn("estimators", title, figure, tuple(notes))


def estimators_title(trial: Trial) -> str:
    """The title over the estimators."""
    return trial.say("trial_outcomes.estimators_title", outcome=outcome_title(trial))


def estimator_name(trial: Trial, row: Row) -> str:
    """What an estimator is called, marked where it or its outcome is outside the plan."""
    name = read.values("estimator", trial.say.language)[row["estimator"]]
    return trial.say("trial_outcomes.marked", name=name) if row["is_exploratory"] is True else name


def cohorts(trial: Trial) -> Drawn | None:
    """The effect on the Dongs of each cohort; None where there is no cohort."""
    rows = trial.of_outcome("trial_effects_by_cohort")
    if rows.empty:
        return None
    say = trial.say
    lines = [
        (
            say(
                "trial_outcomes.cohort",
                month=_joined_in(trial, row["cohort_month"]),
                dongs=say.amount("dong", row["treated_dong_count"]),
            ),
            row,
        )
        for row in records(rows)
    ]
    title = say("trial_outcomes.cohorts_title", outcome=outcome_title(trial))
    note = say("trial_outcomes.cohorts_note")
    return Drawn("cohorts", title, dots(trial, lines), (note,))


def _joined_in(trial: Trial, month: pd.Timestamp) -> str:
    """The month in which a cohort joined; the three of which it is one, where they are together."""
    say = trial.say
    names = [formats.short_month(each.date(), say.language)
             for each in (month, month + pd.DateOffset(months=2))]  # fmt: skip
    rows = trial.tables["trial_effects"]
    own = rows[(rows["trial_outcome"] == trial.outcome) & (rows["comparison"] == "overall")]
    if own["trial_period"].eq("three_months").any():
        return say("period.range", first=names[0], last=names[1])
    return names[0]


def permutations(trial: Trial) -> Drawn | None:
    """What other choices of the trial Dongs would have given; None where nothing was permuted."""
    rows = trial.of_outcome("trial_permutations")
    if rows.empty:
        return None
    say = trial.say
    observed, total = (
        float(rows["observed_statistic"].iloc[0]),
        int(rows["permutation_count"].sum()),
    )
    bins = pd.DataFrame(
        {
            "low": rows["bin_low"].astype(float),
            "high": rows["bin_high"].astype(float),
            "count": rows["permutation_count"].astype(float),
        }
    )
    bins["hover"] = [
        say("trial_outcomes.bin_hover", low=f"{low:.2f}", high=f"{high:.2f}", n=say.number(count))
        for low, high, count in bins[["low", "high", "count"]].to_numpy().tolist()
    ]
    figure = plots.distribution(
        bins,
        observed,
        label=say("trial_outcomes.observed", value=f"{observed:.2f}"),
        x_title=say("trial_outcomes.statistic"),
        height=300,
    )
    notes = [say("trial_outcomes.permutations_note", n=say.number(total))]
    own = trial.of_outcome("trial_effects")
    own = own[(own["interval_method"] == "permutation") & own["p_value"].notna()]
    if len(own):
        share = words.share_text(say, float(own["p_value"].iloc[0]))
        notes.append(say("trial_outcomes.permutations_share", share=share))
    title = say("trial_outcomes.permutations_title", outcome=outcome_label(trial))
    return Drawn("permutations", title, figure, tuple(notes))


def scaled(outcome: str, rows: pd.DataFrame) -> pd.DataFrame:
    """`value`, `low`, `high` of effects as they are written on an axis."""
    numbers = rows[["att", "ci_low", "ci_high"]].to_numpy(float, na_value=np.nan)
    found = pd.DataFrame(numbers, index=rows.index, columns=["value", "low", "high"])
    return found * words.scaled(outcome, 1.0)


def dots(
    trial: Trial, lines: Sequence[tuple[str, Row]], *, chosen: Sequence[bool] | None = None
) -> go.Figure:
    """Effects on one axis, each with its interval and its text; a refused one says why."""
    say, outcome = trial.say, trial.outcome
    rows = pd.DataFrame([row for _, row in lines])
    points = scaled(outcome, rows).assign(
        name=[name for name, _ in lines],
        text=[words.with_interval(say, outcome, row) for _, row in lines],
        is_chosen=list(chosen) if chosen is not None else False,
    )
    points["hover"] = points["name"] + " · " + points["text"]
    return charts.intervals(points, ticks=None, ends=None, height=56 + 30 * max(len(points), 3))
