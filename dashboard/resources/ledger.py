"""One ledger: what came in by kind and donor, beside what reached households of the same kind.

In the open release contributions are not added up: their cells, split by donor, are hidden where
they are small, so that a sum would be of some of them only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import formats
from dashboard.i18n import Words
from dashboard.resources.rows import Resources, place_sums
from pipelines import read

# what came in and the service (with its unit) in which that kind of thing reaches households
COUNTERPARTS = {
    "cash": ("livelihood", "krw"),
    "rice": ("food", "kg"),
    "meals": ("food", "meal"),
    "goods": ("goods", "item"),
    "hours": ("care", "hour"),
    "home_repair": ("home_repair", "time"),
    "medical": ("medical", "time"),
    "tuition": ("tuition", "krw"),
}
PUBLIC = ("national", "city", "district")
_IN = ("contribution_count", "quantity", "value_krw")


@dataclass(frozen=True)
class Ledger:
    """Income and outgo of the place in the period.

    `income` has a row for each contribution_kind, donor_kind, unit and is_counted with its count,
    quantity and value_krw; `services` one for each service_kind, funding and unit with
    service_count and quantity (missing where hidden). `is_hidden`: contributions may not be added
    up in this release.
    """

    resources: Resources
    income: pd.DataFrame
    services: pd.DataFrame

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.resources.say

    @property
    def is_hidden(self) -> bool:
        """Whether this release holds contributions back."""
        return self.resources.is_open


def load(resources: Resources) -> Ledger:
    """The ledger of the chosen Dong, Gu or whole deployment."""
    about = (resources.selection, resources.info, resources.months)
    income = place_sums("contributions", *about)
    if resources.is_open:
        income = income.iloc[:0]
    return Ledger(resources, income, place_sums("services", *about))


def income_texts(ledger: Ledger) -> dict[str, str]:
    """Value in won of what counts and of what does not, in words."""
    say = ledger.say
    if ledger.is_hidden:
        return dict.fromkeys(("counted", "uncounted"), say("state.suppressed"))
    sums = {
        "counted": value_of(ledger, is_counted=True),
        "uncounted": value_of(ledger, is_counted=False),
    }
    return {name: formats.won(value, say.language) for name, value in sums.items()}


def value_of(ledger: Ledger, *, is_counted: bool) -> float:
    """Won of what came in and is, or is not, in the official count."""
    return float(ledger.income.loc[ledger.income["is_counted"] == is_counted, "value_krw"].sum())


def table(ledger: Ledger) -> pd.DataFrame:
    """A row for each kind: in (counted, uncounted), out (public, private, unknown), with units.

    Numbers are missing where nothing of the kind was recorded; in the open release also where they
    are hidden, which `note` says.
    """
    say = ledger.say
    incoming = _incoming(ledger)
    outgoing = _outgoing(ledger)
    rows = []
    for kind, unit in _in_order(incoming, "contribution_kind"):
        rows.append({"kind": kind, "unit_in": unit, "service": None, "unit_out": None})
        if kind in COUNTERPARTS:
            rows[-1].update(zip(("service", "unit_out"), COUNTERPARTS[kind], strict=True))
    paired = {(row["service"], row["unit_out"]) for row in rows}
    rows += [
        {"kind": None, "unit_in": None, "service": kind, "unit_out": unit}
        for kind, unit in _in_order(outgoing, "service_kind")
        if (kind, unit) not in paired
    ]
    frame = pd.DataFrame(rows, columns=["kind", "unit_in", "service", "unit_out"])
    frame = frame.merge(incoming, on=["kind", "unit_in"], how="left")
    frame = frame.merge(outgoing, on=["service", "unit_out"], how="left")
    words = {name: read.values(name, say.language) for name in _VOCABULARIES.values()}
    for column, vocabulary in _VOCABULARIES.items():
        frame[column] = frame[column].map(words[vocabulary]).fillna("–")
    frame["note"] = say("resources.blank_hidden") if ledger.is_hidden else ""
    return frame[[*TEXTS_IN, *NUMBERS_IN, *TEXTS_OUT, *NUMBERS_OUT, "note"]]


_VOCABULARIES = {
    "kind": "contribution_kind",
    "unit_in": "unit_of_measure",
    "service": "service_kind",
    "unit_out": "unit_of_measure",
}
TEXTS_IN, TEXTS_OUT = ("kind", "unit_in"), ("service", "unit_out")
NUMBERS_IN = ("count_in", "quantity_in", "value_in", "quantity_uncounted", "value_uncounted")
NUMBERS_OUT = ("service_count", "quantity_public", "quantity_private", "quantity_unknown")


def labels(ledger: Ledger) -> dict[str, str]:
    """The words over the columns of `table`."""
    say = ledger.say
    return {
        "kind": say("resources.kind_in"),
        "unit_in": say("resources.unit"),
        "count_in": say("resources.count_in"),
        "quantity_in": say("resources.quantity_in"),
        "value_in": say("resources.value_in"),
        "quantity_uncounted": say("resources.quantity_uncounted"),
        "value_uncounted": say("resources.value_uncounted"),
        "service": say("resources.kind_out"),
        "unit_out": say("resources.unit_out"),
        "service_count": say("resources.service_count"),
        "quantity_public": say("resources.quantity_public"),
        "quantity_private": say("resources.quantity_private"),
        "quantity_unknown": say("resources.quantity_unknown"),
        "note": say("table.note"),
    }


def _incoming(ledger: Ledger) -> pd.DataFrame:
    """By kind and unit: what counts (count, quantity, value) and what does not."""
    keys = ["contribution_kind", "unit"]
    is_counted = ledger.income["is_counted"].astype(bool)
    counted = ledger.income[is_counted].groupby(keys)[[*_IN]].sum()
    other = ledger.income[~is_counted].groupby(keys)[[*_IN[1:]]].sum()
    counted.columns = pd.Index(["count_in", "quantity_in", "value_in"])
    other.columns = pd.Index(["quantity_uncounted", "value_uncounted"])
    both = counted.join(other, how="outer").astype(float)
    both.index.names = ["kind", "unit_in"]
    return both.reset_index()


def _outgoing(ledger: Ledger) -> pd.DataFrame:
    """By service and unit: services, and the quantity by whose money it was.

    A sum of which a part is hidden is missing; in the open release so is the count of all.
    """
    rows = ledger.services.assign(
        source=ledger.services["funding"].map(
            lambda code: "public" if code in PUBLIC else code if code == "private" else "unknown"
        )
    )
    groups = rows.groupby(["service_kind", "unit", "source"])["quantity"]
    sums = groups.sum().where(groups.count() == groups.size())
    wide = sums.unstack("source")
    wide = wide.reindex(columns=["public", "private", "unknown"]).astype(float)
    wide.columns = pd.Index([f"quantity_{name}" for name in wide.columns])
    counts = rows.groupby(["service_kind", "unit"])["service_count"].sum().astype(float)
    wide["service_count"] = counts.where(~pd.Series(ledger.is_hidden, index=counts.index))
    wide.index.names = ["service", "unit_out"]
    return wide.reset_index()


def _in_order(rows: pd.DataFrame, vocabulary: str) -> Sequence[tuple[str, str]]:
    """(kind, unit) of the rows in the order of the vocabulary."""
    places = {code: place for place, code in enumerate(read.values(vocabulary, "ko"))}
    pairs = rows.iloc[:, :2].itertuples(index=False, name=None)
    return sorted(pairs, key=lambda pair: (places[pair[0]], pair[1]))
