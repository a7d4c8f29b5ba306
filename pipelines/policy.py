"""The policy numbers: dated, each with its source, read from `policy_parameters.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import yaml

from pipelines.errors import InputError
from pipelines.settings import Settings

OPEN_END = date(9999, 12, 31)
_FIELDS = ("parameter", "value", "valid_from", "meaning_ko", "meaning_en", "source")


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


def policy_file(settings: Settings) -> Path:
    """The file that states the parameters."""
    return settings.reference / "policy_parameters.yaml"


def read_policy(settings: Settings) -> tuple[Parameter, ...]:
    """All values of all parameters, by name and date; a later one ends the earlier on the day before.

    Raises InputError for an entry that lacks a field, a value that is no number, or two entries
    of one parameter on one date.
    """
    path = policy_file(settings)
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    for number, entry in enumerate(entries, start=1):
        _require_fields(path, number, entry)
    ordered = sorted(entries, key=lambda entry: (entry["parameter"], entry["valid_from"]))
    for earlier, later in pairwise(ordered):
        same = all(earlier[field] == later[field] for field in ("parameter", "valid_from"))
        if same:
            raise InputError(
                f"{path} states {later['parameter']} twice from {later['valid_from']}; "
                f"keep one of the two entries."
            )
    return tuple(
        _parameter(entry, following)
        for entry, following in zip(ordered, [*ordered[1:], None], strict=True)
    )


def _require_fields(path: Path, number: int, entry: dict[str, object]) -> None:
    """Refuse an entry that does not say everything, or says it in the wrong form."""
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


def _parameter(entry: dict[str, object], following: dict[str, object] | None) -> Parameter:
    """One entry, ended by the one that follows it if that is of the same parameter."""
    valid_to = OPEN_END
    if following and following["parameter"] == entry["parameter"]:
        valid_to = following["valid_from"] - timedelta(days=1)  # type: ignore[operator]
    texts = {field: str(entry[field]) for field in ("meaning_ko", "meaning_en", "source")}
    return Parameter(
        parameter=str(entry["parameter"]),
        value=float(entry["value"]),  # type: ignore[arg-type]
        valid_from=entry["valid_from"],  # type: ignore[arg-type]
        valid_to=valid_to,
        **texts,
    )
