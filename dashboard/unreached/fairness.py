"""Who is chosen, who is found and who is served, group by group, at the last split in time.

On the page a cell says rate, difference and interval, or in words that it cannot be estimated; the
files have the same as numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import formats, places
from dashboard.tabular import records
from dashboard.takeaway import Sheet
from dashboard.unreached.rows import Row, Unreached
from dashboard.unreached.validation import Validation
from pipelines import read

MEASURES = ("selected", "found", "served")
_ENDS = ("", "_low", "_high")


def numbers(unreached: Unreached, found: Validation) -> Sheet:
    """A row a group: of each measure the rate, and the difference from everybody else.

    A group too small to say has no number, and its note says for what.
    """
    say = unreached.say
    names = read.values("fairness_measure", say.language)
    made: list[dict[str, object]] = []
    for line, cells in _groups(unreached, found):
        for measure, cell in cells.items():
            line[f"{measure}_rate"] = float(cell["fairness_rate"]) if cell else None
            for end in _ENDS:
                value = float(cell[f"fairness_difference{end}"]) if cell else None
                line[f"{measure}_difference{end}_share"] = value
        missing = ", ".join(names[measure] for measure, cell in cells.items() if not cell)
        note = say("unreached.not_estimable_for", measures=missing) if missing else ""
        made.append({**line, "note": note})
    ends = dict(
        zip(_ENDS, ("", say("unreached.lower_end"), say("unreached.upper_end")), strict=True)
    )
    labels = {"kind": say("unreached.group_kind"), "group": say("unreached.group")}
    for measure in MEASURES:
        labels[f"{measure}_rate"] = names[measure]
        for end, word in ends.items():
            parts = [names[measure], say("unreached.difference"), *([word] if word else [])]
            labels[f"{measure}_difference{end}_share"] = " · ".join(parts)
    labels["note"] = say("table.note")
    frame = pd.DataFrame(made, columns=list(labels))
    shares = [name for name in labels if name.endswith(("_rate", "_share"))]
    frame = frame.astype(dict.fromkeys(shares, float))
    return Sheet("fairness", say("unreached.fairness_title"), frame, labels)


def texts(unreached: Unreached, found: Validation) -> Sheet:
    """The same in words: rate, difference with its 90 % interval, or that it is not estimable."""
    say = unreached.say
    made = [
        {**line, **{measure: _text(unreached, cell) for measure, cell in cells.items()}}
        for line, cells in _groups(unreached, found)
    ]
    labels = {
        "kind": say("unreached.group_kind"),
        "group": say("unreached.group"),
        **{name: read.values("fairness_measure", say.language)[name] for name in MEASURES},
    }
    return Sheet("fairness", "", pd.DataFrame(made, columns=list(labels)), labels)


def sentences(unreached: Unreached) -> Iterator[str]:
    """What the measures are of, and how to read their differences."""
    say = unreached.say
    names = read.values("fairness_measure", say.language)
    meanings = (
        say("unreached.selected_meaning"),
        say("unreached.found_meaning"),
        say("unreached.served_meaning"),
    )
    for name, meaning in zip(MEASURES, meanings, strict=True):
        yield say("caveat.definition", term=names[name], meaning=meaning)
    yield say("unreached.difference_note")


def _groups(
    unreached: Unreached, found: Validation
) -> Iterator[tuple[dict[str, object], dict[str, Row | None]]]:
    """(kind and name of each group, its rows by measure: None where not estimable)."""
    rows = found.fairness
    rows = rows[rows["split_month"] == rows["split_month"].max()]
    kinds = read.values("group_kind", unreached.say.language)
    for (kind, group), own in rows.groupby(["group_kind", "fairness_group"], sort=False):
        known = {row["fairness_measure"]: row for row in records(own) if row["is_estimable"]}
        line: dict[str, object] = {
            "kind": kinds[str(kind)],
            "group": _group_name(unreached, str(kind), str(group)),
        }
        yield line, {measure: known.get(measure) for measure in MEASURES}


def _text(unreached: Unreached, cell: Row | None) -> str:
    say = unreached.say
    if cell is None:
        return say("unreached.not_estimable")
    gap, low, high = (f"{100 * float(cell[f'fairness_difference{end}']):+.1f}" for end in _ENDS)
    rate = formats.percent(float(cell["fairness_rate"]), say.language)
    return say("unreached.fairness_cell", rate=rate, gap=gap, low=low, high=high)


def _group_name(unreached: Unreached, kind: str, group: str) -> str:
    language = unreached.say.language
    if kind == "gu":
        gus, _ = places.names(unreached.selection.scope, unreached.info)
        return gus.get(group, group)
    # of every trait the same may be unknown
    unknown = {"not_stated": read.values("risk_age_band", language)["not_stated"]}
    vocabulary = "risk_age_band" if kind == "age_band" else kind
    return (unknown | read.values(vocabulary, language))[group]
