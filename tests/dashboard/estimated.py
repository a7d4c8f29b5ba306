"""Estimates of the unreached, drawn by hand: the tables that `dabokdong estimate` would make."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tests.dashboard import beds

# November has no estimate of its own
ESTIMATED = (date(2018, 10, 1), date(2018, 12, 1))
AUDIT = date(2018, 6, 1)
# household by Dong: middle, 90 % low and high, 50 % low and high, of 1,000 households each
DRAWN = {
    (0, 0): (40, 30, 55, 36, 46),  # narrower than the estimate: sure
    (0, 1): None,  # refused
    (0, 2): (0, 0, 0, 0, 0),  # surely none
    (1, 0): (20, 5, 35, 15, 26),  # 1.5 times the estimate
    (1, 1): (10, 1, 40, 6, 20),  # 3.9 times
    (1, 2): (0, 0, 9, 0, 4),  # none, but who knows
}
RANKS = {(0, 0): (1, 1, 3), (1, 0): (2, 1, 4), (1, 1): (3, 1, 5), (0, 2): (4, 3, 5),
         (1, 2): (5, 2, 5)}  # fmt: skip
NAMES = ("expected_unreached_count", "expected_unreached_low", "expected_unreached_high",
         "expected_unreached_low_50", "expected_unreached_high_50")  # fmt: skip
PER = "expected_unreached_per_1000_households"
METHODS = {"model": (60, 45, 80), "model_without_audit": (70, 30, 170), "naive": (20, None, None),
           "independence": (30, 26, 36), "chao": (40, 35, None), "stepwise": (None, None, None),
           "audit_ratio": (65, 30, 100)}  # fmt: skip


def households(gu, dong, month):
    """1,000 households in every Dong, 50 at risk and 30 reached."""
    return 1000, 50, 30


def row_of(numbers, size=1000, *, refusal=None, is_audited=True, rank=None):
    """The numbers of one row of an estimate; None: refused."""
    row = {
        "refusal": refusal,
        "is_audited": is_audited,
        "audit_month": AUDIT if is_audited else None,
    }
    if numbers is None:
        return row
    row |= dict(zip(NAMES, numbers, strict=True))
    row |= {PER: numbers[0] * 1000 / size, f"{PER}_low": numbers[1] * 1000 / size,
            f"{PER}_high": numbers[2] * 1000 / size}  # fmt: skip
    if rank:
        row |= dict(zip(("unreached_rank", "unreached_rank_low", "unreached_rank_high"), rank,
                        strict=True))  # fmt: skip
    return row


def everywhere(gu_count=3, dong_count=beds.DONGS_A_GU):
    """An estimate for every Dong of the usual city, surer in some than in others; one refused."""
    drawn = {}
    for gu in range(gu_count):
        for dong in range(dong_count):
            middle, spread = 20 + 5 * dong + 10 * gu, 1.2 + dong % 3
            low, high = round(middle / spread), round(middle * spread)
            drawn[gu, dong] = (middle, low, high, (low + middle) // 2, (high + middle) // 2)
    return drawn | {(0, dong_count - 1): None}


def ranked(drawn):
    """(rank, two better, two worse) of every Dong with an estimate, the highest first."""
    order = sorted((place for place in drawn if drawn[place]), key=lambda place: -drawn[place][0])
    return {
        place: (rank, max(1, rank - 2), min(len(order), rank + 2))
        for rank, place in enumerate(order, 1)
    }


def estimates(drawn=None, *, is_audited=True, refusal="no_overlap"):
    """The tables of the unreached of `drawn`, with Gu and city as the sums of their Dongs."""
    ranks = RANKS if drawn is None else ranked(drawn)
    drawn = DRAWN if drawn is None else drawn
    by_dong, by_gu, city, methods = [], [], [], []
    for month in ESTIMATED:
        for (gu, dong), numbers in drawn.items():
            code = beds.dong_code(gu, dong)
            row = row_of(numbers, refusal=None if numbers else refusal, is_audited=is_audited,
                         rank=ranks.get((gu, dong)) if numbers else None)  # fmt: skip
            top = {"top_20_probability": 0.5} if numbers else {}
            by_dong.append({"dong_code": code, "gu_code": code[:5], "month": month, **row, **top})
        for gu in sorted({gu for gu, _ in drawn}):
            code, total, size = beds.dong_code(gu, 0)[:5], *summed(drawn, gu)
            row = row_of(total, size, refusal=None if total else refusal, is_audited=is_audited)
            by_gu.append({"gu_code": code, "month": month, **row})
            methods += [{"gu_code": code, **line} for line in by_method(month)]
        total, size = summed(drawn)
        city.append({"month": month, **row_of(total, size, refusal=None if total else refusal,
                                              is_audited=is_audited)})  # fmt: skip
    pairs = [
        {"month": month, "dependence_kind": kind, "first_list": first, "second_list": second,
         "dependence": 0.0, "dependence_low": -1.0, "dependence_high": 1.0}
        for month in ESTIMATED
        for kind, first, second in (("pair", "shops", "lists"), ("never_seen", "care", "care"))
    ]  # fmt: skip
    dong_methods = [
        {"dong_code": beds.dong_code(0, 0), "gu_code": beds.dong_code(0, 0)[:5], **line}
        for line in by_method(ESTIMATED[-1])
    ]
    return {
        "unreached_by_dong_month": pd.DataFrame(by_dong),
        "unreached_by_gu_month": pd.DataFrame(by_gu),
        "unreached_by_city_month": pd.DataFrame(city),
        "unreached_methods_by_dong_month": pd.DataFrame(dong_methods),
        "unreached_methods_by_gu_month": pd.DataFrame(methods),
        "unreached_methods_by_city_month": pd.DataFrame(
            [line for month in ESTIMATED for line in by_method(month)]
        ),
        "unreached_dependence_by_city_month": pd.DataFrame(pairs),
    }


def summed(drawn, gu=None):
    """(the sums of the Dongs with an estimate, None without any; households of all)."""
    inside = [numbers for (own, _), numbers in drawn.items() if gu in (None, own)]
    known = [numbers for numbers in inside if numbers]
    total = tuple(sum(column) for column in zip(*known, strict=True)) if known else None
    return total, 1000 * len(inside)


def by_method(month):
    return [
        {"month": month, "unreached_method": method, "is_lower_bound": method == "chao",
         "refusal": None if numbers[0] else "no_overlap",
         **dict(zip(NAMES[:3], numbers, strict=True))}
        for method, numbers in METHODS.items()
    ]  # fmt: skip


def risk():
    """Two splits; the model beats the points rule at the second. Grandparents are too few."""
    splits = (date(2018, 1, 1), date(2018, 7, 1))
    recalls = ({"model": 0.2, "points_rule": 0.25}, {"model": 0.3, "points_rule": 0.25})
    orders = [
        {"split_month": split, "ranking_method": method, "capacity_share": 0.08, "recall": recall,
         "precision": 0.1, "selected_count": 50,
         "confirmed_in_time_count": 5, "roc_auc": 0.7,
         "calibration_error": 0.004 if method == "model" else None}
        for split, own in zip(splits, recalls, strict=True) for method, recall in own.items()
    ]  # fmt: skip
    bins = [
        {"split_month": split, "score_bin": place, "predicted_rate": place / 100,
         "observed_rate": place / 90, "scored_count": 100}
        for split in splits for place in (1, 2)
    ]  # fmt: skip
    groups = [
        {"split_month": splits[1], "group_kind": "composition", "fairness_group": group,
         "fairness_measure": measure, "is_estimable": enough, "base_count": 40 if enough else None,
         "fairness_rate_low": 0.3 if enough else None,
         "fairness_rate_high": 0.5 if enough else None,
         "fairness_difference_low": -0.1 if enough else None,
         "fairness_difference_high": 0.0 if enough else None,
         "fairness_rate": 0.4 if enough else None,
         "fairness_difference": -0.05 if enough else None}
        for group, enough in (("single", True), ("grandparent_child", False))
        for measure in ("selected", "found", "served")
    ]  # fmt: skip
    return {"risk_validation": pd.DataFrame(orders), "risk_calibration": pd.DataFrame(bins),
            "risk_fairness": pd.DataFrame(groups)}  # fmt: skip
