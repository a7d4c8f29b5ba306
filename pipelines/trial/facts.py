"""What the records say of the figures that the programmes have published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.trial.surveys import difference

# each query gives one number, or none where the records hold nothing of the kind
_FIGURES: dict[str, str] = {
    "trial_dongs": "select nullif(count(*), 0) from marts.rollout_by_dong where phase = 'trial'",
    "selected_dongs": "select nullif(count(*), 0) from marts.rollout_by_dong "
    "where phase in ('trial', 'selected')",
    "all_dongs": "select nullif(count(*), 0) from marts.rollout_by_dong "
    "where cohort_month <= date '2018-12-01'",
    "grant_per_dong": "select avg(amount) from landing.budgets where level = 'dong' "
    "and line = 'programme' and currency = 'USD' and fiscal_year = 2016",
    "grant_total": "select sum(amount) from landing.budgets where level = 'dong' "
    "and line = 'programme' and currency = 'USD' and fiscal_year = 2016",
    "master_plan_budget": "select sum(amount) from landing.budgets where level = 'city' "
    "and line = 'programme' and currency = 'USD' and fiscal_year = 2016",
    "plus_centre_budget": "select sum(amount) / (select count(*) from marts.gus) "
    "from landing.budgets where level = 'city' and line = 'operations' and fiscal_year = 2018",
    "seniors_dispatched": "select max(n) from (select month, sum(headcount) as n from "
    "marts.staff_by_dong_month where role = 'licensed_senior' and year(month) = 2016 group by 1)",
    "dodream_centres": "select nullif(count(*), 0) from marts.rollout_by_dong "
    "where cohort_month is not null",
    "dodream_specialists": "select max(n) from (select month, sum(headcount) as n from "
    "marts.staff_by_city_month where role = 'case_manager' and level = 'gu' "
    "and month <= date '2016-12-01' group by 1)",
    "dodream_volunteers": "select max(n) from (select month, sum(headcount) as n from "
    "marts.staff_by_city_month where role = 'volunteer' and month <= date '2016-12-01' group by 1)",
    "dodream_rice": "select sum(quantity) from marts.contributions_by_city_month "
    "where contribution_kind = 'rice' and is_counted and month <= date '2016-12-01'",
    "dodream_meals": "select sum(quantity) from marts.contributions_by_city_month "
    "where contribution_kind = 'meals' and is_counted and month <= date '2016-12-01'",
    "dodream_private": "select sum(value_krw) from marts.contributions_by_city_month "
    "where contribution_kind in ('cash', 'goods', 'rice', 'meals', 'tuition') and is_counted "
    "and month <= date '2016-12-01'",
}


@dataclass(frozen=True)
class Facts:
    """Figures by claim_id, and what else claims are measured with.

    Attributes
    ----------
    satisfaction : change of the residents' satisfaction from the first to the last wave in treated
        Dongs, None, and the same less the change in controls, in points; Nones without surveys.
    gu_codes : by Korean name.
    """

    programme: str
    figures: Mapping[str, float]
    satisfaction: tuple[float | None, float | None, float | None]
    gu_codes: Mapping[str, str]


def read_facts(connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame) -> Facts:
    """The facts of a built warehouse; `answers` as `surveys.read_answers` gives them."""
    ((programme,),) = connection.execute("select programme from reference.build").fetchall()
    figures = {}
    for claim, query in _FIGURES.items():
        ((value,),) = connection.execute(query).fetchall()
        if value is not None:
            figures[claim] = float(value)
    names = connection.execute("select gu_name_ko, gu_code from marts.gus").fetchall()
    return Facts(str(programme), figures, _satisfaction(answers), dict(names))


def _satisfaction(answers: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    if answers.empty:
        return None, None, None
    rows = answers[(answers["kind"] == "resident") & (answers["item"] == "satisfaction")]
    treated = rows[rows["arm"] == "treated"].groupby("wave")["score"].mean()
    if not {"pre", "post"} <= set(treated.index):
        return None, None, None
    adjusted = difference(rows[rows["wave"].isin(["pre", "post"])], "post").att
    return float(treated["post"] - treated["pre"]), None, None if adjusted != adjusted else adjusted
