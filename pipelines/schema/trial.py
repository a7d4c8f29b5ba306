"""The tables of the roll-out's evaluation: the part `trial` of the estimates.

Open are the roll-out itself, which is public, and effects: averages over at least four Dongs and many
months, given to a tenth of their standard error (`pipelines.trial.tabulating`), which is coarser than
the noise of the gate. Means, ratios and counts of the Dongs behind them would be exact sums of what
the gate protects, and so would the weights of single Dongs: they stay inside.
"""

from __future__ import annotations

from pipelines.schema.columns import columns
from pipelines.schema.model import Table

_INTERVAL = ("att", "std_error", "ci_low", "ci_high")
_DECOMPOSED = ("base_first_month", "base_last_month", "first_month", "last_month", "total_ratio", "staff_ratio",
               "visits_per_worker_ratio", "yield_ratio", "staff_part", "visits_per_worker_part", "yield_part",
               "decomposition_state")

TRIAL_TABLES = (
    Table(
        "trial_clock_by_month", "통제 시계", "Control clock",
        "달마다 참여한 동과 아직 참여하지 않은 동, 그 가운데 참여한 동과 맞닿은 동",
        "Dongs with and still without the programme by month, and those of the latter that touch one with it",
        grain=("month",),
        columns=columns("month", "treated_dong_count", "untreated_dong_count", "touching_dong_count",
                        "has_controls"),
    ),
    Table(
        "trial_effects", "시범 효과", "Effects of the roll-out",
        "성과·비교·추정 방법마다 한 줄. 추정하지 않은 것은 까닭을 적음",
        "One row for each outcome, comparison and estimator; what is not estimated says why",
        grain=("trial_outcome", "comparison", "estimator"),
        columns=columns("trial_outcome", "comparison", "estimator", "is_headline", "is_primary", "is_exploratory",
                        "first_month", "last_month", "trial_period", "treated_dong_count", "control_dong_count", *_INTERVAL,
                        "interval_method", "p_value", "p_holm", "mde", "mde_share", "trial_refusal"),
    ),
    Table(
        "trial_event_study", "도입 전후의 효과", "Event study",
        "도입 시점부터 지난 개월마다의 효과와 90% 구간. 도입 전 값이 0에서 벗어나면 추세가 달랐다는 뜻",
        "Effect by months since the start, with 90% intervals; before the start it should be zero",
        grain=("trial_outcome", "comparison", "event_time"),
        columns=columns("trial_outcome", "comparison", "event_time", "treated_dong_count", *_INTERVAL),
    ),
    Table(
        "trial_effects_by_cohort", "도입 시점별 효과", "Effects by cohort",
        "같은 달에 참여한 동들의 효과(2017년 12월까지, 아직 참여하지 않은 동과 비교)",
        "Effect on the Dongs that joined in the same month, to December 2017, against those not yet in",
        grain=("trial_outcome", "cohort_month"),
        columns=columns("trial_outcome", "cohort_month", "treated_dong_count", *_INTERVAL, "trial_refusal"),
    ),
    Table(
        "trial_checks", "효과의 점검", "Checks of the effects",
        "도입 전의 차이와 추세, 이웃 동 제외, 가짜 도입일, 추세가 달랐을 때의 한계(HonestDiD)",
        "Differences and trends before the start, a ring of neighbours left out, placebo dates, bounds under unlike trends (HonestDiD)",
        grain=("trial_outcome", "comparison", "trial_check", "check_step"),
        columns=columns("trial_outcome", "comparison", "trial_check", "check_step", *_INTERVAL, "p_value",
                        "trial_refusal"),
    ),
    Table(
        "trial_permutations", "순열 분포", "Permutation distribution",
        "시범 4개 동을 다르게 뽑았다면 나왔을 통계량의 분포와 관측값",
        "Statistics that other choices of the trial Dongs would have given, in bins, and the one observed",
        grain=("trial_outcome", "comparison", "permutation_bin"),
        columns=columns("trial_outcome", "comparison", "permutation_bin", "bin_low", "bin_high",
                        "permutation_count", "observed_statistic"),
    ),
    Table(
        "trial_balance", "기준 시점의 균형", "Balance at baseline",
        "시작 전 시범 동과 통제 동의 차이, 통제 동의 범위 안에 드는 시범 동의 비중",
        "Treated and control Dongs before the start, and the share of the treated within the range of the controls",
        grain=("comparison", "covariate"),
        columns=columns("comparison", "covariate", "treated_mean", "control_mean", "standardised_difference",
                        "support_share", "treated_dong_count", "control_dong_count"),
        is_open=False,
    ),
    Table(
        "trial_compared_by_dong", "견준 동", "Dongs compared",
        "성과와 비교마다 대표 추정이 견준 시범 동과 통제 동", "Treated and control Dongs that the headline compares, by outcome and comparison",
        grain=("trial_outcome", "comparison", "dong_code"),
        columns=columns("trial_outcome", "comparison", "dong_code", "gu_code", "compared_as"),
        is_open=False,
    ),
    Table(
        "trial_donors_by_dong", "합성 통제의 가중치", "Donor weights by Dong",
        "합성 이중차분이 시범 4개 동의 통제로 쓴 동과 그 무게", "Which Dongs synthetic DiD uses as controls of the 4, and how much",
        grain=("trial_outcome", "dong_code"),
        columns=columns("trial_outcome", "dong_code", "gu_code", "donor_weight"),
        is_open=False,
    ),
    Table(
        "trial_decomposition_by_group", "발굴 증가의 분해(단계별)", "Decomposition, by phase",
        "발굴(사례, 연계) = 인력 × 1인당 방문 × 방문당 성과. 비율은 곱해서, 로그 몫은 더해서 전체가 됨",
        "Finds (cases, links) = staff x visits per worker x yield per visit; ratios multiply, log parts add up",
        grain=("decomposed", "dong_group", "fiscal_year"),
        columns=columns("decomposed", "dong_group", "fiscal_year", *_DECOMPOSED),
        is_open=False,
    ),
    Table(
        "trial_decomposition_by_gu", "발굴 증가의 분해(구·군별)", "Decomposition, by Gu",
        "구·군마다 2015년과 견준 분해", "The same by Gu, against 2015",
        grain=("decomposed", "gu_code", "fiscal_year"),
        columns=columns("decomposed", "gu_code", "fiscal_year", *_DECOMPOSED),
        is_open=False,
    ),
    Table(
        "trial_surveys", "설문 평균(차수·시범 여부별)", "Survey means by wave and arm",
        "차수·시범 여부·응답자·문항마다 평균 점수와 90% 구간", "Mean score by wave, arm, kind of respondent and item, with 90% intervals",
        grain=("respondent_kind", "item", "wave", "arm"),
        columns=columns("respondent_kind", "item", "wave", "arm", "answered_count", "surveyed_dong_count",
                        "wave_score", "wave_score_low", "wave_score_high", "attrition_share"),
        is_open=False,
    ),
    Table(
        "trial_survey_effects", "설문 효과", "Effects on the survey scores",
        "사전 조사에서 달라진 만큼을 시범 동과 통제 동에서 견준 값과, 표준편차로 나눈 효과 크기",
        "Change since the first wave in treated Dongs less that in controls, in points and in standard deviations",
        grain=("respondent_kind", "item", "wave"),
        columns=columns("respondent_kind", "item", "wave", *_INTERVAL, "p_value", "p_holm", "effect_size",
                        "effect_size_low", "effect_size_high", "panel_effect", "panel_effect_low",
                        "panel_effect_high", "attrition_difference", "trial_refusal"),
        is_open=False,
    ),
    Table(
        "trial_claims", "주장과 자료", "Claims beside the data",
        "공개된 수치마다 이 자료가 주는 값과 판정. 주장의 글은 data/reference/claims.csv",
        "What the data at hand give beside each published figure, and a verdict; the words are in data/reference/claims.csv",
        grain=("claim_id",),
        columns=columns("claim_id", "claimed_value", "measured_value", "per_worker_value", "adjusted_value",
                        "base_first_month", "base_last_month", "first_month", "last_month", "claim_verdict", "claim_reason"),
        is_open=False,
    ),
)
