"""What stands under the page: caveats; and all that it shows, to be taken away."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import maps
from dashboard.budget.rows import IMBALANCE, PER_NEED, Balance
from dashboard.caveats import definitions, sources
from dashboard.drawn import Drawn
from dashboard.takeaway import MapPart, Package, Sheet
from pipelines import read


def caveats(balance: Balance) -> list[str]:
    """What the balance means, what it takes for granted, and where it comes from."""
    say = balance.say
    names = read.labels("imbalance_by_dong_year", say.language)
    sentences = [
        *definitions(say, names, (PER_NEED, IMBALANCE)),
        say("budget.caveat_need"),
        say("budget.caveat_interval"),
        say("budget.caveat_levels"),
        say("budget.caveat_goods"),
        say("budget.caveat_theil"),
        say("budget.caveat_plan"),
    ]
    if balance.is_open:
        sentences.append(say("budget.caveat_open"))
    return sentences + sources(say, balance.info)


def package(
    balance: Balance, answer: str, view: maps.View, charts: Sequence[Drawn], sheets: Sequence[Sheet]
) -> Package:
    """The page's tables, map, charts and words."""
    say, main = balance.say, sheets[0]
    title = say(
        "budget.map_title",
        place=balance.scope_name,
        measure=balance.measure.label,
        year=balance.year_text,
    )
    return Package(
        page="budget_balance",
        title=say("budget_balance.question"),
        answer=answer,
        selection=balance.selection,
        info=balance.info,
        place_name=balance.place_name,
        sheets=tuple(sheet for sheet in sheets if len(sheet.frame)),
        maps=(MapPart(title, view, main.frame, main.labels),),
        charts=tuple(chart.part for chart in charts),
        caveats=tuple(caveats(balance)),
    )
