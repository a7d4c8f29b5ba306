"""What the charts of the balance are fed with: texts and numbers, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import charts, formats
from dashboard.budget import drawn, lettering, reading
from dashboard.budget.on_map import with_range
from dashboard.budget.rows import BUDGET_SHARE, IMBALANCE, NEED_SHARE, Balance
from dashboard.budget.texts import number_text
from dashboard.charts import FONT_SIZE
from dashboard.drawn import Drawn
from dashboard.tabular import records
from pipelines import read

_NAMED = 3  # places farthest from the line that are named in the scatter, on each side of it
# pixels: across the points beside the map of an office screen, and what the axis under them takes
_ACROSS, _AXIS = 400, 62


def scatter(balance: Balance, *, height: int) -> Drawn:
    """Need share against budget share of every place on the map, over the line of alike shares."""
    say = balance.say
    rows = balance.rows[balance.rows[NEED_SHARE].notna() & balance.rows[BUDGET_SHARE].notna()]
    points = pd.DataFrame(
        {
            "x": rows[NEED_SHARE].astype(float),
            "low": rows[f"{NEED_SHARE}_low"].astype(float),
            "high": rows[f"{NEED_SHARE}_high"].astype(float),
            "y": rows[BUDGET_SHARE].astype(float),
            "name": rows["name"].astype(str),
            "hover": [_hover(balance, row) for row in records(rows)],
            "is_chosen": rows.index == balance.selection.dong,
        }
    )  # fmt: skip
    line_text = say("budget.even_line")
    places = _places(points, line_text, height)
    figure = drawn.shares(
        points.assign(
            name=points["name"].where(points.index.isin(list(places)), ""),
            place=[places.get(code, "middle right") for code in points.index],
        ),
        x_title=say("budget.need_axis"),
        y_title=say("budget.budget_axis"),
        line_text=line_text,
        height=height,
    )
    return Drawn("shares", say("budget.scatter_title", place=balance.scope_name), figure)


def _places(points: pd.DataFrame, line_text: str, height: int) -> dict[str, str]:
    """Where names stand that fit: the chosen place, then those farthest from the line both ways."""
    codes = list(points.index)
    ends = [code for pair in zip(codes, reversed(codes), strict=True) for code in pair]
    order = list(dict.fromkeys([*points.index[points["is_chosen"]], *ends[: 8 * _NAMED]]))
    top, high = drawn.reach_of(points), height - _AXIS
    spots = {code: (x / top * _ACROSS, y / top * high)
             for code, x, y in zip(codes, points["x"], points["y"], strict=True)}  # fmt: skip
    known = points.dropna(subset=["low", "high"])
    spans = zip(known["low"], known["high"], known["y"], strict=True)
    bars = [lettering.bar_box(low / top * _ACROSS, end / top * _ACROSS, y / top * high)
            for low, end, y in spans]  # fmt: skip
    at = drawn.line_text_at(points, top)
    line = lettering.text_box(line_text, at * _ACROSS, at * high + FONT_SIZE / 2 + 3, is_left=True)
    frame = lettering.Box(0, 0, _ACROSS, high)
    found = lettering.fitting(
        list(points.loc[order, "name"]), [spots[code] for code in order], frame, most=2 * _NAMED,
        taken=[line, *(lettering.point_box(*spot) for spot in spots.values()), *bars],
    )  # fmt: skip
    shown = {code: place for code, place in zip(order, found, strict=True) if place}
    # the chosen one is named wherever it lies
    return dict.fromkeys(points.index[points["is_chosen"]], "middle right") | shown


def _hover(balance: Balance, row: dict) -> str:
    say = balance.say
    shares = say(
        "budget.tip_shares",
        need=with_range(say, NEED_SHARE, row),
        budget=number_text(say, BUDGET_SHARE, row[BUDGET_SHARE]),
    )
    return f"{row['name']}<br>{shares}"


def lorenz(balance: Balance, *, height: int = 320) -> Drawn:
    """The Lorenz curve of the year, and that of the least even year beside it."""
    say = balance.say
    # beside it the year that was shared out least evenly
    uneven = balance.years.sort_values("gini", kind="stable")["fiscal_year"].iloc[-1]
    wanted = list(dict.fromkeys((balance.asked.year, int(uneven))))
    names = {str(year): say("budget.fiscal_year", year=year) for year in wanted}
    curves = pd.concat([_curve(balance, year) for year in wanted], ignore_index=True)
    figure = drawn.lorenz(
        curves,
        names,
        x_title=say("budget.lorenz_need"),
        y_title=say("budget.lorenz_budget"),
        line_text=say("budget.lorenz_line"),
        height=height,
    )
    title = say("budget.lorenz_title", place=balance.scope_name)
    return Drawn("lorenz", title, figure, tuple(_lorenz_note(balance, curves)))


def _curve(balance: Balance, year: int) -> pd.DataFrame:
    """series, x, y and hover of one year's Lorenz curve over the Dongs in scope."""
    release = balance.selection.scope.release
    found = reading.lorenz(balance.info, release, year, balance.asked.money, balance.selection.gu)
    say, language = balance.say, balance.say.language
    return pd.DataFrame(
        {
            "series": str(year),
            "x": found.need_share,
            "y": found.budget_share,
            "hover": [
                say("budget.lorenz_hover", year=year, need=formats.percent(x, language),
                    budget=formats.percent(y, language))
                for x, y in zip(found.need_share, found.budget_share, strict=True)
            ],
        }
    )  # fmt: skip


def _lorenz_note(balance: Balance, curves: pd.DataFrame) -> Iterator[str]:
    """What the half of need that has least is given."""
    own = curves[curves["series"] == str(balance.asked.year)]
    if len(own) < 2 or not own["y"].max():
        return
    low = own[own["x"] <= 0.5].iloc[-1]
    above = own[own["x"] > 0.5]
    high = above.iloc[0] if len(above) else low
    span = high["x"] - low["x"]
    at_half = low["y"] + (high["y"] - low["y"]) * ((0.5 - low["x"]) / span if span else 0)
    yield balance.say(
        "budget.lorenz_note", share=formats.percent(float(at_half), balance.say.language)
    )


def theil(balance: Balance) -> Drawn:
    """Theil T of every year, between Gu and within them; of one Gu, its own."""
    say = balance.say
    names = read.labels("inequality_by_city_year", say.language)
    series = {name: names[name] for name in ("theil_between", "theil_within")}
    table = balance.years
    if balance.selection.gu:
        series = {"gu_theil": read.labels("imbalance_by_gu_year", say.language)["gu_theil"]}
        table = gu_years(balance)
    table = table[table[list(series)].notna().all(axis=1)]
    lines = [
        {"label": say("budget.year_short", year=row["fiscal_year"]), "series": name,
         "value": float(row[name]), "hover": f"{words} · {float(row[name]):.4f}"}
        for row in records(table) for name, words in series.items()
    ]  # fmt: skip
    ends = {
        say("budget.year_short", year=row["fiscal_year"]): _theil_text(balance, row)
        for row in records(table)
    }
    rows = pd.DataFrame(lines, columns=["label", "series", "value", "hover"])
    figure = charts.stacked_bars(rows, series, ends=ends)
    title = say("budget.theil_title", place=balance.scope_name)
    return Drawn("theil", title, figure, (say("budget.theil_note"),))


def gu_years(balance: Balance) -> pd.DataFrame:
    """The rows of the chosen Gu, year by year."""
    table = reading.balance("gu", balance.info, balance.selection.scope.release)
    if table is None:
        return balance.gus.iloc[:0]
    is_own = (table["gu_code"] == balance.selection.gu) & (
        table["money_scope"] == balance.asked.money
    )
    return table[is_own].sort_values("fiscal_year")


def _theil_text(balance: Balance, row: dict) -> str:
    say = balance.say
    if "gini" not in row:
        return f"{float(row['gu_theil']):.3f}"
    return say("budget.theil_end", theil=f"{float(row['theil']):.3f}",
               gini=f"{float(row['gini']):.3f}")  # fmt: skip


def figures(balance: Balance) -> dict[str, tuple[str, str]]:
    """(text, meaning) of the key figures of the Dong, the Gu or the whole, by label."""
    say, language = balance.say, balance.say.language
    city = read.labels("inequality_by_city_year", language)
    dong = read.labels("imbalance_by_dong_year", language)
    nothing = say("budget.no_number")

    def shown(row: pd.Series, name: str) -> tuple[str, str]:
        value = row.get(name)
        text = nothing if value is None or pd.isna(value) else _short(balance, name, float(value))
        return text, _meaning(balance, row, name)

    if balance.selection.dong:
        row = balance.one(balance.selection.dong)
        labels = {NEED_SHARE: say("budget.need_share_short"),
                  BUDGET_SHARE: say("budget.budget_share_short"),
                  "budget_per_need_krw": dong["budget_per_need_krw"],
                  IMBALANCE: say("budget.imbalance_short")}  # fmt: skip
        return {label: shown(row, name) for name, label in labels.items()}
    if balance.selection.gu:
        gu = balance.gus.reindex([balance.selection.gu]).iloc[0]
        return {
            dong["budget_per_need_krw"]: shown(gu, "budget_per_need_krw"),
            say("budget.gu_imbalance_label"): shown(gu, IMBALANCE),
        }
    row = balance.city
    return {
        city["theil"]: shown(row, "theil"),
        city["gini"]: shown(row, "gini"),
    }


def _short(balance: Balance, name: str, value: float) -> str:
    if name in ("theil", "gini", "gu_theil"):
        return f"{value:.3f}"
    if name == "share_distance":
        return formats.percent(value, balance.say.language)
    return number_text(balance.say, name, value)


def _meaning(balance: Balance, row: pd.Series, name: str) -> str:
    """What the column means, with the interval of this number."""
    said = read.meaning(name, balance.say.language)
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return said
    ends = (_short(balance, name, float(low)), _short(balance, name, float(high)))
    return balance.say("budget.meaning_range", meaning=said, low=ends[0], high=ends[1])
