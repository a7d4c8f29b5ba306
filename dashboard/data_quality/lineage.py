"""The way of a table: from what agencies deliver over staging to the mart, as the SQL says."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.data_quality.rows import feed_name
from dashboard.i18n import Words
from pipelines.schema import MARTS

Reads = Mapping[str, tuple[str, ...]]
_SWEEPS = 6
_FIRST = "coverage_by_dong_month"


def marts(lineage: Reads, say: Words) -> dict[str, str]:
    """The published marts of the lineage by name, with their words; that of the city map first."""
    made = {name.removeprefix("marts.") for name in lineage if name.startswith("marts.")}
    published = [name for name, mart in MARTS.items() if name in made and mart.is_published]
    published.sort(key=lambda name: name != _FIRST)
    return {name: str(getattr(MARTS[name], say.language)) for name in published}


def ancestors(lineage: Reads, table: str) -> dict[str, tuple[str, ...]]:
    """The tables that `table` is made of, each with what it reads; what is given reads nothing."""
    found: dict[str, tuple[str, ...]] = {}
    waiting = [table]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = tuple(lineage.get(name, ()))
            waiting += found[name]
    return found


def layers(reads: Reads) -> dict[str, int]:
    """The column of each table, 0 for what is given: one more than the last of those it reads.

    Raises ValueError where tables read each other in a circle.
    """
    found: dict[str, int] = {}
    waiting = set(reads)
    while waiting:
        ready = {name for name in waiting if all(part in found for part in reads[name])}
        if not ready:
            raise ValueError(f"These tables read each other in a circle: {sorted(waiting)}.")
        for name in ready:
            found[name] = 1 + max((found[part] for part in reads[name]), default=-1)
        waiting -= ready
    return found


def nodes(reads: Reads, say: Words) -> pd.DataFrame:
    """Where each table stands: name, x (its layer), y (row from the top, 0 upwards), label, kind.

    Rows are ordered so that lines cross little: each table moves to the mean place of those it
    reads or is read by, some times to and fro (Sugiyama, Tagawa and Toda 1981).
    """
    columns: dict[int, list[str]] = {}
    for name, layer in sorted(layers(reads).items()):
        columns.setdefault(layer, []).append(name)
    readers: dict[str, list[str]] = {name: [] for name in reads}
    for name, parts in reads.items():
        for part in parts:
            readers[part].append(name)
    place = {name: row for names in columns.values() for row, name in enumerate(names)}
    for sweep in range(_SWEEPS):
        near = reads if sweep % 2 == 0 else readers
        for column in sorted(columns, reverse=bool(sweep % 2)):
            columns[column].sort(key=lambda name: (_mean(near[name], place, name), name))
            place.update({name: row for row, name in enumerate(columns[column])})
    tallest = max(len(names) for names in columns.values())
    return pd.DataFrame(
        [
            {
                "name": name,
                "x": column,
                "y": row + (tallest - len(names)) / 2,
                "label": label(name, say),
                "kind": name.split(".")[0],
            }
            for column, names in sorted(columns.items())
            for row, name in enumerate(names)
        ]
    )


def _mean(names: tuple[str, ...] | list[str], place: dict[str, int], own: str) -> float:
    return sum(place[name] for name in names) / len(names) if names else place[own]


def label(table: str, say: Words) -> str:
    """What people call a table: a feed's and a mart's words, else its name."""
    schema, name = table.split(".", 1)
    if schema == "landing":
        return feed_name(say, name)
    if schema == "marts" and name in MARTS:
        return str(getattr(MARTS[name], say.language))
    return name


def listed(reads: Reads, say: Words) -> pd.DataFrame:
    """The same as rows, from the mart backwards: kind, table, name, reads (names, in words)."""
    kinds = {
        "landing": say("data_quality.kind_landing"),
        "reference": say("data_quality.kind_reference"),
        "staging": say("data_quality.kind_staging"),
        "marts": say("data_quality.kind_marts"),
    }
    order = sorted(layers(reads).items(), key=lambda pair: (-pair[1], pair[0]))
    return pd.DataFrame(
        [
            {
                "kind": kinds[name.split(".")[0]],
                "table": label(name, say),
                "reads": ", ".join(label(part, say) for part in reads[name]) or "–",
                "name": name,
            }
            for name, _ in order
        ]
    )
