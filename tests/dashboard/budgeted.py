"""Need and budget by Dong, drawn by hand: the tables that the part `budget` of the estimates makes.

Shares are of the drawn need and money, intervals 20 % to either side of need's middle.
"""

from __future__ import annotations

import pandas as pd

from pipelines import read
from pipelines.schema import VOCABULARIES
from tests.dashboard import beds

YEARS = (2017, 2018)
# (need, public won, private won) of a Dong by (Gu, Dong); need None: not known
DRAWN = {
    (0, 0): (60, 30_000_000, 0),  # half of the need of its Gu, a quarter of the money
    (0, 1): (30, 60_000_000, 6_000_000),
    (0, 2): (30, 30_000_000, 0),
    (1, 0): (40, 40_000_000, 0),
    (1, 1): (40, 40_000_000, 4_000_000),
    (1, 2): (None, 20_000_000, 0),
}
SPREAD = 0.2


def everywhere(gu_count=3, dong_count=beds.DONGS_A_GU):
    """Need and money for every Dong of the usual city; of the last of the first Gu no need."""
    drawn = {
        (gu, dong): (
            20 + 7 * dong + 5 * gu,
            30_000_000 + 2_500_000 * ((dong * 5 + gu) % 11),
            400_000 * (dong % 3),
        )
        for gu in range(gu_count)
        for dong in range(dong_count)
    }
    last = (0, dong_count - 1)
    return drawn | ({last: (None, *drawn[last][1:])} if dong_count > 1 else {})


def money(drawn, *, years=YEARS):
    """The mart that the planner reads: all public money of `drawn` is the programme's."""
    rows = [
        (beds.dong_code(gu, dong), year, "dong", line, won)
        for year in years
        for (gu, dong), (_, public, private) in drawn.items()
        for line, won in (("programme", public), ("private", private))
    ]
    names = ["dong_code", "fiscal_year", "level", "line", "amount_krw"]
    return {"budget_by_dong_year": pd.DataFrame(rows, columns=names)}


def budgets(drawn=None, *, years=YEARS, basis="estimated"):
    """The three tables of the balance of `drawn`, the same in every year."""
    drawn = DRAWN if drawn is None else drawn
    made = {"imbalance_by_dong_year": [], "imbalance_by_gu_year": [], "inequality_by_city_year": []}
    for year in years:
        for scope in VOCABULARIES["money_scope"].codes:
            key = {"fiscal_year": year, "money_scope": scope, "need_basis": basis,
                   "need_month": pd.Timestamp(year, 12, 1).date()}  # fmt: skip
            rows = _dongs(drawn, key, is_private=scope != "public")
            made["imbalance_by_dong_year"].append(rows)
            gus = _gus(rows, key)
            made["imbalance_by_gu_year"].append(gus)
            known = rows[rows["need"].notna()]
            made["inequality_by_city_year"].append(_city(known, len(rows) - len(known), key))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in made.items()}


def _dongs(drawn, key, *, is_private):
    rows = pd.DataFrame(
        [
            {"dong_code": beds.dong_code(*place), "gu_code": beds.dong_code(*place)[:5],
             "need": need, "budget_krw": public + (private if is_private else 0)}
            for place, (need, public, private) in drawn.items()
        ]
    ).astype({"need": float})  # fmt: skip
    known = rows["need"].notna()
    rows = rows.assign(**key)
    rows.loc[~known, "need_basis"] = "unknown"
    everywhere = rows[known]
    rows = _balanced(rows, everywhere["need"].sum(), everywhere["budget_krw"].sum(), "")
    totals = everywhere.groupby("gu_code")[["need", "budget_krw"]].sum()
    of_gu = totals.reindex(rows["gu_code"]).set_axis(rows.index)
    rows = _balanced(rows, of_gu["need"], of_gu["budget_krw"], "gu_")
    return rows.assign(goods_krw=1_000_000, staff_fte=3.5, volunteer_fte=1.5, staff_share=0.1)


def _balanced(rows, all_need, all_money, prefix):
    """Shares, won per household and what is over or short, with ends; sums to zero."""
    need = rows["need"]
    share = need / all_need
    made = {}
    for end, factor in (("", 1.0), ("_low", 1 - SPREAD), ("_high", 1 + SPREAD)):
        made[f"{prefix}need_share{end}"] = (share * factor).clip(upper=1)
    made[f"{prefix}budget_share"] = (rows["budget_krw"] / all_money).where(need.notna())
    stem = f"{prefix or 'budget_'}imbalance_krw"
    for end, factor in (("", 1.0), ("_low", 1 + SPREAD), ("_high", 1 - SPREAD)):
        made[f"{stem}{end}"] = (rows["budget_krw"] - share * factor * all_money).round()
    made[f"{prefix}imbalance_state"] = [
        "unknown" if pd.isna(high) else "short" if high < 0 else "over" if low > 0 else "unclear"
        for low, high in zip(made[f"{stem}_low"], made[f"{stem}_high"], strict=True)
    ]
    if not prefix:
        for name, factor in (("count", 1.0), ("low", 1 - SPREAD), ("high", 1 + SPREAD)):
            made[f"expected_need_{name}"] = (need * factor).round()
        for end, factor in (("", 1.0), ("_low", 1 + SPREAD), ("_high", 1 - SPREAD)):
            made[f"budget_per_need_krw{end}"] = (rows["budget_krw"] / (need * factor)).round()
    return rows.assign(**made)


def _gus(dongs, key):
    known = dongs[dongs["need"].notna()]
    sums = known.groupby("gu_code", as_index=False)[["need", "budget_krw"]].sum()
    rows = _balanced(sums, sums["need"].sum(), sums["budget_krw"].sum(), "")
    return rows.assign(
        **key, gu_theil=0.04, gu_level_krw=5_000_000, goods_krw=1_000_000, staff_fte=10.5,
        volunteer_fte=4.5, staff_share=0.5, unknown_need_dong_count=0,
    )  # fmt: skip


def _city(known, unknown, key):
    need, money = known["need"].sum(), known["budget_krw"].sum()
    spread = {"theil": 0.08, "theil_between": 0.03, "theil_within": 0.05, "gini": 0.21,
              "share_distance": 0.15}  # fmt: skip
    ends = {f"{name}{end}": value * factor for name, value in spread.items()
            for end, factor in (("", 1), ("_low", 0.9), ("_high", 1.1))}  # fmt: skip
    return pd.DataFrame(
        [{**key, "expected_need_count": need, "expected_need_low": round(need * 0.8),
          "expected_need_high": round(need * 1.2), "budget_krw": money,
          "budget_usd": money / 1100, "krw_per_usd": 1100.0, **ends, "gu_level_krw": 10_000_000,
          "city_level_krw": 50_000_000, "goods_krw": 1_000_000, "staff_fte": 20.0,
          "volunteer_fte": 9.0, "unknown_need_dong_count": unknown}]
    )  # fmt: skip


def plan(request, *, state="optimal", gap=0.0):
    """A plan drawn by hand for the first Gu: the second Dong gives 15 million to its neighbours.

    12 of them to the first, which every draw of need bears out, 3 to the third, which 60 % do.
    """
    gu = beds.dong_code(0, 0)[:5]
    needs = (60.0, 30.0, 30.0)
    before = (30_000_000, 60_000_000, 30_000_000)
    change = (12_000_000, -15_000_000, 3_000_000)
    sure = ((1.0, True, "below_need"), (0.95, True, "above_need"), (0.6, False, "balances"))
    places = [
        read.PlanPlace(
            beds.dong_code(0, dong), gu, needs[dong], needs[dong] * 0.8, needs[dong] * 1.2,
            needs[dong] / 120, before[dong], before[dong] + change[dong], before[dong] / 120e6,
            (before[dong] + change[dong]) / 120e6, before[dong] / needs[dong],
            (before[dong] + change[dong]) / needs[dong], *sure[dong],
        )
        for dong in (1, 0, 2)
    ]  # fmt: skip
    moves = tuple(
        read.PlanMove(one.dong_code, gu, "programme", one.before_krw, one.after_krw,
                      one.agreement_share, one.is_advised, one.reason)
        for one in places
    )  # fmt: skip
    transfers = tuple(
        read.Transfer("programme", places[0].dong_code, one.dong_code, one.change_krw)
        for one in places[1:]
    )
    return read.Plan(
        request, beds.BUILD, "internal", state, gap, "estimated", tuple(places), moves, transfers,
        (read.StaffMove("official", places[0].dong_code, places[1].dong_code, 2),),
        15_000_000, _measures(0.25, 0.08), _measures(0.15, 0.04), read.Regret(0.2, 0.1, 0.15), (),
        (read.Sentence("시 예산은 옮기지 않습니다.", "The city's own money stays."),),
    )  # fmt: skip


def clashing(request):
    """No plan: a guarantee that the total does not hold."""
    sentence = read.Sentence("모든 동이 200만 원 이상이어야 합니다.", "Each has 2 million.")
    clashes = (read.Clash("guarantee", "", sentence),)
    return read.Plan(request, beds.BUILD, "internal", "infeasible", 0.0, "estimated",
                     clashes=clashes)  # fmt: skip


def frontier():
    """Three points: nothing moved, half, all."""
    return tuple(
        read.FrontierPoint(won, won, count, _measures(distance, 0.05), "optimal")
        for won, count, distance in ((0, 0, 0.25), (7_500_000, 2, 0.2), (15_000_000, 3, 0.15))
    )


def _measures(distance, theil):
    return read.PlanMeasures(distance, theil, 0.0, theil, 0.2, 500_000.0, 90.0)
