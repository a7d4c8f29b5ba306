"""Organisations on the map and in a table, with what they delivered in the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from dashboard import data, filters, formats, places, points
from dashboard.i18n import Words
from dashboard.resources.rows import Resources
from pipelines import read

# Share Our Refrigerator comes first; the marks differ in shape as well as in colour
MARKS = {
    "shared_refrigerator": ("star", "#b05a00"),
    "food_bank": ("square", "#0f7173"),
    "food_market": ("diamond", "#0f7173"),
    "welfare_centre": ("triangle", "#8a2f5d"),
    "hospital": ("plus", "#a03325"),
    "school": ("pentagon", "#1f5fa8"),
    "religious": ("cross", "#7a5c00"),
    "company": ("hexagon", "#4d4d57"),
    "volunteer_group": ("circle", "#3f6d1f"),
    "public_office": ("inverted", "#1f1f24"),
    "other": ("ring", "#4d4d57"),
}
ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Organisations:
    """Those in the reader's scope of the chosen kind, the one that served most first.

    `rows`: organisation_id, organisation_name, organisation_kind, gu_name, dong_name, longitude,
    latitude, service_count, served_household_count, reached_dong_count (float; missing where
    hidden) and `state` (value; suppressed; missing: none on record).
    """

    resources: Resources
    kind: str
    rows: pd.DataFrame
    year: str

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.resources.say


def choose_kind(say: Words) -> str:
    """Draw the choice of the kind on the map; its code, `all` or `none`."""
    names = read.values("organisation_kind", say.language)
    kinds = {kind: names[kind] for kind in MARKS}
    return filters.choice(
        "kind",
        say("resources.kind"),
        {**kinds, ALL: say("resources.kind_all"), NONE: say("resources.kind_none")},
        is_list=True,
    )


_REACH = ("service_count", "served_household_count", "reached_dong_count")


def load(resources: Resources, kind: str) -> Organisations:
    """The organisations of the chosen kind in scope, with their reach in the month's year."""
    selection, info, say = resources.selection, resources.info, resources.say
    release = selection.scope.release
    year = selection.month.year
    found = data.table("organisations", info, release)
    if selection.gu:
        found = found[found["gu_code"] == selection.gu]
    if kind != ALL:
        found = found[found["organisation_kind"] == kind]
    reach = data.table("organisation_reach_by_year", info, release)
    reach = reach[reach["fiscal_year"] == year].drop(columns="fiscal_year")
    rows = found.merge(reach, on="organisation_id", how="left")
    rows[[*_REACH]] = rows[[*_REACH]].astype(float)
    has_row = rows["is_suppressed"].notna()
    if not resources.is_open:  # a year without a row is a year without a service
        rows[[*_REACH]] = rows[[*_REACH]].where(has_row, 0.0)
    is_hidden = rows["served_household_count"].isna()
    rows["state"] = is_hidden.map({True: "suppressed", False: "value"})
    gus, dongs = places.names(selection.scope, info)
    rows["gu_name"], rows["dong_name"] = (
        rows["gu_code"].map(gus).fillna("–"),
        rows["dong_code"].map(dongs).fillna("–"),
    )
    rows = rows.sort_values(
        ["served_household_count", "organisation_id"], ascending=[False, True], ignore_index=True
    )
    first = formats.year(selection.month.replace(month=1), say.language)
    return Organisations(resources, kind, rows, first)


def on_map(organisations: Organisations) -> points.Points:
    """The points of a map: each kind has its mark, and its row in the legend."""
    say = organisations.say
    names = read.values("organisation_kind", say.language)
    rows = organisations.rows.dropna(subset=["longitude", "latitude"])
    counts = rows["organisation_kind"].value_counts()
    kinds = [kind for kind in MARKS if counts.get(kind, 0)]
    return points.Points(
        marks=tuple(
            points.Mark(
                *MARKS[kind],
                names[kind],
                say.many("resources.sites", int(counts[kind]), n=int(counts[kind])),
            )
            for kind in kinds
        ),
        spots=tuple(
            _spot(row, kinds.index(row.organisation_kind), _lines(organisations, row, names))
            for row in cast(Iterator[Any], rows.itertuples())
        ),
    )


def _spot(row: Any, mark: int, lines: tuple[str, ...]) -> points.Spot:
    dong = row.dong_code if pd.notna(row.dong_code) else None
    return points.Spot(float(row.longitude), float(row.latitude), mark, dong, lines)


def _lines(organisations: Organisations, row: Any, names: dict[str, str]) -> tuple[str, ...]:
    say = organisations.say
    place = f"{row.gu_name} {row.dong_name}"
    return (
        row.organisation_name,
        f"{names[row.organisation_kind]} · {place}",
        reach_text(say, row, organisations.year),
    )


def reach_text(say: Words, row: Any, year: str) -> str:
    """How many households and Dongs an organisation reached in the year, or that it is hidden."""
    if row.state != "value":
        return say("resources.reach_hidden", year=year)
    return say(
        "resources.reach",
        year=year,
        households=say.amount("household", row.served_household_count),
        dongs=say.amount("dong", row.reached_dong_count),
    )


def table(organisations: Organisations) -> pd.DataFrame:
    """Name, kind, place, reach and a note that says what is hidden or has no place on the map."""
    say, rows = organisations.say, organisations.rows
    names = read.values("organisation_kind", say.language)
    no_place = rows["longitude"].isna() | rows["latitude"].isna()
    notes = [
        say("state.suppressed")
        if state != "value"
        else say("resources.no_point")
        if is_lost
        else ""
        for state, is_lost in zip(rows["state"], no_place, strict=True)
    ]
    return pd.DataFrame(
        {
            "organisation_name": rows["organisation_name"],
            "organisation_kind": rows["organisation_kind"].map(names),
            "gu_name": rows["gu_name"],
            "dong_name": rows["dong_name"],
            **{column: rows[column] for column in _REACH},
            "note": notes,
        }
    )


def texts(organisations: Organisations) -> dict[str, str]:
    """The words over the text columns of `table`."""
    say = organisations.say
    labels = read.labels("organisations", say.language)
    return {
        "organisation_name": labels["organisation_name"],
        "organisation_kind": labels["organisation_kind"],
        "gu_name": say("controls.gu"),
        "dong_name": say("controls.dong"),
        "note": say("table.note"),
    }


def measures(organisations: Organisations) -> dict[str, tuple[str, str]]:
    """(label, meaning) of the numbers of `table`."""
    language = organisations.say.language
    labels = read.labels("organisation_reach_by_year", language)
    return {column: (labels[column], read.meaning(column, language)) for column in _REACH}
