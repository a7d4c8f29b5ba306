"""The policy numbers: dated, each with its source, read from `policy_parameters.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.settings import Settings, read_yaml

OPEN_END = date(9999, 12, 31)
_FIELDS = ("parameter", "value", "valid_from", "meaning_ko", "meaning_en", "source",
           "source_ko")  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One value of one parameter, in force from `valid_from` to `valid_to`, both inclusive."""

    parameter: str
    value: float
    valid_from: date
    valid_to: date
    meaning_ko: str
    meaning_en: str
    source: str
    source_ko: str


def policy_file(settings: Settings) -> Path:
    """The file that states the parameters."""
    return settings.reference / "policy_parameters.yaml"


def read_policy(settings: Settings) -> tuple[Parameter, ...]:
    """All values of all parameters, by name and date; a later one ends the earlier the day before.

    Raises InputError for an entry that lacks a field, a value that is no number, or two entries
    of one parameter on one date.
    """
    path = policy_file(settings)
    entries = read_yaml(path)
    parameters = [_parameter(path, number, entry) for number, entry in enumerate(entries, start=1)]
    parameters.sort(key=lambda parameter: (parameter.parameter, parameter.valid_from))
    for place, (earlier, later) in enumerate(pairwise(parameters)):
        if earlier.parameter != later.parameter:
            continue
        if earlier.valid_from == later.valid_from:
            raise InputError(
                f"{path} states {later.parameter} twice from {later.valid_from}; "
                f"keep one of the two entries."
            )
        parameters[place] = replace(earlier, valid_to=later.valid_from - timedelta(days=1))
    return tuple(parameters)


def _parameter(path: Path, number: int, entry: dict[str, Any]) -> Parameter:
    """One entry, in force for good; refused where it does not say everything in the right form."""
    lacking = [field for field in _FIELDS if field not in entry]
    if lacking:
        raise InputError(
            f"Entry {number} of {path} ({entry.get('parameter', 'unnamed')}) lacks "
            f"{', '.join(lacking)}; every policy number carries them."
        )
    if isinstance(entry["value"], bool) or not isinstance(entry["value"], int | float):
        raise InputError(
            f"{entry['parameter']} in {path} has the value {entry['value']!r}; write a number."
        )
    if not isinstance(entry["valid_from"], date):
        raise InputError(
            f"{entry['parameter']} in {path} is valid from {entry['valid_from']!r}; "
            f"write a date such as 2016-01-01."
        )
    return Parameter(
        parameter=str(entry["parameter"]),
        value=float(entry["value"]),
        valid_from=entry["valid_from"],
        valid_to=OPEN_END,
        meaning_ko=str(entry["meaning_ko"]),
        meaning_en=str(entry["meaning_en"]),
        source=str(entry["source"]),
        source_ko=str(entry["source_ko"]),
    )
