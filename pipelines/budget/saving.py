"""Plans as JSON text, and back; and several plans side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pandas as pd

from pipelines.budget.plan import Plan
from pipelines.errors import InputError

VERSION = 1


def plan_to_json(plan: Plan) -> str:
    """The plan as text that `plan_from_json` reads; the same plan gives the same text."""
    return json.dumps({"version": VERSION, "plan": asdict(plan)}, ensure_ascii=False, indent=1)


def plan_from_json(text: str) -> Plan:
    """The plan that `plan_to_json` wrote.

    Raises InputError for text that is none, of another version, or with parts missing.
    """
    try:
        found = json.loads(text)
        if found["version"] != VERSION:
            raise InputError(
                f"The plan is of version {found['version']} of the file, and this program reads "
                f"{VERSION}; make the plan again."
            )
        plan: Plan = _as(Plan, found["plan"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"This is no saved plan ({error}); choose a file saved here.") from error
    return plan


def compare_plans(plans: Mapping[str, Plan]) -> pd.DataFrame:
    """What several plans change for each Dong, and how they do.

    Returns
    -------
    DataFrame
        One row for each Dong of any plan, by dong_code: gu_code, and for each plan by its name a
        column `<name>` of won gained (negative: lost; missing where the Dong takes no part), then
        `difference_krw`: the largest less the smallest change.
    """
    columns = {
        name: {place.dong_code: place.change_krw for place in plan.places}
        for name, plan in plans.items()
    }
    gus = {place.dong_code: place.gu_code for plan in plans.values() for place in plan.places}
    frame = pd.DataFrame({"gu_code": pd.Series(gus, dtype="str")})
    for name, changes in columns.items():
        frame[name] = pd.Series(changes, dtype="Int64")
    frame = frame.sort_index().rename_axis("dong_code")
    own = frame[list(plans)].fillna(0)
    return frame.assign(difference_krw=own.max(axis=1) - own.min(axis=1))


def _as(kind: Any, value: Any) -> Any:
    """The value as a declared type: dataclasses, tuples of them, and what JSON has itself."""
    if get_origin(kind) in (Union, UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        return None if value is None else _as(inner[0], value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        wanted = {field.name for field in fields(kind)}
        if set(value) != wanted:
            raise KeyError(", ".join(sorted(set(value) ^ wanted)))
        return kind(**{name: _as(hints[name], each) for name, each in value.items()})
    if get_origin(kind) is tuple:
        return tuple(_as(get_args(kind)[0], each) for each in value)
    if kind in (int, float, str, bool) and isinstance(value, bool) is not (kind is bool):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    if kind is float and isinstance(value, int):
        return float(value)
    if kind in (int, float, str, bool) and not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
