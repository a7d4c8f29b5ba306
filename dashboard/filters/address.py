"""The address: taken over where it is new, looked up in what exists, and written again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from dashboard.audience import Release
from dashboard.filters import visit
from dashboard.filters.selection import Scope
from dashboard.i18n import LANGUAGES
from pipelines.errors import NotBuiltError
from pipelines.read import DeploymentInfo

# names in the address, in the order in which they stand there; a page's own follow
NAMES = ("deployment", "release", "gu", "dong", "month", "measure", "lang")
T = TypeVar("T", bound=str)
# an address that holds more, or longer values, is not one of ours: the rest is not looked at
MOST_NAMES, LONGEST = 24, 64


def open_scope(deployments: Sequence[DeploymentInfo], releases: Sequence[Release]) -> Scope:
    """Take over the address, if it is new, and settle deployment, release and language.

    Raises NotBuiltError where nothing is published.
    """
    if not deployments:
        raise NotBuiltError("Nothing is published.")
    _adopt_address()
    visit.begin()
    scope = Scope(
        deployment=looked_up("deployment", [entry.id for entry in deployments]),
        release=looked_up("release", list(releases)),
        language=looked_up("lang", list(LANGUAGES)),
        releases=tuple(releases),
        deployments=tuple(deployments),
    )
    visit.settle(scope)
    return scope


def _adopt_address() -> None:
    """Let an address that we did not write ourselves decide: a link, or the browser's back.

    Not in a run that a control started: its address may be one message behind.
    """
    given = list(st.query_params.to_dict().items())[:MOST_NAMES]
    address = {name: text for name, text in given if len(name) + len(text) <= LONGEST}
    visit.adopt({} if visit.is_own(address) else address)


def looked_up(name: str, options: Sequence[T], otherwise: T | None = None) -> T:
    """The asked value if it is one of `options`, else `otherwise` or the first.

    A wrong one is put on record if the address asked for it; one that another page left behind
    (its measure, say) makes no noise.
    """
    view = visit.view()
    default = options[0] if otherwise is None else otherwise
    chosen = next((option for option in options if option == view.get(name)), default)
    if visit.is_adopted(name) and view[name] != chosen:
        visit.doubt(name)
    view[name] = chosen
    visit.show(name)
    return chosen


def doubts(scope: Scope) -> list[str]:
    """Sentences about what the address asked for and did not get."""
    say = scope.words
    sentences = {
        "deployment": say("doubt.deployment"),
        "release": say("doubt.release"),
        "gu": say("doubt.gu"),
        "dong": say("doubt.dong"),
        "month": say("doubt.month"),
        "measure": say("doubt.measure"),
        "lang": say("doubt.language"),
    }
    # a page's own choices share one sentence
    asked = [sentences.get(name, say("doubt.choice")) for name in visit.doubted()]
    return list(dict.fromkeys(asked))


def write_address() -> None:
    """Put the whole view into the address; the frame calls it when the page has run.

    So does a part of a page that runs again alone, after its own controls.
    """
    view, shown = visit.view(), visit.shown()
    address = {name: view[name] for name in (*NAMES, *shown) if name in shown}
    visit.end(address)
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
