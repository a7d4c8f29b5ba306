"""Whether the comparison is fair: the control clock, balance, pre-trends, placebos, bounds."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import charts, formats
from dashboard.drawn import Drawn
from dashboard.tabular import records
from dashboard.trial import effects, plots, words
from dashboard.trial.on_map import comparison_label, outcome_title
from dashboard.trial.rows import Row, Trial
from pipelines import read

# standardised differences beyond this are large (Imbens and Rubin 2015, section 14.2)
_LARGE = 0.25
# what was before the start: tests, told in words
_BEFORE = ("pre_joint", "pre_trend")
_COUNTS = {"treated": "treated_dong_count", "untreated": "untreated_dong_count",
           "touching": "touching_dong_count"}  # fmt: skip


def clock(trial: Trial) -> Drawn | None:
    """How many Dongs are left to compare with, month by month; None where it was not counted."""
    rows = trial.tables["trial_clock_by_month"]
    if rows.empty:
        return None
    say = trial.say
    counts = rows[list(_COUNTS.values())].astype(float).set_axis(list(_COUNTS), axis=1)
    steps = counts["untreated"].diff().shift(-1).fillna(0) < 0
    points = counts.assign(
        month=rows["month"],
        # the last month of each step, before fewer are left
        label=[
            say.number(count) if is_step and count else ""
            for count, is_step in zip(counts["untreated"], _spaced(steps), strict=True)
        ],
        hover=[_clock_hover(trial, row) for row in records(rows)],
    )
    januaries = points.loc[points["month"].dt.month == 1, "month"]
    figure = plots.clock(
        points,
        {
            "untreated": say("trial_outcomes.without"),
            "touching": say("trial_outcomes.touching"),
            "treated": say("trial_outcomes.with_programme"),
        },
        marked=pd.Timestamp(trial.selection.month),
        years={month: formats.year(month.date(), say.language) for month in januaries},
    )
    return Drawn("clock", say("trial_outcomes.clock_title"), figure, (_clock_note(trial),))


def _spaced(steps: pd.Series, apart: int = 5) -> list[bool]:
    """The first of each run of steps that follow each other closely: their numbers would touch."""
    found, last = [], -apart
    for place, is_step in enumerate(steps):
        is_apart = bool(is_step) and place - last >= apart
        last = place if is_apart else last
        found.append(is_apart)
    return found


def _clock_hover(trial: Trial, row: Row) -> str:
    say = trial.say
    return say(
        "trial_outcomes.clock_hover",
        month=formats.month(row["month"].date(), say.language),
        **{key: say.amount("dong", row[name]) for key, name in _COUNTS.items()},
    )


def _clock_note(trial: Trial) -> str:
    """When the last controls were left, and how few they were at the end."""
    say, rows = trial.say, trial.tables["trial_clock_by_month"]
    left = rows[rows["untreated_dong_count"] > 0]
    if left.empty:
        return say("trial_outcomes.clock_never")
    last = left.iloc[-1]
    about = {
        "month": formats.month(last["month"].date(), say.language),
        "dongs": say.amount("dong", last["untreated_dong_count"]),
    }
    if len(left) == len(rows):
        return say("trial_outcomes.clock_left", **about)
    return say("trial_outcomes.clock_note", **about)


def balance(trial: Trial) -> Drawn | None:
    """How unlike treated and control Dongs were before the start; None where it is not held."""
    rows = trial.tables.get("trial_balance")
    rows = rows[rows["comparison"] == trial.comparison] if rows is not None else rows
    if rows is None or rows.empty:
        return None
    say = trial.say
    names = read.values("covariate", say.language)
    rows = rows.sort_values("covariate", key=lambda codes: codes.map(list(names).index))
    differences = rows["standardised_difference"].astype(float)
    points = pd.DataFrame(
        {
            "name": rows["covariate"].map(names),
            "value": differences,
            "low": differences,
            "high": differences,
            "text": [_balance_text(trial, row) for row in records(rows)],
            "is_chosen": differences.abs() > _LARGE,
        }
    )
    points["hover"] = points["name"] + " · " + points["text"]
    figure = charts.intervals(points, ticks=None, ends=None, height=56 + 28 * len(points))
    large = [name for name, is_large in zip(points["name"], points["is_chosen"], strict=True)
             if is_large]  # fmt: skip
    note = (
        say("trial_outcomes.balance_large", names=", ".join(large), limit=f"{_LARGE:g}")
        if large
        else say("trial_outcomes.balance_fine", limit=f"{_LARGE:g}")
    )
    title = say("trial_outcomes.balance_title", comparison=comparison_label(trial))
    return Drawn("balance", title, figure, (note,))


def _balance_text(trial: Trial, row: Row) -> str:
    say = trial.say
    if pd.isna(row["standardised_difference"]):
        return say("trial_outcomes.not_known")
    difference = f"{row['standardised_difference']:+.2f}"
    if pd.isna(row["support_share"]):
        return difference
    share = formats.percent(float(row["support_share"]), say.language, decimals=0)
    return say("trial_outcomes.balance_text", difference=difference, share=share)


def checks(trial: Trial) -> Drawn | None:
    """The effect again under each check, on one axis; None where nothing was checked."""
    rows, headline = trial.of_outcome("trial_checks"), trial.headline()
    shown = rows[~rows["trial_check"].isin(_BEFORE)]
    if shown.empty:
        return None
    say = trial.say
    order = list(read.values("trial_check", say.language))
    shown = shown.sort_values(
        "trial_check", key=lambda codes: codes.map(order.index), kind="stable"
    )
    lines: list[tuple[str, Row]] = []
    if headline:
        lines.append((say("trial_outcomes.headline_estimate"), headline))
    lines += [(_check_name(trial, row), _as_effect(row)) for row in records(shown)]
    title = say("trial_outcomes.checks_title", outcome=outcome_title(trial))
    chosen = [place == 0 and headline is not None for place in range(len(lines))]
    figure = effects.dots(trial, lines, chosen=chosen)
    return Drawn("checks", title, figure, tuple(_check_notes(trial, rows)))


def _as_effect(row: Row) -> Row:
    """Bounds have no middle of their own: it is drawn halfway between them."""
    if row["trial_check"] == "bounds" and pd.isna(row["att"]) and pd.notna(row["ci_low"]):
        return {**row, "att": (row["ci_low"] + row["ci_high"]) / 2}
    return row


def _check_name(trial: Trial, row: Row) -> str:
    say = trial.say
    name = read.values("trial_check", say.language)[row["trial_check"]]
    match row["trial_check"]:
        case "placebo_date":
            months = say.amount("month", row["check_step"])
            return say("trial_outcomes.placebo_step", check=name, months=months)
        case "bounds":
            return say("trial_outcomes.bounds_step", step=f"{row['check_step']:g}")
        case _:
            return name


def _check_notes(trial: Trial, rows: pd.DataFrame) -> Iterator[str]:
    """What the checks say, each in a sentence."""
    say = trial.say
    yield from dict.fromkeys(_before(trial, row) for row in records(_of(rows, *_BEFORE)))
    for row in records(_of(rows, "placebo_date")):
        if pd.notna(row["ci_low"]) and not row["ci_low"] <= 0 <= row["ci_high"]:
            yield say("trial_outcomes.placebo_moved")
            break
    bounds = rows[(rows["trial_check"] == "bounds") & rows["ci_low"].notna()]
    if len(bounds):
        yield say("trial_outcomes.bounds_of")
        holds = bounds[(bounds["ci_low"] > 0) | (bounds["ci_high"] < 0)]["check_step"]
        if len(holds):
            yield say("trial_outcomes.bounds_hold", step=f"{holds.max():g}")
        else:
            yield say("trial_outcomes.bounds_none", step=f"{bounds['check_step'].min():g}")


def _of(rows: pd.DataFrame, *checks: str) -> pd.DataFrame:
    return rows[rows["trial_check"].isin(checks)]


def _before(trial: Trial, row: Row) -> str:
    """What a test of the time before the start says, or why it was not made."""
    say, p = trial.say, row["p_value"]
    if pd.isna(p):
        return f"{_check_name(trial, row)} · {words.refusal(say, row['trial_refusal'])}"
    text, is_unlike = words.p_text(float(p)), p <= trial.plan.level
    if row["trial_check"] == "pre_joint":
        if is_unlike:
            return say("trial_outcomes.joint_unlike", p=text)
        return say("trial_outcomes.joint_alike", p=text)
    if is_unlike:
        return say("trial_outcomes.pre_trend_unlike", p=text)
    return say("trial_outcomes.pre_trend_alike", p=text)
