"""Figures that others have published, with their numerator, base, period and source."""

from __future__ import annotations

import pandas as pd

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.settings import Settings


def claims(settings: Settings | None = None) -> pd.DataFrame:
    """The committed ledger of published figures (`data/reference/claims.csv`) by claim_id.

    Columns: programme, claim_ko, claim_en, value (float), unit, numerator, denominator, period,
    comparator and source (English), each of these five with its `_ko`; text is empty where nothing
    is stated.

    Raises InputError where the file cannot be read.
    """
    path = (settings or settings_module.load()).reference / "claims.csv"
    try:
        ledger = pd.read_csv(path, index_col="claim_id", dtype={"value": float})
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}). Mend it there.") from error
    return ledger.fillna(dict.fromkeys(ledger.columns.drop("value"), ""))
