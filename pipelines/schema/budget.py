"""The tables of the budget balance: the part `budget` of the estimates.

None of them is open. Budgets are public, but need is an estimate, and a share of exact need shown
beside the rounded one of `unreached_by_*_month` would tell more than the gate of estimates lets
out: the shares of a Gu times its total give back the exact need of each Dong. The open release
therefore carries no copy of these tables; `pipelines.read` works the same figures out anew from
its rounded need and its public budgets, with the same functions.
"""

from __future__ import annotations

from pipelines.schema.columns import columns
from pipelines.schema.model import Table


def _interval(*names: str) -> tuple[str, ...]:
    """Each name, followed by the ends of its interval."""
    return tuple(f"{name}{end}" for name in names for end in ("", "_low", "_high"))


_NEED = (
    "need_basis",
    "need_month",
    "expected_need_count",
    "expected_need_low",
    "expected_need_high",
)
_BALANCE = (
    *_interval("need_share"),
    "budget_krw",
    "budget_share",
    *_interval("budget_per_need_krw", "budget_imbalance_krw"),
    "imbalance_state",
)
_OTHER = ("goods_krw", "staff_fte", "staff_share", "volunteer_fte")

BUDGET_TABLES = (
    Table(
        "imbalance_by_dong_year", "수요·예산 불균형(동별)", "Need and budget, by Dong",
        "동마다 위기가구(추정)의 몫과 예산의 몫, 위기가구당 예산, 과부족(원)을 90% 구간과 함께. 재원 범위마다 한 줄",
        "Need share and budget share of each Dong, won per household at risk, and won over or short, with 90% intervals; one row for each range of money",
        grain=("dong_code", "fiscal_year", "money_scope"),
        columns=columns("dong_code", "gu_code", "fiscal_year", "money_scope", *_NEED, *_BALANCE,
                        *_interval("gu_need_share"), "gu_budget_share", *_interval("gu_imbalance_krw"),
                        "gu_imbalance_state", *_OTHER),
        is_open=False,
    ),
    Table(
        "imbalance_by_gu_year", "수요·예산 불균형(구·군별)", "Need and budget, by Gu",
        "구·군에 있는 동들의 합. 구·군이 직접 쓰는 예산은 따로 적음", "Sums over the Dongs of the Gu; what the Gu keeps itself stands beside",
        grain=("gu_code", "fiscal_year", "money_scope"),
        columns=columns("gu_code", "fiscal_year", "money_scope", *_NEED, *_BALANCE, "gu_theil", "gu_level_krw", *_OTHER,
                        "unknown_need_dong_count"),
        is_open=False,
    ),
    Table(
        "inequality_by_city_year", "수요 대비 예산의 불평등", "Inequality of budgets",
        "수요로 가중한 타일 T(구·군 사이 + 구·군 안), 지니 계수, 비중의 거리를 해마다",
        "Theil T weighted by need (between and within Gu), Gini and the distance of shares, by year",
        grain=("fiscal_year", "money_scope"),
        columns=columns("fiscal_year", "money_scope", *_NEED, "budget_krw", "budget_usd", "krw_per_usd",
                        *_interval("theil", "theil_between", "theil_within", "gini", "share_distance"),
                        "gu_level_krw", "city_level_krw", "goods_krw", "staff_fte", "volunteer_fte",
                        "unknown_need_dong_count"),
        is_open=False,
    ),
)  # fmt: skip
