"""The shared controls. One frozen Selection comes out; the whole of it stands in the address.

The only module that touches `st.session_state` and widget keys. Addresses carry codes (`gu=26500`,
`month=2018-12`), never labels, so a link means the same in both languages; that is why the widgets
are not bound with `bind="query-params"`, which writes labels, leaves defaults out and drops a bad
value without a word. A value from an address is only ever looked up among those that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from dashboard import formats
from dashboard.audience import Release
from dashboard.i18n import LANGUAGES, Language, Words, words
from pipelines.errors import NotBuiltError
from pipelines.read import DeploymentInfo

# names in the address, in the order in which they stand there; a page's own follow
NAMES = ("deployment", "release", "gu", "dong", "month", "measure", "lang")
T = TypeVar("T", bound=str)
ALL, NONE = "all", "none"  # no Gu, no Dong: said aloud, so that an address is complete
# an address that holds more, or longer values, is not one of ours: the rest is not looked at
MOST_NAMES, LONGEST = 24, 64
# what a session remembers: the view, the address last written and last taken over, whether a
# control started this run, what could not be followed, and the frame's part of the view
_VIEW, _WRITTEN, _ADOPTED, _TOUCHED = "view", "written", "adopted", "touched"
_DOUBTS, _SCOPE, _SHOWN, _HAS_GUS = "doubts", "scope", "shown", "has_gus"
# what was chosen in this run beside scope, place and month
_CHOSEN = "chosen"


@dataclass(frozen=True)
class Scope:
    """What the frame needs to know before a page says which controls it has."""

    deployment: str
    release: Release
    language: Language
    releases: tuple[Release, ...]
    deployments: tuple[DeploymentInfo, ...]

    @property
    def words(self) -> Words:
        """The words of the chosen language."""
        return words(self.language)

    @property
    def deployment_names(self) -> dict[str, str]:
        """Every deployment's name in the chosen language, by id."""
        return {
            entry.id: entry.name_ko if self.language == "ko" else entry.name_en
            for entry in self.deployments
        }

    @property
    def deployment_name(self) -> str:
        """The chosen deployment's name in the chosen language."""
        return self.deployment_names[self.deployment]


@dataclass(frozen=True)
class Choice:
    """One thing chosen: its name and code in the address, and both in words."""

    name: str
    code: str
    label: str
    text: str


@dataclass(frozen=True)
class Selection:
    """What the reader is looking at. `gu` and `dong` are None for all of them.

    `measure` is empty on a page that has none to choose from.
    """

    scope: Scope
    month: date
    gu: str | None
    dong: str | None
    measure: str = ""


def open_scope(deployments: Sequence[DeploymentInfo], releases: Sequence[Release]) -> Scope:
    """Take over the address, if it is new, and settle deployment, release and language.

    Raises NotBuiltError where nothing is published.
    """
    if not deployments:
        raise NotBuiltError("Nothing is published.")
    _adopt_address()
    st.session_state[_SHOWN] = []
    st.session_state[_CHOSEN] = {}
    st.session_state[_SCOPE] = scope = Scope(
        deployment=_looked_up("deployment", [entry.id for entry in deployments]),
        release=_looked_up("release", list(releases)),
        language=_looked_up("lang", list(LANGUAGES)),
        releases=tuple(releases),
        deployments=tuple(deployments),
    )
    return scope


def current_scope() -> Scope:
    """The scope that the frame settled; pages begin with it."""
    return st.session_state[_SCOPE]


def language_in_use() -> Language:
    """The language of this session, or the default before it has one."""
    scope = st.session_state.get(_SCOPE)
    return scope.language if scope else LANGUAGES[0]


def controls(
    scope: Scope,
    *,
    months: Sequence[date],
    gus: Mapping[str, str],
    dongs: Mapping[str, str],
    measures: Mapping[str, str] | None = None,
) -> Selection:
    """Draw the one row of controls and return what is chosen.

    Parameters
    ----------
    months : those with data, oldest first; the last is the default.
    gus, dongs, measures : name by code; a Dong's code begins with that of its Gu. A page without
        measures to choose from gives none.
    """
    say, language = scope.words, scope.language
    by_text = {f"{month:%Y-%m}": month for month in reversed(months)}
    month_names = {text: formats.month(month, language) for text, month in by_text.items()}
    st.session_state[_HAS_GUS] = len(gus) > 1
    gu = _looked_up("gu", [ALL, *gus])
    dong = _looked_up("dong", [NONE, *_inside(gu, dongs)])
    selection = Selection(
        scope=scope,
        month=by_text[_looked_up("month", list(by_text))],
        gu=None if gu == ALL else gu,
        dong=None if dong == NONE else dong,
        measure=_looked_up("measure", list(measures)) if measures else "",
    )
    if measures:
        _choose("measure", selection.measure, say("controls.measure"), measures[selection.measure])
    has_switch = len(scope.releases) > 1
    widths = [2.2, 1.7, 1.7, *([2.2] if measures else []), *([1.5] if has_switch else []), 1.5]
    row = iter(st.container(key="controls").columns(widths, vertical_alignment="top", gap="small"))
    with next(row):
        _select("deployment", say("controls.deployment"), scope.deployment_names)
    with next(row):
        _select("gu", say("controls.gu"), {ALL: say("controls.all_gus"), **gus})
    with next(row):
        _select("month", say("controls.month"), month_names)
    if measures:
        with next(row):
            _select("measure", say("controls.measure"), measures)
    if has_switch:
        names = {"internal": say("release.internal"), "open": say("release.open")}
        with next(row):
            _switch("release", say("controls.release"), {r: names[r] for r in scope.releases})
    with next(row):
        # a language is named in itself: whoever looks for it can read it
        own_names: dict[str, str] = {code: words(code)("language.own_name") for code in LANGUAGES}
        _switch("lang", say("controls.language"), own_names)
    if selection.gu:
        _way_back(selection, gus, dongs)
    return selection


def choice(name: str, label: str, names: Mapping[str, str], *, is_list: bool = False) -> str:
    """Draw a further choice of a page, part of the address as `name=code`, and return the code.

    Parameters
    ----------
    name : such as `track`; one name means the same thing on every page.
    names : words by code; the first is the default.
    is_list : a list to open, for many values; else a row of few.
    """
    chosen = _looked_up(name, list(names))
    (_select if is_list else _switch)(name, label, names)
    _choose(name, chosen, label, names[chosen])
    return chosen


def number(name: str, label: str, values: Sequence[float], default: float, **options: Any) -> float:
    """Draw a slider over `values`, part of the address as `name=value`, and return its value.

    `options` go to `st.select_slider` (`help`, `format_func`).
    """
    by_text = {f"{value:g}": value for value in values}
    _view().setdefault(name, f"{default:g}")
    chosen = _looked_up(name, list(by_text), otherwise=f"{default:g}")
    st.session_state[f"control_{name}"] = by_text[chosen]
    st.select_slider(
        label, list(values), key=f"control_{name}", on_change=_took, args=(name,), **options
    )
    _choose(name, chosen, label, chosen)
    return by_text[chosen]


def is_first(what: str) -> bool:
    """Whether this visit asks so of `what` for the first time."""
    key = f"_had_{what}"
    if key in st.session_state:
        return False
    st.session_state[key] = True
    return True


def chosen() -> tuple[Choice, ...]:
    """What the page's controls stand at in this run: its measure, then its own choices."""
    found: dict[str, Choice] = st.session_state.get(_CHOSEN, {})
    return tuple(found.values())


def several(
    name: str, label: str, names: Mapping[str, str], *, nothing: str, most: int
) -> tuple[str, ...]:
    """Draw a choice of any number up to `most`, in the address as `name=code.code`; none is all.

    `nothing` are the words that stand where none is chosen.
    """
    asked = _view().get(name, ALL).split(".")
    codes = [code for code in names if code in asked][:most]
    if name in st.session_state[_ADOPTED] and set(asked) - set(codes) - {ALL}:
        st.session_state[_DOUBTS].append(name)
    _view()[name] = ".".join(codes) or ALL
    if name not in st.session_state[_SHOWN]:
        st.session_state[_SHOWN].append(name)
    st.session_state[f"control_{name}"] = codes
    st.multiselect(
        label, list(names), key=f"control_{name}", format_func=names.__getitem__,
        placeholder=nothing, max_selections=most, on_change=_took, args=(name,),
    )  # fmt: skip
    _choose(name, _view()[name], label, ", ".join(names[code] for code in codes) or nothing)
    return tuple(codes)


def remember(name: str, value: object) -> None:
    """Keep a value of a page for as long as the session lasts, beside the address."""
    st.session_state[f"own_{name}"] = value


def remembered(name: str) -> Any:
    """What `remember` kept under this name; None where nothing was."""
    return st.session_state.get(f"own_{name}")


def _choose(name: str, code: str, label: str, text: str) -> None:
    st.session_state.setdefault(_CHOSEN, {})[name] = Choice(name, code, label, text)


def _way_back(selection: Selection, gus: Mapping[str, str], dongs: Mapping[str, str]) -> None:
    """Draw the way from the whole deployment to what is chosen; each step leads back to it."""
    gu = selection.gu or ALL
    steps = [
        (selection.scope.deployment_name, {"gu": ALL, "dong": NONE}),
        (gus[gu], {"gu": gu, "dong": NONE}),
    ]
    if selection.dong:
        steps.append((dongs[selection.dong], {}))
    row = st.container(key="way", horizontal=True, vertical_alignment="center", gap="small")
    for place, (name, view) in enumerate(steps):
        is_here = place == len(steps) - 1
        row.button(
            name if place == 0 else f"› {name}",
            key=f"way_{place}",
            type="tertiary",
            disabled=is_here,
            on_click=_go,
            args=(view,),
        )


def dong_picker(selection: Selection, dongs: Mapping[str, str]) -> None:
    """Draw the list of Dongs; the way to a Dong for whoever does not use the map."""
    say = selection.scope.words
    inside = _inside(selection.gu or ALL, dongs)
    _select("dong", say("controls.dong"), {NONE: say("controls.no_dong"), **inside})


def chosen_on_map(key: str) -> Callable[[], None]:
    """What to call when the map `key` was clicked.

    On a map of several Gu a click goes into that Gu; inside one it chooses the Dong, or lets go of
    it. A map that plays sends the `month` at which it stopped.
    """

    def choose() -> None:
        clicked = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
        said = clicked.get("properties") or {}
        view = _view()
        dong, gu, month = (said.get(name) for name in ("dong_code", "gu_code", "month"))
        if isinstance(month, str):
            _go({"month": month})
        elif isinstance(dong, str) and view["gu"] == ALL and st.session_state[_HAS_GUS]:
            _go({"gu": dong[:5], "dong": NONE})
        elif isinstance(dong, str):
            _go({"dong": NONE if view["dong"] == dong else dong})
        elif isinstance(gu, str):
            _go({"gu": gu, "dong": NONE})

    return choose


def _go(view: Mapping[str, str]) -> None:
    """Change the view from a callback. What does not exist is looked up in vain and dropped."""
    _view().update(view)
    st.session_state[_TOUCHED] = True


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
    asked = [sentences.get(name, say("doubt.choice")) for name in st.session_state[_DOUBTS]]
    return list(dict.fromkeys(asked))


def _view() -> dict[str, str]:
    view: dict[str, str] = st.session_state.setdefault(_VIEW, {})
    return view


def _inside(gu: str, dongs: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in dongs.items() if gu == ALL or code.startswith(gu)}


def _adopt_address() -> None:
    """Let an address that we did not write ourselves decide: a link, or the browser's back.

    Not in a run that a control started: its address may be one message behind.
    """
    given = list(st.query_params.to_dict().items())[:MOST_NAMES]
    address = {name: text for name, text in given if len(name) + len(text) <= LONGEST}
    is_ours = st.session_state.pop(_TOUCHED, False) or address == st.session_state.get(_WRITTEN)
    st.session_state[_ADOPTED] = {} if is_ours else address
    st.session_state[_DOUBTS] = []
    _view().update(st.session_state[_ADOPTED])


def _looked_up(name: str, options: Sequence[T], otherwise: T | None = None) -> T:
    """The asked value if it is one of `options`, else `otherwise` or the first.

    A wrong one is put on record if the address asked for it; one that another page left behind
    (its measure, say) makes no noise.
    """
    view = _view()
    default = options[0] if otherwise is None else otherwise
    chosen = next((option for option in options if option == view.get(name)), default)
    if name in st.session_state[_ADOPTED] and view[name] != chosen:
        st.session_state[_DOUBTS].append(name)
    view[name] = chosen
    if name not in st.session_state[_SHOWN]:  # a part of a page may run again alone
        st.session_state[_SHOWN].append(name)
    return chosen


def write_address() -> None:
    """Put the whole view into the address; the frame calls it when the page has run.

    So does a part of a page that runs again alone, after its own controls.
    """
    st.session_state.pop(_TOUCHED, None)
    shown = st.session_state[_SHOWN]
    address = {name: _view()[name] for name in (*NAMES, *shown) if name in shown}
    st.session_state[_WRITTEN] = address
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)


def _took(name: str) -> None:
    """A control was used: take its value over, and let go of what hangs on it."""
    view = _view()
    # a switch that is clicked off says None, and stays as it was
    value = st.session_state[f"control_{name}"]
    if isinstance(value, list):
        view[name] = ".".join(value) or ALL
    elif value is not None:
        view[name] = f"{value:g}" if _is_number(value) else value
    if name == "deployment":
        view.pop("month")
        view.update(gu=ALL, dong=NONE)
    if name == "gu" and view["gu"] != ALL and not view["dong"].startswith(view["gu"]):
        view["dong"] = NONE
    st.session_state[_TOUCHED] = True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _select(name: str, label: str, names: Mapping[str, str]) -> None:
    """A list; `names` holds the words of each value."""
    st.session_state[f"control_{name}"] = _view()[name]
    st.selectbox(
        label,
        list(names),
        key=f"control_{name}",
        format_func=names.__getitem__,
        on_change=_took,
        args=(name,),
    )


def _switch(name: str, label: str, names: Mapping[str, str]) -> None:
    """A row of few values."""
    st.session_state[f"control_{name}"] = _view()[name]
    st.segmented_control(
        label,
        list(names),
        key=f"control_{name}",
        format_func=names.__getitem__,
        on_change=_took,
        args=(name,),
    )
