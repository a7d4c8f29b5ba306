"""What was said of the money of 2016: 52 grants beside the Master Plan, and what does not fit."""

from __future__ import annotations

from dashboard import data, formats
from dashboard.budget import reading
from dashboard.budget.rows import Balance
from pipelines.read import GrantCheck

_PROGRAMME = "busan_dabokdong"


def sentences(balance: Balance) -> tuple[str, ...]:
    """The two totals, their difference, in won, and what the budgets hold; of this programme only.

    Without budgets of 2016 the claims stand alone, in dollars.
    """
    if balance.info.deployment != _PROGRAMME:
        return ()
    claims = data.claims()
    found = reading.grants(balance.info)
    values = claims["value"].reindex(["selected_dongs", "grant_per_dong", "master_plan_budget"])
    if values.isna().any():
        return ()
    dongs, grant, plan = (float(value) for value in values)
    say, language = balance.say, balance.say.language
    source = str(claims.loc["master_plan_budget", "source_ko" if language == "ko" else "source"])
    total = dongs * grant
    claim = say(
        "budget.claim",
        dongs=formats.number(dongs, language),
        grant=formats.number(grant, language),
        total=formats.number(total, language),
        plan=formats.number(plan, language),
        difference=formats.number(total - plan, language),
        share=formats.percent((total - plan) / plan, language, decimals=0),
        source=source,
    )
    return (claim,) if found is None else (claim, _in_budgets(balance, found))


def _in_budgets(balance: Balance, found: GrantCheck) -> str:
    """Both totals in won, and the Dongs whose programme line is the grant."""
    say, language = balance.say, balance.say.language
    return say(
        "budget.claim_won",
        rate=formats.number(round(found.krw_per_usd, 1), language),
        total=formats.won(found.product_krw, language),
        plan=formats.won(found.master_plan_krw, language),
        dongs=say.amount("dong", found.found_dong_count),
        won=formats.won(found.found_krw, language),
    )
