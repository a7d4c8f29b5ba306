"""The names of places in the reader's language, by code."""

from __future__ import annotations

import pandas as pd

from dashboard import data
from dashboard.filters import Scope, Selection
from pipelines.read import BuildInfo


def names(scope: Scope, info: BuildInfo) -> tuple[dict[str, str], dict[str, str]]:
    """(Gu names, Dong names) by code in the page's language, in order of code."""
    name = f"_name_{scope.language}"
    gus = data.table("gus", info, scope.release)
    dongs = data.table("dongs", info, scope.release)
    return (
        dict(zip(gus["gu_code"], gus[f"gu{name}"], strict=True)),
        dict(zip(dongs["dong_code"], dongs[f"dong{name}"], strict=True)),
    )


def all_dongs(scope: Scope, info: BuildInfo) -> pd.DataFrame:
    """Every Dong of the frame by dong_code: `gu_code`, `name`, `other_name`, `gu_name`.

    `name` and `gu_name` are in the page's language, `other_name` in the other.
    """
    own, other = ("ko", "en") if scope.language == "ko" else ("en", "ko")
    dongs = data.table("dongs", info, scope.release).set_index("dong_code")
    return pd.DataFrame(
        {
            "gu_code": dongs["gu_code"],
            "name": dongs[f"dong_name_{own}"],
            "other_name": dongs[f"dong_name_{other}"],
            "gu_name": dongs[f"gu_name_{own}"],
        }
    )


def scope_name(selection: Selection, gus: dict[str, str]) -> str:
    """The chosen Gu, or the whole deployment."""
    say = selection.scope.words
    return (
        gus[selection.gu]
        if selection.gu
        else say("place.whole", place=selection.scope.deployment_name)
    )


def place_name(selection: Selection, gus: dict[str, str], dongs: dict[str, str]) -> str:
    """The chosen Dong with its Gu, the chosen Gu, or the whole deployment."""
    if selection.dong:
        return f"{gus[selection.dong[:5]]} {dongs[selection.dong]}"
    return gus[selection.gu] if selection.gu else selection.scope.deployment_name


def place_table(subject: str, selection: Selection, info: BuildInfo) -> pd.DataFrame:
    """All months of `<subject>_by_<place>_month` for the chosen Dong, Gu or whole deployment."""
    release = selection.scope.release
    if selection.dong:
        return data.table(f"{subject}_by_dong_month", info, release, dong=selection.dong)
    if selection.gu:
        return data.table(f"{subject}_by_gu_month", info, release, gu=selection.gu)
    return data.table(f"{subject}_by_city_month", info, release)
