"""One month of coverage: rows with names, states and ranks, and the place that the panel shows.

Numbers come published; here they are only chosen and ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import data, formats
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from pipelines import read
from pipelines.read import BuildInfo

# a measure and whether more of it is worse: dark on the map is always the worse
MEASURES = {"coverage_rate": False, "coverage_gap_count": True}
FIGURES = ("at_risk_count", "reached_count", "coverage_rate", "coverage_gap_count")


@dataclass(frozen=True)
class Coverage:
    """One month of coverage, ready to be shown.

    `rows` holds the Dongs in scope by dong_code: the columns of `coverage_by_dong_month`; `name`
    and `gu_name` in the language of the page, `other_name` in the other; `state` (of the chosen
    measure: value, suppressed, undefined, missing) and `rank` (1 = worst, among those with a
    value). `city` holds the measure of all Dongs, from which the classes are made, so that a
    colour means the same in every Gu. `place` is the row of the Dong, Gu or city that the panel
    shows, `trend` the same place by month.
    """

    selection: Selection
    info: BuildInfo
    rows: pd.DataFrame
    city: pd.Series
    place: pd.Series
    place_name: str
    trend: pd.DataFrame
    gu_names: dict[str, str]

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def measure(self) -> str:
        """The chosen measure."""
        return self.selection.measure

    @property
    def scope_name(self) -> str:
        """The Gu on the map, or the whole deployment."""
        gu = self.selection.gu
        if gu:
            return self.gu_names[gu]
        return self.say("place.whole", place=self.selection.scope.deployment_name)


def places(scope: Scope, info: BuildInfo) -> tuple[dict[str, str], dict[str, str]]:
    """(Gu names, Dong names) by code in the page's language, in order of code."""
    name = f"_name_{scope.language}"
    gus = data.table("gus", info, scope.release)
    dongs = data.table("dongs", info, scope.release)
    return (
        dict(zip(gus["gu_code"], gus[f"gu{name}"], strict=True)),
        dict(zip(dongs["dong_code"], dongs[f"dong{name}"], strict=True)),
    )


def measure_names(scope: Scope) -> dict[str, str]:
    """The names of the measures that the page offers."""
    names = read.labels("coverage_by_dong_month", scope.language)
    return {measure: names[measure] for measure in MEASURES}


def load(selection: Selection, info: BuildInfo) -> Coverage:
    """The selection's month of coverage."""
    scope = selection.scope
    measure = selection.measure
    dongs = data.table("dongs", info, scope.release).set_index("dong_code")
    month = data.table("coverage_by_dong_month", info, scope.release, month=selection.month)
    # every Dong of the frame has a row, whether or not the month has one for it
    rows = dongs.join(month.drop(columns="gu_code").set_index("dong_code"))
    rows["is_suppressed"] = rows["is_suppressed"].fillna(False).astype(bool)
    rows = rows.assign(
        name=rows[f"dong_name_{scope.language}"],
        other_name=rows["dong_name_en" if scope.language == "ko" else "dong_name_ko"],
        gu_name=rows[f"gu_name_{scope.language}"],
        state=state_of(rows, measure),
    )
    city = rows[measure].astype(float)
    if selection.gu:
        rows = rows[rows["gu_code"] == selection.gu]
    worst_first = rows[measure].astype(float).rank(method="min", ascending=not MEASURES[measure])
    rows = rows.assign(rank=worst_first)
    gu_names, dong_names = places(scope, info)
    return Coverage(
        selection=selection,
        info=info,
        rows=rows.sort_values(["rank", "gu_code"], kind="stable", na_position="last"),
        city=city,
        place=_place_row(selection, info),
        place_name=_place_name(selection, gu_names, dong_names),
        trend=_trend(selection, info),
        gu_names=gu_names,
    )


def state_of(rows: pd.DataFrame, measure: str) -> pd.Series:
    """Why each row has a value of `measure` or none: zero, missing and hidden never look alike."""
    states = pd.Series("missing", index=rows.index)
    states = states.mask(rows["at_risk_count"].eq(0).fillna(False).astype(bool), "undefined")
    states = states.mask(rows["is_suppressed"], "suppressed")
    return states.mask(rows[measure].notna(), "value")


def value_text(say: Words, measure: str, value: float) -> str:
    """A measure's value with its unit."""
    if measure == "coverage_rate":
        return formats.percent(float(value), say.language)
    return say.amount("household", value)


def state_text(say: Words, state: str) -> str:
    """Why there is no value, in words."""
    return {
        "suppressed": say("state.suppressed"),
        "undefined": say("state.undefined"),
        "missing": say("state.missing"),
    }[state]


def _place_name(selection: Selection, gus: Mapping[str, str], dongs: Mapping[str, str]) -> str:
    if selection.dong:
        return dongs[selection.dong]
    return gus[selection.gu] if selection.gu else selection.scope.deployment_name


def _place_table(selection: Selection, info: BuildInfo, *, is_dong: bool) -> pd.DataFrame:
    """Every month of the place: the chosen Dong (if asked for), else the Gu, else the city."""
    release = selection.scope.release
    if is_dong and selection.dong:
        return data.table("coverage_by_dong_month", info, release, dong=selection.dong)
    if selection.gu:
        return data.table("coverage_by_gu_month", info, release, gu=selection.gu)
    return data.table("coverage_by_city_month", info, release)


def _at(table: pd.DataFrame, selection: Selection) -> pd.Series:
    rows = table[table["month"] == pd.Timestamp(selection.month)]
    return rows.iloc[0] if len(rows) else pd.Series(dtype=object)


def scope_row(coverage: Coverage) -> pd.Series:
    """The month's row of the Gu on the map, or of the whole deployment; empty if it has none."""
    return _at(_place_table(coverage.selection, coverage.info, is_dong=False), coverage.selection)


def _place_row(selection: Selection, info: BuildInfo) -> pd.Series:
    return _at(_place_table(selection, info, is_dong=True), selection)


def _trend(selection: Selection, info: BuildInfo) -> pd.DataFrame:
    """month, value, label and text of the chosen measure for the place of the panel."""
    say, measure = selection.scope.words, selection.measure
    table = _place_table(selection, info, is_dong=True)
    labels = [
        value_text(say, measure, value) if state == "value" else state_text(say, state)
        for value, state in zip(table[measure], state_of(table, measure), strict=True)
    ]
    months = [formats.month(month.date(), say.language) for month in table["month"]]
    return pd.DataFrame(
        {
            "month": table["month"],
            "value": table[measure].astype(float),
            "label": labels,
            "text": [f"{month} · {label}" for month, label in zip(months, labels, strict=True)],
        }
    )
