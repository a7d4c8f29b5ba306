"""The table of the claim ledger."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipelines.errors import InputError
from pipelines.settings import Settings
from pipelines.trial.claims import Judged
from pipelines.trial.tabulating import frame_of


def read_ledger(settings: Settings) -> pd.DataFrame:
    """claims.csv by claim_id; InputError where it cannot be read."""
    path = settings.reference / "claims.csv"
    try:
        ledger = pd.read_csv(path, index_col="claim_id", dtype={"value": float})
        return ledger.fillna({"comparator": ""})
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}). Mend it there.") from error


def claims_table(judged: Iterable[Judged]) -> pd.DataFrame:
    """trial_claims."""
    rows = []
    for each in judged:
        months = each.months or (None,) * 4
        rows.append(
            {
                "claim_id": each.claim_id,
                "claimed_value": each.claimed,
                "measured_value": each.measured,
                "per_worker_value": each.per_worker,
                "adjusted_value": each.adjusted,
                "base_first_month": months[0],
                "base_last_month": months[1],
                "first_month": months[2],
                "last_month": months[3],
                "claim_verdict": each.verdict,
                "claim_reason": each.reason,
            }
        )
    return frame_of("trial_claims", rows)
