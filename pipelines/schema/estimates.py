"""Every table of estimates: made by `dabokdong estimate` from the marts, beside the warehouse.

Each belongs to a part, which is estimated and put in place as a whole (`pipelines.storing`).
A table whose part was not estimated for the build is not published.
"""

from __future__ import annotations

from pipelines.schema.budget import BUDGET_TABLES
from pipelines.schema.columns import columns
from pipelines.schema.model import Table
from pipelines.schema.trial import TRIAL_TABLES

_UNREACHED = (
    "expected_unreached_count", "expected_unreached_low", "expected_unreached_high",
    "expected_unreached_low_50", "expected_unreached_high_50",
    "expected_unreached_per_1000_households", "expected_unreached_per_1000_households_low",
    "expected_unreached_per_1000_households_high",
    "expected_unseen_count", "expected_unseen_low", "expected_unseen_high",
    "expected_need_count", "expected_need_low", "expected_need_high",
)  # fmt: skip
_RANKS = ("unreached_rank", "unreached_rank_low", "unreached_rank_high")
_BASIS = ("refusal", "is_audited", "audit_month")
_PLACES = {"dong": ("dong_code", "gu_code"), "gu": ("gu_code",), "city": ()}
_KO = {"dong": "동별", "gu": "구·군별", "city": "전체"}
_EN = {"dong": "by Dong", "gu": "by Gu", "city": "whole deployment"}


def _unreached(place: str) -> Table:
    ranks = {"dong": (*_RANKS, "top_20_probability"), "gu": _RANKS, "city": ()}[place]
    return Table(
        f"unreached_by_{place}_month", f"사각지대 추정({_KO[place]})",
        f"Unreached households (estimated), {_EN[place]}",
        "명단의 중복과 무작위 방문 조사로 추정한 사각지대 가구와 그 구간",
        "Unreached households, estimated from the overlap of lists and a random audit, with intervals",
        grain=(*_PLACES[place][:1], "month"),
        columns=columns(*_PLACES[place], "month", *_UNREACHED, *ranks, *_BASIS),
    )  # fmt: skip


def _methods(place: str) -> Table:
    return Table(
        f"unreached_methods_by_{place}_month", f"추정 방법 비교({_KO[place]})",
        f"Methods compared, {_EN[place]}",
        "같은 자료를 여러 방법으로 추정한 사각지대. 구·군별 표는 최근 24개월, 동별 표는 마지막 달만 있음",
        "The unreached by several methods from the same records; by Gu for the last 24 months, by Dong for the last alone",
        grain=(*_PLACES[place][:1], "month", "unreached_method"),
        columns=columns(*_PLACES[place], "month", "unreached_method", "expected_unreached_count",
                        "expected_unreached_low", "expected_unreached_high", "is_lower_bound", "refusal"),
        # some methods show, exact, how many on a list are not reached: too few in a Dong
        is_open=place != "dong",
    )  # fmt: skip


_UNREACHED_TABLES = (
    *(_unreached(place) for place in _PLACES),
    *(_methods(place) for place in _PLACES),
    Table(
        "unreached_dependence_by_city_month", "명단 사이의 연관", "Dependence between lists",
        "모형이 추정한, 명단 두 개 사이의 연관과 아무 명단에도 없는 가구의 연관. 뒤의 것은 명단 이름이 '만남·사례'로 채워짐",
        "Dependence of each pair of lists as the model estimates it, and of the never-seen term (which "
        "stands under the list `care` twice)",
        grain=("month", "dependence_kind", "first_list", "second_list"),
        columns=columns("month", "dependence_kind", "first_list", "second_list", "dependence",
                        "dependence_low", "dependence_high"),
    ),
)  # fmt: skip

_HOUSEHOLD_TABLES = (
    Table(
        "risk_validation", "방문 순서의 검증", "Rankings for visits, validated",
        "앞 자료로만 학습한 모형과 다른 방법이 그 뒤 반년 동안 확인된 가구를 얼마나 앞세웠는지. 공개하지 않고 내부에서만 봄",
        "How far the model, learnt from what came before, and other orders put first those confirmed in the half-year "
        "after; internal release alone",
        grain=("split_month", "ranking_method"),
        columns=columns("split_month", "ranking_method", "capacity_share", "selected_count",
                        "confirmed_in_time_count", "precision", "recall", "roc_auc", "calibration_error"),
        is_open=False,
    ),
    Table(
        "risk_calibration", "점수의 보정", "Calibration of the scores",
        "점수 구간마다 예측한 비율과 그 뒤 반년의 관측 비율", "Predicted rates by bin of score, and those of the half-year after",
        grain=("split_month", "score_bin"),
        columns=columns("split_month", "score_bin", "predicted_rate", "observed_rate", "scored_count"),
        is_open=False,
    ),
    Table(
        "risk_fairness", "형평 점검", "Audit of fairness",
        "누가 선정되고, 누가 발굴되고, 누가 지원받는가를 집단별로. 가구가 적은 집단은 추정하지 않음",
        "Who is chosen, who is found and who is served, by group; small groups are not estimable",
        grain=("split_month", "group_kind", "fairness_group", "fairness_measure"),
        columns=columns("split_month", "group_kind", "fairness_group", "fairness_measure", "base_count",
                        "fairness_rate", "fairness_rate_low", "fairness_rate_high", "fairness_difference",
                        "fairness_difference_low", "fairness_difference_high", "is_estimable"),
        is_open=False,
    ),
)  # fmt: skip

PARTS: dict[str, tuple[str, ...]] = {
    "unreached": tuple(table.name for table in _UNREACHED_TABLES),
    "households": tuple(table.name for table in _HOUSEHOLD_TABLES),
    "budget": tuple(table.name for table in BUDGET_TABLES),
    "trial": tuple(table.name for table in TRIAL_TABLES),
}
"""The tables of each part of the estimates."""

ESTIMATES: dict[str, Table] = {
    table.name: table
    for table in (*_UNREACHED_TABLES, *_HOUSEHOLD_TABLES, *BUDGET_TABLES, *TRIAL_TABLES)
}
