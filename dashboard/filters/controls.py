"""The controls drawn: the one row that every page has, and the further ones of a page.

A control says what it came to through `_took`; what it stands at comes from the view, never from
the widget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboard import formats
from dashboard.filters import visit
from dashboard.filters.address import looked_up
from dashboard.filters.selection import ALL, NONE, Scope, Selection
from dashboard.i18n import LANGUAGES, words


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
    by_text = {f"{month:%Y-%m}": month for month in reversed(months)}
    visit.keep_has_gus(len(gus) > 1)
    gu = looked_up("gu", [ALL, *gus])
    dong = looked_up("dong", [NONE, *_inside(gu, dongs)])
    selection = Selection(
        scope=scope,
        month=by_text[looked_up("month", list(by_text))],
        gu=None if gu == ALL else gu,
        dong=None if dong == NONE else dong,
        measure=looked_up("measure", list(measures)) if measures else "",
    )
    if measures:
        label = scope.words("controls.measure")
        visit.choose("measure", selection.measure, label, measures[selection.measure])
    names = {text: formats.month(month, scope.language) for text, month in by_text.items()}
    _draw_row(scope, names, gus, measures)
    if selection.gu:
        _way_back(selection, gus, dongs)
    return selection


def _draw_row(
    scope: Scope,
    months: Mapping[str, str],
    gus: Mapping[str, str],
    measures: Mapping[str, str] | None,
) -> None:
    say = scope.words
    all_gus = {ALL: say("controls.all_gus"), **gus}
    row: list[tuple[float, Callable[[], None]]] = [
        (2.2, partial(_select, "deployment", say("controls.deployment"), scope.deployment_names)),
        (1.7, partial(_select, "gu", say("controls.gu"), all_gus)),
        (1.7, partial(_select, "month", say("controls.month"), months)),
    ]
    if measures:
        row.append((2.2, partial(_select, "measure", say("controls.measure"), measures)))
    if len(scope.releases) > 1:
        names = {"internal": say("release.internal"), "open": say("release.open")}
        offered: dict[str, str] = {release: names[release] for release in scope.releases}
        row.append((1.5, partial(_switch, "release", say("controls.release"), offered)))
    # a language is named in itself: whoever looks for it can read it
    own_names: dict[str, str] = {code: words(code)("language.own_name") for code in LANGUAGES}
    row.append((1.5, partial(_switch, "lang", say("controls.language"), own_names)))
    frame = st.container(key="controls")
    places = frame.columns([width for width, _ in row], vertical_alignment="top", gap="small")
    for place, (_, draw) in zip(places, row, strict=True):
        with place:
            draw()


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
            on_click=visit.go,
            args=(view,),
        )


def dong_picker(selection: Selection, dongs: Mapping[str, str]) -> None:
    """Draw the list of Dongs; the way to a Dong for whoever does not use the map."""
    say = selection.scope.words
    inside = _inside(selection.gu or ALL, dongs)
    _select("dong", say("controls.dong"), {NONE: say("controls.no_dong"), **inside})


def choice(name: str, label: str, names: Mapping[str, str], *, is_list: bool = False) -> str:
    """Draw a further choice of a page, part of the address as `name=code`, and return the code.

    Parameters
    ----------
    name : such as `track`; one name means the same thing on every page.
    names : words by code; the first is the default.
    is_list : a list to open, for many values; else a row of few.
    """
    chosen = looked_up(name, list(names))
    (_select if is_list else _switch)(name, label, names)
    visit.choose(name, chosen, label, names[chosen])
    return chosen


def number(name: str, label: str, values: Sequence[float], default: float, **options: Any) -> float:
    """Draw a slider over `values`, part of the address as `name=value`, and return its value.

    `options` go to `st.select_slider` (`help`, `format_func`).
    """
    by_text = {f"{value:g}": value for value in values}
    visit.view().setdefault(name, f"{default:g}")
    chosen = looked_up(name, list(by_text), otherwise=f"{default:g}")
    key = visit.set_control(name, by_text[chosen])
    st.select_slider(label, list(values), key=key, on_change=_took, args=(name,), **options)
    visit.choose(name, chosen, label, chosen)
    return by_text[chosen]


def amount(name: str, label: str, *, step: int, reach: int, **options: Any) -> int:
    """Draw a field for a whole number up to `reach` either side of 0, in the address as `name=n`.

    `options` go to `st.number_input` (`help`).
    """
    view = visit.view()
    text = view.setdefault(name, "0")
    is_good = text.removeprefix("-").isdecimal() and abs(int(text)) <= reach
    if visit.is_adopted(name) and not is_good:
        visit.doubt(name)
    view[name] = text if is_good else "0"
    visit.show(name)
    key = visit.set_control(name, int(view[name]))
    st.number_input(label, -reach, reach, step=step, key=key, on_change=_took, args=(name,),
                    **options)  # fmt: skip
    visit.choose(name, view[name], label, view[name])
    return int(view[name])


def several(
    name: str, label: str, names: Mapping[str, str], *, nothing: str, most: int
) -> tuple[str, ...]:
    """Draw a choice of any number up to `most`, in the address as `name=code.code`; none is all.

    `nothing` are the words that stand where none is chosen.
    """
    view = visit.view()
    asked = view.get(name, ALL).split(".")
    codes = [code for code in names if code in asked][:most]
    if visit.is_adopted(name) and set(asked) - set(codes) - {ALL}:
        visit.doubt(name)
    view[name] = ".".join(codes) or ALL
    visit.show(name)
    st.multiselect(
        label, list(names), key=visit.set_control(name, codes), format_func=names.__getitem__,
        placeholder=nothing, max_selections=most, on_change=_took, args=(name,),
    )  # fmt: skip
    text = ", ".join(names[code] for code in codes) or nothing
    visit.choose(name, view[name], label, text)
    return tuple(codes)


def _select(name: str, label: str, names: Mapping[str, str]) -> None:
    """A list; `names` holds the words of each value."""
    _draw(st.selectbox, name, label, names)


def _switch(name: str, label: str, names: Mapping[str, str]) -> None:
    """A row of few values."""
    _draw(st.segmented_control, name, label, names)


def _draw(widget: Callable[..., Any], name: str, label: str, names: Mapping[str, str]) -> None:
    widget(
        label,
        list(names),
        key=visit.set_control(name, visit.view()[name]),
        format_func=names.__getitem__,
        on_change=_took,
        args=(name,),
    )


def _took(name: str) -> None:
    """A control was used: take its value over, and let go of what hangs on it."""
    view = visit.view()
    # a switch that is clicked off says None, and stays as it was
    value = visit.control(name)
    if isinstance(value, list):
        view[name] = ".".join(value) or ALL
    elif value is not None:
        view[name] = f"{value:g}" if isinstance(value, float) else str(value)
    if name == "deployment":
        view.pop("month")
        view.update(gu=ALL, dong=NONE)
    if name == "gu" and view["gu"] != ALL and not view["dong"].startswith(view["gu"]):
        view["dong"] = NONE
    visit.touch()


def _inside(gu: str, dongs: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in dongs.items() if gu == ALL or code.startswith(gu)}
