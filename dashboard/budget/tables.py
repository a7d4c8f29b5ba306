"""The tables of the balance: places, Gu, years; on the screen and in files."""

from __future__ import annotations

import pandas as pd

from dashboard.budget import reading
from dashboard.budget.rows import BUDGET_SHARE, IMBALANCE, NEED_SHARE, PER_NEED, Balance, within_gu
from dashboard.tabular import floats
from dashboard.takeaway import Sheet
from pipelines import read

_ENDS = ("", "_low", "_high")
_SPREAD = (*(f"{PER_NEED}{end}" for end in _ENDS), *(f"{IMBALANCE}{end}" for end in _ENDS))
# a share last, so that it is written in per cent: the ends are named after it
_SHARES = {f"need{end}_share": f"{NEED_SHARE}{end}" for end in _ENDS} | {BUDGET_SHARE: BUDGET_SHARE}
_NEED = ("expected_need_count", "expected_need_low", "expected_need_high")
_BESIDE = ("goods_krw", "staff_fte", "volunteer_fte")
_YEARLY = ("budget_krw", "budget_usd", "krw_per_usd",
           *(f"{name}{end}" for name in ("theil", "theil_between", "theil_within", "gini")
             for end in _ENDS),
           "gu_level_krw", "city_level_krw", "goods_krw", "staff_fte", "volunteer_fte",
           "unknown_need_dong_count")  # fmt: skip


def every(balance: Balance) -> dict[str, Sheet]:
    """All tables by name, in the order in which they stand."""
    made = {"places": places(balance)}
    if not balance.selection.gu and not balance.is_by_gu and len(balance.gus) > 1:
        made["gus"] = gus(balance)
    if balance.selection.gu:
        made["own_years"] = own_years(balance)
    made["years"] = years(balance)
    return made


def tab_names(balance: Balance, sheets: dict[str, Sheet]) -> list[str]:
    """The words on their tabs."""
    say = balance.say
    names = {
        "places": say("budget.by_gu") if balance.is_by_gu else say("budget.by_dong"),
        "gus": say("budget.by_gu"),
        "own_years": say("budget.tab_own_years", place=balance.place_name),
        "years": say("budget.tab_years"),
    }
    return [names[name] for name in sheets]


def places(balance: Balance) -> Sheet:
    """Every place on the map with all of its numbers, the shortest first."""
    rows, say = balance.rows, balance.say
    names = {"gu_name": rows["name"]} if balance.is_by_gu else {
        "gu_name": rows["gu_name"], "dong_name": rows["name"]}  # fmt: skip
    title = say("budget.table", place=balance.scope_name, year=balance.year_text,
                money=balance.money_text)  # fmt: skip
    return _sheet(balance, "places", title, rows, names)


def gus(balance: Balance) -> Sheet:
    """Every Gu with all of its numbers, the shortest first."""
    rows = balance.gus.sort_values(IMBALANCE, kind="stable", na_position="last")
    names = {"gu_name": pd.Series(dict(balance.gu_names)).reindex(rows.index)}
    title = balance.say("budget.gu_table", year=balance.year_text, money=balance.money_text)
    return _sheet(balance, "gus", title, rows, names)


def own_years(balance: Balance) -> Sheet:
    """The chosen Dong within its Gu, or the Gu, year by year, with all of its numbers."""
    dong, release = balance.selection.dong, balance.selection.scope.release
    table = reading.balance("dong" if dong else "gu", balance.info, release)
    rows = balance.gus.iloc[:0] if table is None else table
    code = rows["dong_code"] == dong if dong else rows["gu_code"] == balance.selection.gu
    rows = rows[code & (rows["money_scope"] == balance.asked.money)].sort_values("fiscal_year")
    rows = within_gu(rows) if dong else rows
    title = balance.say("budget.year_table", place=balance.place_name, money=balance.money_text)
    return _sheet(balance, "place_years", title, rows, {"year": rows["fiscal_year"].astype(str)})


def _sheet(
    balance: Balance, name: str, title: str, rows: pd.DataFrame, names: dict[str, pd.Series]
) -> Sheet:
    shares = floats(rows, list(_SHARES.values())).set_axis(list(_SHARES), axis=1)
    numbers = floats(rows, [*_NEED, "budget_krw", *_SPREAD, *_BESIDE])
    states = read.values("imbalance_state", balance.say.language)
    frame = pd.DataFrame(names).assign(
        **_columns(numbers[[*_NEED, "budget_krw"]]),
        **_columns(shares),
        **_columns(numbers[list(_SPREAD)]),
        state=rows["imbalance_state"].map(states),
        **_columns(numbers[list(_BESIDE)]),
    )
    return Sheet(name, title, frame, labels(balance), _units(balance))


def _columns(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(name): column for name, column in rows.items()}


def years(balance: Balance) -> Sheet:
    """The inequality of every year."""
    rows = balance.years
    frame = pd.DataFrame({"year": rows["fiscal_year"].astype(str)}).assign(
        **_columns(floats(rows, ["expected_need_count", *_YEARLY])),
        distance_share=rows["share_distance"].astype(float),
    )
    title = balance.say(
        "budget.year_table", place=balance.selection.scope.deployment_name, money=balance.money_text
    )
    return Sheet("years", title, frame, labels(balance), _units(balance))


def labels(balance: Balance) -> dict[str, str]:
    """The words over every column."""
    say, language = balance.say, balance.say.language
    dong = read.labels("imbalance_by_dong_year", language)
    names = read.labels("inequality_by_city_year", language) | dong
    return {
        **names,
        **{own: names[column] for own, column in _SHARES.items()},
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "state": names["imbalance_state"],
        "year": say("budget.year"),
        "distance_share": names["share_distance"],
    }


def meanings(balance: Balance) -> dict[str, str]:
    """What each numeric column means."""
    language = balance.say.language
    names = {*_NEED, "budget_krw", *_SPREAD, *_BESIDE, *_YEARLY}
    return {
        **{name: read.meaning(name, language) for name in names},
        **{own: read.meaning(column, language) for own, column in _SHARES.items()},
        "distance_share": read.meaning("share_distance", language),
    }


def _units(balance: Balance) -> dict[str, str]:
    return dict.fromkeys(_NEED, balance.say("budget.households"))
