"""The policy numbers in force, each with its date and its source."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pandas as pd

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.policy import read_policy
from pipelines.read.about import build_info, months
from pipelines.settings import Settings

_COLUMNS = ["parameter", "value", "valid_from", "valid_to", "meaning_ko", "meaning_en",
            "source", "source_ko"]  # fmt: skip


def policy(
    deployment: str, *, month: date | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """The policy parameters in force in a month, as the reference file states them now.

    A build is made with the file as it stood: its `build_id` changes with the file, so that what is
    read here is what the publication used unless the file was edited since.

    Parameters
    ----------
    deployment
        Such as busan_dabokdong.
    month
        A published month (its first day); the last one when None.

    Returns
    -------
    DataFrame
        parameter, value (float), valid_from, valid_to (dates, both inclusive; 9999-12-31: for
        good), meaning_ko, meaning_en, source (English),
        source_ko; one row a parameter, in order of name.

    Raises
    ------
    InputError
        An unknown deployment or month; a damaged file of parameters.
    NotBuiltError
        Nothing is published.

    Examples
    --------
    >>> policy("busan_dabokdong").set_index("parameter").loc[
    ...     "reached_window_months", "value"]  # doctest: +SKIP
    12.0
    """
    settings = settings or settings_module.load()
    known = months(deployment, settings=settings)
    day = month or build_info(deployment, settings=settings).last_month
    if day not in known:
        raise InputError(
            f"{day} is not one of the published months, {known[0]} to {known[-1]}; "
            f"a month is written as its first day."
        )
    in_force = [
        asdict(entry)
        for entry in read_policy(settings)
        if entry.valid_from <= day <= entry.valid_to
    ]
    return pd.DataFrame(in_force, columns=_COLUMNS)
