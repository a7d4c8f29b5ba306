"""The tables of the page: Dongs, Gu, methods, months, dependence; on the screen and in files."""

from __future__ import annotations

import pandas as pd

from dashboard.tabular import floats, records
from dashboard.takeaway import Sheet
from dashboard.unreached import comparing
from dashboard.unreached.measures import COUNT, ENDS, PER_1000, TOP_20
from dashboard.unreached.panel import HALF
from dashboard.unreached.rows import Unreached, absence_text
from pipelines import read

_NUMBERS = (
    "household_count", "reached_count", COUNT, *ENDS[COUNT], *HALF, PER_1000, *ENDS[PER_1000],
    "expected_unseen_count", "expected_unseen_low", "expected_unseen_high",
    "expected_need_count", "expected_need_low", "expected_need_high",
    "unreached_rank", "unreached_rank_low", "unreached_rank_high",
)  # fmt: skip
# a share, so that it is written in per cent
_TOP_SHARE = "top_20_share"


def every(unreached: Unreached, odds_ratio: float) -> dict[str, Sheet]:
    """All tables by name, in the order in which they stand."""
    made = {"dongs": by_dong(unreached)}
    if len(unreached.gus) > 1 and not unreached.selection.gu:
        made["gus"] = by_gu(unreached)
    made["methods"] = methods(unreached, odds_ratio)
    made["months"] = months(unreached)
    if len(unreached.dependence):
        made["dependence"] = dependence(unreached)
    return made


def tab_names(unreached: Unreached, sheets: dict[str, Sheet]) -> list[str]:
    """The words on their tabs."""
    say = unreached.say
    names = {
        "dongs": say("unreached.tab_dongs"),
        "gus": say("unreached.tab_gus"),
        "methods": say("unreached.tab_methods"),
        "months": say("unreached.tab_months"),
        "dependence": say("unreached.tab_dependence"),
    }
    return [names[name] for name in sheets]


def by_dong(unreached: Unreached) -> Sheet:
    """Every Dong in scope with all of its numbers, in the map's order."""
    rows = unreached.rows
    frame = pd.DataFrame(
        {
            "gu_name": rows["gu_name"],
            "dong_name": rows["name"],
            **floats(rows, _NUMBERS),
            _TOP_SHARE: rows[TOP_20].astype(float),
            **_basis(unreached, rows),
        }
    )
    title = unreached.say("unreached.dong_table", place=unreached.scope_name)
    return Sheet("dongs", title, frame, labels(unreached), _units(unreached))


def by_gu(unreached: Unreached) -> Sheet:
    """Every Gu with all of its numbers, most per 1,000 first."""
    rows = unreached.gus
    frame = pd.DataFrame(
        {"gu_name": rows["name"], **floats(rows, _NUMBERS), **_basis(unreached, rows)}
    )
    title = unreached.say("unreached.gu_table", place=unreached.scope_name)
    return Sheet("gus", title, frame, labels(unreached), _units(unreached))


def methods(unreached: Unreached, odds_ratio: float) -> Sheet:
    """What every method says of the place, the slider's assumption among them."""
    say = unreached.say
    rows = comparing.listed(unreached, odds_ratio)
    notes = [
        say("unreached.lower_bound") if bound else
        absence_text(unreached, pd.Series({"refusal": why, "is_suppressed": True}))
        if pd.isna(value) else ""
        for value, bound, why in zip(
            rows["value"], rows["is_lower_bound"], rows["refusal"], strict=True
        )
    ]  # fmt: skip
    frame = pd.DataFrame(
        {
            "method": [comparing.method_name(unreached, code, odds_ratio) for code in rows.index],
            COUNT: rows["value"],
            ENDS[COUNT][0]: rows["low"],
            ENDS[COUNT][1]: rows["high"],
            "note": notes,
        }
    )
    title = say("unreached.methods_title", place=unreached.methods_name)
    return Sheet("methods", title, frame, labels(unreached), _units(unreached))


def months(unreached: Unreached) -> Sheet:
    """The place by month."""
    rows = unreached.history
    names = tuple(name for name in _NUMBERS if name in rows and name != "household_count")
    frame = pd.DataFrame(
        {
            "month": rows["month"].dt.strftime("%Y-%m"),
            **floats(rows, names),
            **_basis(unreached, rows),
        }
    )
    title = unreached.say("unreached.history_title", place=unreached.place_name)
    return Sheet("months", title, frame, labels(unreached), _units(unreached))


def dependence(unreached: Unreached) -> Sheet:
    """How the lists hang together, as odds ratios."""
    say = unreached.say
    return Sheet(
        "dependence",
        say("unreached.dependence_title"),
        comparing.dependence(unreached).round(2),
        {
            "name": say("unreached.lists"),
            "ratio": say("unreached.odds_ratio"),
            "low": say("unreached.ratio_low"),
            "high": say("unreached.ratio_high"),
        },
    )


def meanings(unreached: Unreached) -> dict[str, str]:
    """What each numeric column means."""
    language = unreached.say.language
    return {
        **{name: read.meaning(name, language) for name in _NUMBERS},
        _TOP_SHARE: read.meaning(TOP_20, language),
        "ratio": unreached.say("unreached.ratio_meaning"),
        "low": unreached.say("unreached.interval_meaning"),
        "high": unreached.say("unreached.interval_meaning"),
    }


def labels(unreached: Unreached) -> dict[str, str]:
    """The words over every column."""
    say, language = unreached.say, unreached.say.language
    names = {
        **read.labels("coverage_by_dong_month", language),
        **read.labels("unreached_by_dong_month", language),
    }
    return {
        **{name: names[name] for name in (*_NUMBERS, "is_audited", "audit_month")},
        _TOP_SHARE: names[TOP_20],
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "method": read.labels("unreached_methods_by_city_month", language)["unreached_method"],
        "month": say("controls.month"),
        "note": say("table.note"),
    }


def _basis(unreached: Unreached, rows: pd.DataFrame) -> dict[str, object]:
    """The audit that was used, and why a row has no number."""
    say = unreached.say
    used = rows["is_audited"].fillna(False).astype(bool) & rows["audit_month"].notna()
    notes = ["" if pd.notna(row[COUNT]) else absence_text(unreached, row) for row in records(rows)]
    return {
        "audit_month": rows["audit_month"].dt.strftime("%Y-%m").where(used, say("unreached.none")),
        "note": notes,
    }


def _units(unreached: Unreached) -> dict[str, str]:
    say = unreached.say
    households = [name for name in _NUMBERS[1:] if not name.startswith("unreached_rank")]
    return dict.fromkeys(households, say("unreached.households"))
