"""The same records by other methods, and with another assumption about those on no list."""

from __future__ import annotations

import math

import pandas as pd

from dashboard import charts, data, formats, period
from dashboard.drawn import Drawn
from dashboard.tabular import records
from dashboard.unreached.measures import COUNT, ENDS, number_text, range_text, refusal_text
from dashboard.unreached.rows import Row, Unreached, sole_channels
from pipelines import read

# odds ratios from a half to five, evenly spaced on the log scale
ODDS_RATIOS = (0.5, 0.63, 0.79, 1.0, 1.26, 1.58, 2.0, 2.51, 3.16, 3.98, 5.0)
ASSUMED = "assumed"
_TOP_TO_BOTTOM = ("model", "model_without_audit", "audit_ratio", ASSUMED, "independence",
                  "stepwise", "chapman", "chao", "naive")  # fmt: skip


def assumed(unreached: Unreached, odds_ratio: float) -> float | None:
    """The independence estimate with its unseen times `odds_ratio`; None where there is none.

    The known who are not reached (naive) stay as they are (`pipelines.risk.lists.with_odds_ratio`).
    """
    rows = unreached.methods
    if not {"naive", "independence"} <= set(rows.index):
        return None
    known, start = rows.loc[["naive", "independence"], COUNT].astype(float)
    if pd.isna(known) or pd.isna(start):
        return None
    return float(known + odds_ratio * (start - known))


def methods(unreached: Unreached, odds_ratio: float) -> Drawn:
    """Every method's estimate on one line of numbers, the model with its interval on top."""
    say = unreached.say
    rows = listed(unreached, odds_ratio)
    known = rows["value"].notna()
    high = float(rows.loc[known, ["value", "high"]].max().max()) if known.any() else 0.0
    points = rows.assign(
        name=[method_name(unreached, code, odds_ratio) for code in rows.index],
        text=[_text(unreached, row) for row in records(rows)],
        is_chosen=rows.index.isin(("model", ASSUMED)),
        low=rows["low"].fillna(rows["value"]),
        high=rows["high"].fillna(rows["value"]),
    ).reset_index(drop=True)
    points["hover"] = [
        f"{name} · {text}" for name, text in zip(points["name"], points["text"], strict=True)
    ]
    figure = charts.intervals(
        points,
        ticks={tick: formats.short(tick, say.language) for tick in charts.round_ticks(high)},
        ends=(0, high * 1.05 or 1),
        height=52 + 27 * len(points),
    )
    bounds = {
        place: float(row["value"])
        for place, row in enumerate(records(rows))
        if row["is_lower_bound"] and pd.notna(row["value"])
    }
    figure.layout.xaxis.tickangle = 0
    if bounds:
        figure = charts.add_lower_bounds(figure, bounds, reach=high / 14)
    title = say("unreached.methods_title", place=unreached.methods_name)
    return Drawn("methods", title, figure, tuple(_sentences(unreached, odds_ratio)))


def listed(unreached: Unreached, odds_ratio: float) -> pd.DataFrame:
    """By method, the model first: `value`, `low`, `high`, `is_lower_bound`, `refusal`."""
    rows = unreached.methods[[COUNT, *ENDS[COUNT], "is_lower_bound", "refusal"]]
    rows = rows.set_axis(["value", "low", "high", "is_lower_bound", "refusal"], axis=1)
    moved = assumed(unreached, odds_ratio)
    if moved is not None:
        own = pd.DataFrame({"value": [round(moved)], "is_lower_bound": [False]}, [ASSUMED])
        rows = pd.concat([rows.astype(object), own.astype(object)])
    numbers = {
        name: rows[name].astype("Float64").astype(float) for name in ("value", "low", "high")
    }
    rows = rows.assign(**numbers, is_lower_bound=rows["is_lower_bound"].fillna(False).astype(bool))
    return rows.reindex([code for code in _TOP_TO_BOTTOM if code in rows.index])


def method_name(unreached: Unreached, code: str, odds_ratio: float) -> str:
    """What a method is called."""
    say = unreached.say
    if code == ASSUMED:
        return say("unreached.assumed", ratio=f"{odds_ratio:g}")
    return read.values("unreached_method", say.language)[code]


def _text(unreached: Unreached, row: Row) -> str:
    say = unreached.say
    if pd.isna(row["value"]):
        reason = row["refusal"]
        why = say("state.suppressed") if pd.isna(reason) else refusal_text(say, reason)
        return say("unreached.refused_short", reason=why)
    value = formats.short(row["value"], say.language)
    if row["is_lower_bound"]:
        return say("unreached.at_least", value=value)
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return value
    low, high = (formats.short(row[end], say.language) for end in ("low", "high"))
    ends = say("unreached.range", low=low, high=high)
    return say("unreached.with_range", value=value, range=ends)


def _sentences(unreached: Unreached, odds_ratio: float) -> list[str]:
    """What the audit changed, and what the slider's assumption says."""
    say = unreached.say
    return [*_audit(unreached), *_assumption(unreached, odds_ratio), say("unreached.methods_note")]


def _audit(unreached: Unreached) -> list[str]:
    """The model with and without the audit, and how much wider the interval would be."""
    say, rows = unreached.say, unreached.methods
    if not unreached.rows["is_audited"].fillna(False).any():
        return [say("unreached.audit_none")]
    if not {"model", "model_without_audit"} <= set(rows.index):
        return []
    with_it, without = rows.loc["model"], rows.loc["model_without_audit"]
    if pd.isna(with_it[COUNT]) or pd.isna(without[COUNT]):
        return []
    low, high = (without[end] for end in ENDS[COUNT])
    about = {
        "value": number_text(say, COUNT, without[COUNT], is_short=True),
        "range": range_text(say, COUNT, low, high, is_short=True),
    }
    if not _width(with_it):
        return [say("unreached.audit_left_out", **about)]
    ratio = _width(without) / _width(with_it)
    return [say("unreached.audit_wider", ratio=say.number(round(ratio, 1)), **about)]


def _width(row: pd.Series) -> float:
    low, high = (float(row[end]) for end in ENDS[COUNT])
    return high - low


def _assumption(unreached: Unreached, odds_ratio: float) -> list[str]:
    say = unreached.say
    moved = assumed(unreached, odds_ratio)
    if moved is None:
        return [say("unreached.assumption_none")]
    about = {
        "value": number_text(say, COUNT, round(moved), is_short=True),
        "ratio": f"{odds_ratio:g}",
    }
    if math.isclose(odds_ratio, 1.0):
        return [say("unreached.assumption_one", **about)]
    if odds_ratio > 1:
        return [say("unreached.assumption_more", **about)]
    return [say("unreached.assumption_less", **about)]


def sole_shares(unreached: Unreached) -> Drawn:
    """Of each channel's households, the share that no other channel knew."""
    say = unreached.say
    names = read.values("report_channel", say.language)
    table = sole_channels(unreached)
    texts = []
    for row in records(table):
        if pd.notna(row["sole_channel_rate"]):
            share = formats.percent(float(row["sole_channel_rate"]), say.language, decimals=0)
            count = say.amount("household", row["reported_household_count"])
            texts.append(say("unreached.sole_text", share=share, count=count))
        elif unreached.is_open:
            texts.append(say("unreached.hidden_or_none"))
        else:
            texts.append(say("unreached.no_report"))
    bars = pd.DataFrame(
        {
            "label": [names[code] for code in table.index],
            "value": table["sole_channel_rate"].astype("Float64").astype(float).to_numpy(),
            "text": texts,
            "is_strong": True,
        }
    )
    bars["hover"] = bars["label"] + " · " + bars["text"]
    bars = bars.sort_values("value", ascending=False, kind="stable", na_position="last")
    months = period.up_to(unreached.month, period.YEAR, data.months(unreached.info)).text(say)
    place = unreached.scope_name
    return Drawn(
        "sole_channels",
        say("unreached.sole_title", place=place, period=months),
        charts.bars(bars, height=40 + 27 * len(bars), room=0.75),
        (say("unreached.sole_note"),),
    )


def dependence(unreached: Unreached) -> pd.DataFrame:
    """Pairs of lists with the odds ratio of their dependence, strongest first, with its interval.

    `name`, `ratio`, `low`, `high`; the last row is of those on no list.
    """
    lists = read.values("capture_list", unreached.say.language)
    rows = unreached.dependence
    names = [
        unreached.say("unreached.never_seen")
        if kind == "never_seen"
        else f"{lists[first]} · {lists[second]}"
        for kind, first, second in zip(
            rows["dependence_kind"], rows["first_list"], rows["second_list"], strict=True
        )
    ]
    made = pd.DataFrame(
        {
            "name": names,
            "ratio": rows["dependence"].astype(float).map(math.exp),
            "low": rows["dependence_low"].astype(float).map(math.exp),
            "high": rows["dependence_high"].astype(float).map(math.exp),
            "is_last": (rows["dependence_kind"] == "never_seen").to_numpy(),
        },
        rows.index,
    )
    order = made.sort_values(["is_last", "ratio"], ascending=[True, False], kind="stable")
    return order.drop(columns="is_last").reset_index(drop=True)
