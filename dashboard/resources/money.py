"""Public money by budget line beside private money, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import data, formats, places
from dashboard.filters import Selection
from dashboard.i18n import Words
from dashboard.resources.rows import Resources
from pipelines import read
from pipelines.read import BuildInfo

# a line of the budget that is money of private donors
PRIVATE_LINE = "private"


@dataclass(frozen=True)
class Money:
    """Won of the place by year.

    `rows`: year (integer), year_text, side (public or private), series (a budget line; `private`:
    the private line of the budget; counted, uncounted: contributions), name and value (float).
    `series` holds the words of each that occurs, public ones first.
    """

    say: Words
    rows: pd.DataFrame
    series: dict[str, str]


def load(resources: Resources) -> Money:
    """Money of the chosen Dong, Gu or whole deployment in every year of the publication."""
    selection, info, say = resources.selection, resources.info, resources.say
    budget = _budget(selection, info)
    lines = budget.groupby(["fiscal_year", "line"])["amount_krw"].sum().astype(float)
    parts = lines.rename("value").reset_index()
    parts.columns = pd.Index(["year", "series", "value"])
    # protected months are not added up
    given = [] if resources.is_open else [_given(selection, info)]
    together = pd.concat([parts, *given], ignore_index=True)
    words = read.values("line", say.language)
    names = {
        **{code: text for code, text in words.items() if code != PRIVATE_LINE},
        PRIVATE_LINE: say("resources.private_line"),
        "counted": say("resources.series_counted"),
        "uncounted": say("resources.series_uncounted"),
    }
    is_private = together["series"].isin([PRIVATE_LINE, "counted", "uncounted"])
    together["side"] = is_private.map({True: "private", False: "public"})
    together["name"] = together["series"].map(names)
    together["year"] = together["year"].astype(int)
    together["year_text"] = [
        formats.year(date(year, 1, 1), say.language) for year in together["year"]
    ]
    present = set(together["series"])
    series = {code: text for code, text in names.items() if code in present}
    order = {code: place for place, code in enumerate(names)}
    return Money(
        say,
        together.sort_values(["year", "series"], key=lambda c: c.map(order).fillna(c)).reset_index(
            drop=True
        ),
        series,
    )


def by_level(resources: Resources) -> pd.DataFrame:
    """Won of the budget by fiscal year (columns), level and line (rows), as published."""
    say = resources.say
    budget = _budget(resources.selection, resources.info)
    levels, lines = (read.values(name, say.language) for name in ("level", "line"))
    lines = {**lines, PRIVATE_LINE: say("resources.private_line")}
    if budget.empty:
        return pd.DataFrame(columns=["level", "line"])
    wide = budget.pivot_table(
        index=["level", "line"], columns="fiscal_year", values="amount_krw", aggfunc="sum"
    ).astype(float)
    wide.columns = pd.Index([str(year) for year in wide.columns])
    shown = wide.reset_index().sort_values(
        ["level", "line"], key=lambda codes: codes.map(_place_of(levels, lines)), ignore_index=True
    )
    return shown.assign(level=shown["level"].map(levels), line=shown["line"].map(lines))


def _place_of(*words: dict[str, str]) -> dict[str, int]:
    """The place of each code in its vocabulary."""
    return {code: place for names in words for place, code in enumerate(names)}


def _budget(selection: Selection, info: BuildInfo) -> pd.DataFrame:
    """Every year of the budget of the place."""
    release = selection.scope.release
    if selection.dong:
        return data.table("budget_by_dong_year", info, release, dong=selection.dong)
    if selection.gu:
        return data.table("budget_by_gu_year", info, release, gu=selection.gu)
    return data.table("budget_by_city_year", info, release)


def _given(selection: Selection, info: BuildInfo) -> pd.DataFrame:
    """Won of the contributions of every year, counted and not: year, series, value."""
    table = places.place_table("contributions", selection, info)
    series = table["is_counted"].astype(bool).map({True: "counted", False: "uncounted"})
    sums = table["value_krw"].astype(float).groupby([table["month"].dt.year, series]).sum()
    sums.index.names = ["year", "series"]
    return sums.rename("value").reset_index()
