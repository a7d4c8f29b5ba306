"""What the charts of the page are fed with: texts and numbers, ready to be drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go

from dashboard import charts, formats
from dashboard.i18n import Language, Words
from dashboard.resources import rows
from dashboard.resources.ledger import Ledger
from dashboard.resources.money import Money
from dashboard.resources.rows import RATIO, Resources
from pipelines import read

# how many Dongs the picture of need and supply names, beside the chosen one
_NAMED = 4


def all_of(resources: Resources, ledger: Ledger, given: Money) -> dict[str, tuple[str, go.Figure]]:
    """(title, figure) of every chart that there is something to draw in."""
    say = resources.say
    about = {"place": resources.place_name, "period": resources.period_name}
    drawn: dict[str, tuple[str, go.Figure]] = {}
    if (need := need_and_supply(resources)) is not None:
        drawn["need"] = (say("resources.need_chart", period=resources.period_name), need)
    if len(ledger.income):
        drawn["income"] = (say("resources.income_chart", **about), income(ledger))
        drawn["donors"] = (say("resources.donor_chart", **about), donors(ledger))
    if ledger.services["service_count"].notna().any():
        drawn["services"] = (say("resources.service_chart", **about), services(ledger))
    if len(given.rows):
        drawn["money"] = (say("resources.money_chart", place=resources.place_name), money(given))
    return drawn


def absent(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """(title, why there is nothing to draw) of the charts that may be left out."""
    say, resources = ledger.say, ledger.resources
    about = {"place": resources.place_name, "period": resources.period_name}
    nothing = say("resources.nothing", period=resources.period_name)
    income_reason = say("resources.income_hidden") if ledger.is_hidden else nothing
    service_reason = say("resources.services_hidden") if ledger.is_hidden else nothing
    return {
        "income": (say("resources.income_chart", **about), income_reason),
        "donors": (say("resources.donor_chart", **about), income_reason),
        "services": (say("resources.service_chart", **about), service_reason),
        "money": (
            say("resources.money_chart", place=resources.place_name),
            say("resources.no_money"),
        ),
    }


def income(ledger: Ledger) -> go.Figure:
    """Won by kind of what came in, each bar with its quantity in its own unit."""
    say = ledger.say
    bars = _by(ledger, "contribution_kind", "unit")
    names = read.values("contribution_kind", say.language)
    bars["label"] = bars["contribution_kind"].map(names)
    bars["text"] = [_worth(say, row) for row in bars.itertuples()]
    return _income_bars(say, bars)


def _worth(say: Words, row: Any) -> str:
    """A quantity in its own unit, with its value in won where that is another."""
    value = formats.won(row.value_krw, say.language)
    if row.unit == "krw":
        return value
    quantity = say.amount(row.unit, row.quantity, is_short=True)
    return say("resources.quantity_and_value", quantity=quantity, value=value)


def donors(ledger: Ledger) -> go.Figure:
    """Won by kind of donor."""
    say = ledger.say
    bars = _by(ledger, "donor_kind")
    bars["label"] = bars["donor_kind"].map(read.values("donor_kind", say.language))
    bars["text"] = [formats.won(value, say.language) for value in bars["value_krw"]]
    return _income_bars(say, bars)


def _by(ledger: Ledger, *keys: str) -> pd.DataFrame:
    """Quantity and value by these columns and is_counted."""
    groups = ledger.income.groupby([*keys, "is_counted"])[["quantity", "value_krw"]]
    return groups.sum().astype(float).reset_index()


def _income_bars(say: Words, bars: pd.DataFrame) -> go.Figure:
    series = {
        "counted": say("resources.series_counted"),
        "uncounted": say("resources.series_uncounted"),
    }
    is_counted = bars["is_counted"].astype(bool)
    bars = bars.assign(
        series=is_counted.map({True: "counted", False: "uncounted"}),
        value=bars["value_krw"],
    )
    bars["hover"] = bars["label"] + " · " + bars["series"].map(series) + " · " + bars["text"]
    # the text at the end is of what counts; what does not stands in the hover and the table
    # (a kind may come in two units)
    ends = bars[is_counted].groupby("label")["text"].agg(" + ".join)
    totals = bars.groupby("label")["value"].sum().sort_values(ascending=False)
    return charts.stacked_bars(
        bars,
        series,
        ends={str(label): str(ends.get(label, "")) for label in totals.index},
        hatched="uncounted",
    )


def services(ledger: Ledger) -> go.Figure:
    """Services by kind, split by whose money they were; hidden cells leave a gap."""
    say = ledger.say
    kinds, funding = (read.values(name, say.language) for name in ("service_kind", "funding"))
    bars = ledger.services.groupby(["service_kind", "funding"])["service_count"]
    # units of one kind (meals and kilograms of food) are different services, and add up as such
    shown = bars.sum(min_count=1).astype(float).rename("value").dropna().reset_index()
    shown["label"] = shown["service_kind"].map(kinds)
    shown["series"] = shown["funding"]
    shown["hover"] = [
        f"{row.label} · {funding[row.funding]} · {say.amount('case', row.value)}"
        for row in cast(Iterator[Any], shown.itertuples())
    ]
    totals = shown.groupby("label")["value"].sum().sort_values(ascending=False)
    ends = {
        str(label): ""
        if ledger.is_hidden
        else say.many("resources.services", value, n=say.number(value))
        for label, value in totals.items()
    }
    present = {code: words for code, words in funding.items() if code in set(shown["series"])}
    return charts.stacked_bars(shown, present, ends=ends)


def need_and_supply(resources: Resources) -> go.Figure | None:
    """Every Dong with households at risk to the right and households served upwards; or nothing."""
    say = resources.say
    known = resources.dongs.rows.dropna(subset=["at_risk", "served"])
    if known.empty:
        return None
    chosen = resources.selection.dong
    empty = set(rows.without_supply(resources).index[:_NAMED])
    named = empty or set(known.dropna(subset=[RATIO]).index[: _NAMED // 2])
    points = pd.DataFrame(
        {
            "x": known["at_risk"],
            "y": known["served"],
            "name": [
                name if code in named or code == chosen else ""
                for code, name in known["name"].items()
            ],
            "is_chosen": known.index == chosen,
            "hover": [_hover(resources, row) for row in known.itertuples()],
        }
    )
    slope = resources.scope[RATIO] / 100 if pd.notna(resources.scope[RATIO]) else None
    line_text = (
        say("resources.average", value=say.amount("household", float(resources.scope[RATIO])))
        if slope
        else ""
    )
    return charts.against(
        points,
        x_title=say("resources.x_title"),
        y_title=say("resources.y_title"),
        height=250,
        slope=slope,
        line_text=line_text,
    )


def _hover(resources: Resources, row: Any) -> str:
    say = resources.say
    return say(
        "resources.hover",
        name=row.name,
        at_risk=say.amount("household", row.at_risk),
        served=say.amount("household", row.served),
    )


def money(money: Money) -> go.Figure:
    """Public money by line beside private money, a pair of columns for each year."""
    say = money.say
    bars = money.rows.assign(
        label=[f"{row.year}" for row in money.rows.itertuples()],
        hover=[
            f"{row.year_text} · {row.name} · {formats.won(row.value, say.language)}"
            for row in cast(Iterator[Any], money.rows.itertuples())
        ],
    )
    tops = bars.groupby(["label", "side"])["value"].sum()
    return charts.yearly_pairs(
        bars, money.series, ticks=_ticks(float(tops.max()), say.language), hatched="uncounted"
    )


def _ticks(top: float, language: Language) -> dict[float, str]:
    """Three to six round amounts up to `top`, in words."""
    step = 10 ** math.floor(math.log10(max(top, 1)))
    step = next(part for part in (step / 5, step / 2, step, step * 2) if top / part <= 5)
    places = range(int(top // step) + 1)
    return {place * step: formats.won(place * step, language) for place in places}
