"""What must hold of the balance as it lies beside a warehouse: each promise a query.

A query selects what must not exist; `e` is the file of the part, `w` the warehouse.
"""

from __future__ import annotations

from contextlib import closing

from pipelines.budget.estimating import PART
from pipelines.engine import connect
from pipelines.errors import CheckError
from pipelines.settings import Settings
from pipelines.storing import estimates_file

_DONG, _GU = "e.marts.imbalance_by_dong_year", "e.marts.imbalance_by_gu_year"
_CITY = "e.marts.inequality_by_city_year"

PROMISES = {
    "all_money_is_counted": (
        f"select d.fiscal_year, sum(d.budget_krw), any_value(b.amount) from {_DONG} as d "
        "inner join (select fiscal_year, sum(amount_krw) as amount "
        "from w.marts.budget_by_dong_year group by fiscal_year) as b "
        "on d.fiscal_year = b.fiscal_year where d.money_scope = 'with_private' "
        "group by d.fiscal_year having sum(d.budget_krw) <> any_value(b.amount)"
    ),
    "need_shares_sum_to_one": (
        f"select fiscal_year, money_scope, sum(need_share) from {_DONG} group by all "
        "having abs(sum(need_share) - 1) > 1e-9"
    ),
    "need_shares_sum_to_one_within_a_gu": (
        f"select gu_code, fiscal_year, money_scope, sum(gu_need_share) from {_DONG} "
        "group by all having abs(sum(gu_need_share) - 1) > 1e-9"
    ),
    "what_some_have_over_others_lack": (
        f"select fiscal_year, money_scope, sum(budget_imbalance_krw) from {_DONG} group by all "
        "having abs(sum(budget_imbalance_krw)) > count(*)"
    ),
    "theil_is_between_and_within": (
        f"select fiscal_year, money_scope, theil from {_CITY} "
        "where abs(theil - theil_between - theil_within) > 1e-12"
    ),
    "ends_of_intervals_lie_around_their_middle": (
        f"select dong_code, fiscal_year, money_scope from {_DONG} "
        "where need_share_low > need_share or need_share_high < need_share "
        "or budget_imbalance_krw_low > budget_imbalance_krw "
        "or budget_imbalance_krw_high < budget_imbalance_krw"
    ),
    "a_dong_of_unknown_need_has_no_share": (
        f"select dong_code, fiscal_year from {_DONG} where need_basis = 'unknown' and "
        "(need_share is not null or budget_imbalance_krw is not null)"
    ),
    "the_money_of_a_gu_is_that_of_its_dongs_of_known_need": (
        f"select g.gu_code, g.fiscal_year, g.money_scope from {_GU} as g inner join ("
        f"select gu_code, fiscal_year, money_scope, sum(budget_krw) as won from {_DONG} "
        "where need_basis <> 'unknown' group by all) as d on g.gu_code = d.gu_code "
        "and g.fiscal_year = d.fiscal_year and g.money_scope = d.money_scope "
        "where g.budget_krw <> d.won"
    ),
}


def check(settings: Settings, deployment: str) -> tuple[str, ...]:
    """The names of the promises of the balance, each found to hold; none without a balance.

    Raises CheckError where one is broken.
    """
    path = estimates_file(settings, deployment, PART)
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    if not path.exists() or not warehouse.exists():
        return ()
    with closing(connect(settings)) as connection:
        for name, file in (("e", path), ("w", warehouse)):
            quoted = str(file).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        for name, query in PROMISES.items():
            broken = connection.execute(f"{query} limit 5").fetchall()
            if broken:
                shown = "; ".join(str(row) for row in broken)
                raise CheckError(
                    f"The balance of need and budget breaks its promise: "
                    f"{name.replace('_', ' ')}. Such as: {shown}. Run `dabokdong estimate "
                    f"-d {deployment}` and report it."
                )
    return tuple(PROMISES)
