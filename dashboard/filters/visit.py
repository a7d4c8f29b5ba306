"""What one visit remembers from run to run. The only module that touches `st.session_state`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.filters.selection import Choice, Scope
from dashboard.i18n import LANGUAGES, Language

# the view, the address last written and last taken over, whether a control started this run, what
# could not be followed, and the frame's part of the view
_VIEW, _WRITTEN, _ADOPTED, _TOUCHED = "view", "written", "adopted", "touched"
_DOUBTS, _SCOPE, _SHOWN, _HAS_GUS = "doubts", "scope", "shown", "has_gus"
# what was chosen in this run beside scope, place and month
_CHOSEN = "chosen"


def view() -> dict[str, str]:
    """What the reader looks at: the code of each name of the address, to be changed in place."""
    found: dict[str, str] = st.session_state.setdefault(_VIEW, {})
    return found


def go(changes: Mapping[str, str]) -> None:
    """Change the view from a callback. What does not exist is looked up in vain and dropped."""
    view().update(changes)
    touch()


def touch() -> None:
    """Say that a control starts the run to come."""
    st.session_state[_TOUCHED] = True


def is_own(address: Mapping[str, str]) -> bool:
    """Whether a control started this run, whatever the address, or the address is what we wrote."""
    return st.session_state.pop(_TOUCHED, False) or address == st.session_state.get(_WRITTEN)


def adopt(address: Mapping[str, str]) -> None:
    """Let an address decide the view of this run; an empty one leaves it as it is."""
    st.session_state[_ADOPTED] = address
    st.session_state[_DOUBTS] = []
    view().update(address)


def is_adopted(name: str) -> bool:
    """Whether the address of this run asked for something under this name."""
    return name in st.session_state[_ADOPTED]


def doubt(name: str) -> None:
    """Put on record that what the address asked for under this name does not exist."""
    st.session_state[_DOUBTS].append(name)


def doubted() -> list[str]:
    """The names put on record by `doubt` in this run."""
    return st.session_state[_DOUBTS]


def begin() -> None:
    """Forget what the run before showed and had chosen."""
    st.session_state[_SHOWN] = []
    st.session_state[_CHOSEN] = {}


def show(name: str) -> None:
    """Count a name among those that stand in the address of this run."""
    if name not in st.session_state[_SHOWN]:  # a part of a page may run again alone
        st.session_state[_SHOWN].append(name)


def shown() -> list[str]:
    """The names that stand in the address of this run."""
    return st.session_state[_SHOWN]


def end(address: dict[str, str]) -> None:
    """Remember the address that the run came to."""
    st.session_state.pop(_TOUCHED, None)
    st.session_state[_WRITTEN] = address


def settle(scope: Scope) -> None:
    """Keep the scope for the page to begin with."""
    st.session_state[_SCOPE] = scope


def current_scope() -> Scope:
    """The scope that the frame settled; pages begin with it."""
    return st.session_state[_SCOPE]


def language_in_use() -> Language:
    """The language of this session, or the default before it has one."""
    scope = st.session_state.get(_SCOPE)
    return scope.language if scope else LANGUAGES[0]


def choose(name: str, code: str, label: str, text: str) -> None:
    """Put on record what one of the page's controls stands at."""
    st.session_state.setdefault(_CHOSEN, {})[name] = Choice(name, code, label, text)


def chosen() -> tuple[Choice, ...]:
    """What the page's controls stand at in this run: its measure, then its own choices."""
    found: dict[str, Choice] = st.session_state.get(_CHOSEN, {})
    return tuple(found.values())


def keep_has_gus(has_gus: bool) -> None:
    """Keep whether the deployment has several Gu to go into."""
    st.session_state[_HAS_GUS] = has_gus


def has_gus() -> bool:
    """Whether the deployment has several Gu to go into."""
    return st.session_state[_HAS_GUS]


def set_control(name: str, value: object) -> str:
    """Put a control at a value before it is drawn; returns the key to draw it with."""
    key = f"control_{name}"
    st.session_state[key] = value
    return key


def control(name: str) -> Any:
    """What a control stands at."""
    return st.session_state[f"control_{name}"]


def clicked(key: str) -> dict[str, Any]:
    """What the map `key` sent last; empty where it sent nothing."""
    return st.session_state.get(key) or {}


def is_first(what: str) -> bool:
    """Whether this visit asks so of `what` for the first time."""
    key = f"_had_{what}"
    if key in st.session_state:
        return False
    st.session_state[key] = True
    return True


def remember(name: str, value: object) -> None:
    """Keep a value of a page for as long as the session lasts, beside the address."""
    st.session_state[f"own_{name}"] = value


def remembered(name: str) -> Any:
    """What `remember` kept under this name; None where nothing was."""
    return st.session_state.get(f"own_{name}")
