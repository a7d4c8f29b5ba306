"""The tables of four Dongs as they are read, in any order of rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from pipelines.budget.sources import COLUMNS, Sources
from pipelines.policy import OPEN_END, Parameter
from tests.budget.drawn import GUS, MONTH, PLACES


def sources_of(
    programme: list[int], need: list[int], order: Iterable[int], level: str = "dong"
) -> Sources:
    """One year of programme money and observed need, its Dongs in an order."""
    at = list(order)
    codes = [PLACES[n] for n in at]
    month = pd.Timestamp(MONTH)
    tables = {name: pd.DataFrame(columns=list(names)) for name, names in COLUMNS.items()
              if not name.startswith("unreached")}  # fmt: skip
    tables["dongs"] = pd.DataFrame({"dong_code": codes, "gu_code": [GUS[n] for n in at]})
    tables["dongs"] = tables["dongs"].sort_values("dong_code", ignore_index=True)
    tables["budget_by_dong_year"] = pd.DataFrame(
        {"dong_code": codes, "fiscal_year": 2018, "level": level, "line": "programme",
         "amount_krw": [programme[n] for n in at]}
    )  # fmt: skip
    tables["coverage_by_dong_month"] = pd.DataFrame(
        {"dong_code": codes, "month": month, "at_risk_count": [need[n] for n in at],
         "reached_count": [need[n] // 2 for n in at]}
    )  # fmt: skip
    for name in ("staff_by_dong_month", "contributions_by_dong_month"):
        tables[name] = tables[name].astype({"month": "datetime64[s]"})
    for name in ("quantity", "value_krw"):
        frame = tables["contributions_by_dong_month"]
        frame[name] = frame[name].astype("Float64")
    rate = Parameter("krw_per_usd", 1100.3, date(2018, 1, 1), OPEN_END, "", "", "", "")
    return Sources(tables, (rate,))
