"""An evaluation drawn by hand: the tables that `dabokdong estimate` would make of the roll-out."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tests.dashboard import beds

FINDS, COVERAGE, DAYS, KEPT = (
    "finds_per_1000", "coverage_rate", "days_to_first_visit", "still_supported_rate",
)  # fmt: skip
# of the 52: found; not found though half the level before would have been; not to be told; refused
HEADLINES = {
    FINDS: {"att": 0.52, "std_error": 0.12, "ci_low": 0.3, "ci_high": 0.74, "p_value": 0.004,
            "p_holm": 0.016, "mde": 0.34, "mde_share": 0.4},
    COVERAGE: {"att": 0.004, "std_error": 0.01, "ci_low": -0.012, "ci_high": 0.02, "p_value": 0.7,
               "p_holm": 1.0, "mde": 0.028, "mde_share": 0.1},
    DAYS: {"att": -1.5, "std_error": 2.0, "ci_low": -4.8, "ci_high": 1.8, "p_value": 0.45,
           "p_holm": 0.9, "mde": 5.6, "mde_share": 0.7},
    KEPT: {"trial_refusal": "missing_months"},
    "visits_per_1000": {"att": -2.0, "std_error": 0.5, "ci_low": -2.8, "ci_high": -1.2,
                        "p_value": 0.0001, "mde": 1.4, "mde_share": 0.2},
    "finds_per_worker": {"att": -0.1, "std_error": 0.2, "ci_low": -0.43, "ci_high": 0.23,
                         "p_value": 0.6, "mde": 0.56, "mde_share": 0.3},
    "services_per_worker": {"att": 0.1, "std_error": 0.2, "ci_low": -0.2, "ci_high": 0.4,
                            "p_value": 0.6, "mde": 0.5, "mde_share": 0.3, "is_exploratory": True},
    "signals_per_1000": {"att": 0.2, "std_error": 0.4, "ci_low": -0.5, "ci_high": 0.9,
                         "p_value": 0.6, "mde": 1.1, "mde_share": 0.05},
}  # fmt: skip
PRIMARY = (FINDS, COVERAGE, DAYS, KEPT)
PERIODS = {COVERAGE: "three_months", DAYS: "before_after"}
SPANS = {"selected": (date(2016, 2, 1), date(2016, 12, 1)),
         "trial": (date(2014, 7, 1), date(2015, 12, 1)),
         "overall": (date(2014, 7, 1), date(2017, 12, 1))}  # fmt: skip
COUNTS = {"selected": (52, 149), "trial": (4, 201), "overall": (192, 13)}
OTHERS = {"selected": ("sun_abraham", "imputation", "two_way_fixed_effects"),
          "trial": ("ferman_pinto", "synthetic_did"),
          "overall": ("two_way_fixed_effects",)}  # fmt: skip
JOINED = {"trial": date(2014, 7, 1), "selected": date(2016, 3, 1), "expansion": date(2017, 5, 1),
          "all": date(2018, 1, 1)}  # fmt: skip


def evaluation(gu_count=3, dong_count=beds.DONGS_A_GU):
    """Every table, for a city of Gu and Dongs that joined in four phases."""
    joined = rollout(gu_count, dong_count)
    return {
        "rollout_by_dong": joined,
        "trial_clock_by_month": clock(),
        "trial_effects": effects(),
        "trial_event_study": event_study(),
        "trial_effects_by_cohort": by_cohort(),
        "trial_checks": checks(),
        "trial_permutations": permutations(),
        "trial_balance": balance(),
        "trial_compared_by_dong": compared(joined),
        "trial_donors_by_dong": donors(joined),
        **decompositions(),
        **surveys(),
        "trial_claims": claims(),
    }


def refused(reason="not_staggered"):
    """An evaluation where every Dong joined at once: its effects are refused, its claims stand."""
    rows = [
        {"trial_outcome": outcome, "comparison": comparison, "estimator": "callaway_santanna",
         "is_headline": True, "is_primary": outcome in PRIMARY, "is_exploratory": False,
         "trial_refusal": reason}
        for outcome in HEADLINES for comparison in SPANS
    ]  # fmt: skip
    none = {
        name: pd.DataFrame(columns=list(table))
        for name, table in evaluation(1, 4).items()
        if name.startswith("trial_")
    }
    months = pd.date_range("2018-10-01", "2018-12-01", freq="MS").date
    stopped = pd.DataFrame({"month": months, "treated_dong_count": 5, "untreated_dong_count": 0,
                            "touching_dong_count": 0, "has_controls": False})  # fmt: skip
    return none | {"trial_effects": pd.DataFrame(rows), "trial_clock_by_month": stopped,
                   "trial_claims": claims("dodream_rice")}  # fmt: skip


def rollout(gu_count, dong_count):
    """The first Dong of each Gu is a trial Dong, then two a phase in turn; the last never joins."""
    phases = ["trial", "selected", "selected", "expansion", "expansion", "all"]
    rows = []
    for gu in range(gu_count):
        for dong in range(dong_count):
            code = beds.dong_code(gu, dong)
            phase = phases[dong % len(phases)] if dong < dong_count - 1 or dong == 0 else None
            rows.append({"dong_code": code, "gu_code": code[:5], "phase": phase,
                         "cohort_month": JOINED.get(phase), "is_invented": True})  # fmt: skip
    return pd.DataFrame(rows)


def clock():
    """205 Dongs: 201 without in 2014, 153 to 2016, 13 to 2017, none from 2018."""
    months = pd.date_range("2014-01-01", "2018-12-01", freq="MS")
    without = [
        205 if day < pd.Timestamp(2014, 7, 1) else 201 if day < pd.Timestamp(2016, 3, 1)
        else 153 if day < pd.Timestamp(2017, 5, 1) else 13 if day.year < 2018 else 0
        for day in months
    ]  # fmt: skip
    return pd.DataFrame(
        {
            "month": months.date,
            "untreated_dong_count": without,
            "treated_dong_count": [205 - n for n in without],
            "touching_dong_count": [n // 3 for n in without],
            "has_controls": [n > 0 for n in without],
        }
    )


def effects():
    rows = []
    for comparison, (first, last) in SPANS.items():
        treated, control = COUNTS[comparison]
        is_few = comparison == "trial"
        common = {"comparison": comparison, "first_month": first, "last_month": last,
                  "treated_dong_count": treated, "control_dong_count": control}  # fmt: skip
        for outcome, numbers in HEADLINES.items():
            own = {"trial_outcome": outcome, "is_primary": outcome in PRIMARY,
                   "is_exploratory": False, "trial_period": PERIODS.get(outcome, "month"),
                   **common, **numbers}  # fmt: skip
            rows.append(own | {
                "estimator": "change_permutation" if is_few else "callaway_santanna",
                "interval_method": "permutation" if is_few else "analytic_dong",
                "is_headline": True,
            })  # fmt: skip
            for other in OTHERS[comparison]:
                rows.append(own | {"estimator": other, "is_headline": False, "p_holm": None,
                                   "interval_method": "analytic_dong"})  # fmt: skip
    return pd.DataFrame(rows)


def event_study():
    return pd.DataFrame(
        [
            {"trial_outcome": outcome, "comparison": comparison, "event_time": at,
             "treated_dong_count": COUNTS[comparison][0], "att": 0.05 * max(at, 0),
             "std_error": 0.1, "ci_low": 0.05 * max(at, 0) - 0.16,
             "ci_high": 0.05 * max(at, 0) + 0.16}
            for outcome in (FINDS, COVERAGE) for comparison in SPANS for at in range(-12, 10)
            if at != -1
        ]
    )  # fmt: skip


def by_cohort():
    return pd.DataFrame(
        [
            {"trial_outcome": FINDS, "cohort_month": month, "treated_dong_count": count,
             "att": att, "std_error": 0.1, "ci_low": None if att is None else att - 0.16,
             "ci_high": None if att is None else att + 0.16,
             "trial_refusal": None if att is not None else "one_treated"}
            for month, count, att in ((date(2014, 7, 1), 4, 0.4), (date(2016, 2, 1), 1, None),
                                      (date(2016, 3, 1), 51, 0.52))
        ]
    )  # fmt: skip


def checks():
    steps = (("pre_joint", 0, {"att": 0.2, "p_value": 0.43}), ("pre_trend", 0, {"p_value": 0.03}),
             ("ring_left_out", 0, {"att": 0.5, "ci_low": 0.26, "ci_high": 0.74}),
             ("placebo_date", 12, {"att": 0.05, "ci_low": -0.1, "ci_high": 0.2}),
             ("bounds", 0.5, {"ci_low": 0.1, "ci_high": 0.9}),
             ("bounds", 1.0, {"ci_low": -0.2, "ci_high": 1.2}))  # fmt: skip
    return pd.DataFrame(
        [
            {"trial_outcome": FINDS, "comparison": comparison, "trial_check": check,
             "check_step": step, **numbers}
            for comparison in SPANS for check, step, numbers in steps
        ]
    )  # fmt: skip


def permutations():
    """9,999 in 20 bins from -4 to 4; 2.9 is observed."""
    counts = [1, 4, 12, 40, 120, 320, 700, 1200, 1500, 1103, 1103, 1500, 1200, 700, 320, 120,
              40, 12, 3, 1]  # fmt: skip
    return pd.DataFrame(
        [
            {"trial_outcome": FINDS, "comparison": "trial", "permutation_bin": place,
             "bin_low": -4 + 0.4 * place, "bin_high": -3.6 + 0.4 * place,
             "permutation_count": count, "observed_statistic": 2.9}
            for place, count in enumerate(counts)
        ]
    )  # fmt: skip


def balance():
    return pd.DataFrame(
        [
            {"comparison": comparison, "covariate": name, "treated_mean": 5.0, "control_mean": 4.0,
             "standardised_difference": difference, "support_share": 0.92,
             "treated_dong_count": COUNTS[comparison][0],
             "control_dong_count": COUNTS[comparison][1]}
            for comparison in SPANS
            for name, difference in (("households", 0.1), ("at_risk_share", 0.6), ("finds", -0.2))
        ]
    )  # fmt: skip


def compared(joined):
    """Of the trial, the first Gu's Dongs that had not joined by 2015 are its controls."""
    codes = joined.set_index("dong_code")["phase"]
    ours = codes.index[codes == "trial"]
    others = [code for code in codes.index if code not in ours and code[:5] == codes.index[0][:5]]
    return pd.DataFrame(
        [
            {"trial_outcome": FINDS, "comparison": "trial", "dong_code": code,
             "gu_code": code[:5], "compared_as": "treated" if code in ours else "control"}
            for code in (*ours, *others)
        ]
    )  # fmt: skip


def donors(joined):
    """Two thirds of the weight on the first Dong that joined in 2017, a third on the next."""
    codes = joined.loc[joined["phase"] == "expansion", "dong_code"].tolist()[:2]
    return pd.DataFrame(
        [
            {"trial_outcome": FINDS, "dong_code": code, "gu_code": code[:5], "donor_weight": weight}
            for code, weight in zip(codes, (0.66, 0.34), strict=False)
        ],
        columns=["trial_outcome", "dong_code", "gu_code", "donor_weight"],
    )  # fmt: skip


def decompositions():
    """x3 = x6 x 0.8 x 0.625 for the trial Dongs; the others had none before."""
    exact = {"total_ratio": 3.0, "staff_ratio": 6.0, "visits_per_worker_ratio": 0.8,
             "yield_ratio": 0.625, "staff_part": 1.791759, "visits_per_worker_part": -0.223144,
             "yield_part": -0.470004, "decomposition_state": "exact",
             "base_first_month": date(2013, 7, 1), "base_last_month": date(2014, 6, 1),
             "first_month": date(2016, 1, 1), "last_month": date(2016, 12, 1)}  # fmt: skip
    rows = [
        {"decomposed": what, "dong_group": group, "fiscal_year": year,
         **(exact if group == "trial" else {"decomposition_state": "new"})}
        for what in ("finds", "cases", "services") for group in ("trial", "selected")
        for year in (2016, 2017)
    ]  # fmt: skip
    by_gu = [{"decomposed": "finds", "gu_code": beds.dong_code(0, 0)[:5], "fiscal_year": 2016,
              **exact}]  # fmt: skip
    return {"trial_decomposition_by_group": pd.DataFrame(rows),
            "trial_decomposition_by_gu": pd.DataFrame(by_gu)}  # fmt: skip


def surveys():
    means, changes = [], []
    for kind, item in (("resident", "satisfaction"), ("resident", "trust"),
                       ("official", "cooperation")):  # fmt: skip
        for place, wave in enumerate(("pre", "mid", "post")):
            for arm in ("treated", "control"):
                score = 3.0 + 0.2 * place * (arm == "treated")
                means.append(
                    {"respondent_kind": kind, "item": item, "wave": wave, "arm": arm,
                     "answered_count": 100, "surveyed_dong_count": 20, "wave_score": score,
                     "wave_score_low": score - 0.1, "wave_score_high": score + 0.1,
                     "attrition_share": 0.2 if arm == "treated" else 0.3}
                )  # fmt: skip
            if wave != "pre":
                refusal = {"trial_refusal": "no_survey"} if item == "trust" else {
                    "att": 0.2 * place, "ci_low": 0.1, "ci_high": 0.5, "p_value": 0.01,
                    "p_holm": 0.03, "effect_size": 0.25 * place, "effect_size_low": 0.1,
                    "effect_size_high": 0.7, "panel_effect": 0.2, "attrition_difference": -0.1,
                }  # fmt: skip
                changes.append({"respondent_kind": kind, "item": item, "wave": wave, **refusal})
    return {"trial_surveys": pd.DataFrame(means), "trial_survey_effects": pd.DataFrame(changes)}


def claims(*only):
    drawn = {
        "trial_finds_ratio": (17.0, 9.5, 1.6, 8.1, "contradicted", "outside_tolerance"),
        "satisfaction_increase": (None, None, None, None, "unquantified", "no_figure"),
        "trial_dongs": (4.0, 4.0, None, None, "reproduced", "within_tolerance"),
        "grant_total": (1362400.0, None, None, None, "not_reproducible", "no_feed"),
        "dodream_rice": (27000.0, 31000.0, None, None, "reproduced", "at_least_holds"),
    }
    return pd.DataFrame(
        [
            {"claim_id": claim, "claimed_value": claimed, "measured_value": measured,
             "per_worker_value": per_worker, "adjusted_value": adjusted,
             "first_month": date(2014, 7, 1) if measured else None,
             "last_month": date(2015, 8, 1) if measured else None,
             "base_first_month": date(2013, 5, 1) if per_worker else None,
             "base_last_month": date(2014, 6, 1) if per_worker else None, "claim_verdict": verdict,
             "claim_reason": reason}
            for claim, (claimed, measured, per_worker, adjusted, verdict, reason) in drawn.items()
            if not only or claim in only
        ]
    )  # fmt: skip
