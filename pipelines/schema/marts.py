"""Every mart: what it says, one row per what, and which columns the gate protects.

The file `pipelines/sql/marts/<name>.sql` makes it; the build refuses a mart whose SQL and entry differ.
"""

from __future__ import annotations

from pipelines.schema.columns import columns
from pipelines.schema.model import Table

# The measures that stand by Dong and again by Gu (and some by city), under the same names.
_COVERAGE = ("household_count", "at_risk_count", "reached_count", "coverage_gap_count", "coverage_rate")
_ACTIVITY = ("report_count", "visit_count", "contact_count", "consultation_count", "newly_found_count",
             "opened_count", "service_count")
_REPORTS = ("report_count", "known_household_count", "followed_up_count", "newly_found_count",
            "follow_up_day_sum", "days_to_follow_up", "is_complete",
            "confirmed_count", "confirmed_rate", "reported_household_count", "sole_channel_count",
            "sole_channel_rate", "refused_count", "first_visit_count", "first_visit_day_sum",
            "days_to_first_visit")
_JOURNEYS = ("is_complete", "flagged_count", "contacted_count", "visited_count", "journey_linked_count",
             "journey_supported_count", "nothing_count", "first_attempt_day_sum", "days_to_first_attempt")
_QUEUES = ("flagged_count", "repeat_flag_count", "repeat_flag_rate", "repeat_unserved_count", "untried_count",
           "no_contact_count", "missing_address_count")
_FIRST_VISITS = ("first_visit_count", "first_visit_day_sum", "days_to_first_visit")
_EVERY_PLACE = ("dong", "gu", "city")
_CASE_FLOW = ("open_start_count", "opened_count", "transferred_in_count", "closed_count",
              "transferred_out_count", "open_end_count")
_SERVICES = ("service_count", "served_household_count", "quantity")
_CONTRIBUTIONS = ("contribution_count", "quantity", "value_krw")
_AUDITS = ("audited_count", "needy_known_count", "needy_unknown_count")
_SURVEY = ("response_count", "score_sum", "mean_score")


def _by_place(
    subject: str, period: str, ko: str, en: str, meaning_ko: str, meaning_en: str,
    measures: tuple[str, ...], by: tuple[str, ...] = (), places: tuple[str, ...] = ("dong", "gu"),
    guard: str | None = None, is_open: bool = True,
) -> tuple[Table, ...]:
    """The same subject by each kind of place; a Dong's row also names its Gu."""
    period_column = {"month": "month", "year": "fiscal_year", "wave": "wave"}[period]
    keys = {"dong": ("dong_code",), "gu": ("gu_code",), "city": ()}
    shown = {"dong": ("dong_code", "gu_code"), "gu": ("gu_code",), "city": ()}
    place_ko = {"dong": "동별", "gu": "구·군별", "city": "전체"}
    place_en = {"dong": "by Dong", "gu": "by Gu", "city": "whole deployment"}
    return tuple(
        Table(
            f"{subject}_by_{place}_{period}", f"{ko}({place_ko[place]})", f"{en}, {place_en[place]}",
            meaning_ko, meaning_en,
            grain=(*keys[place], period_column, *by),
            columns=columns(*shown[place], period_column, *by, *measures), guard=guard, is_open=is_open,
        )
        for place in places
    )


_ALL = (
    Table(
        "dongs", "행정동", "Dongs", "지도와 표의 기준이 되는 행정동", "The Dongs that maps and tables use",
        grain=("dong_code",),
        columns=columns("dong_code", "gu_code", "dong_name_ko", "dong_name_en", "gu_name_ko", "gu_name_en",
                        "area_km2"),
    ),
    Table(
        "gus", "구·군", "Gu", "기준 행정동이 속한 구·군", "The Gu of those Dongs",
        grain=("gu_code",), columns=columns("gu_code", "gu_name_ko", "gu_name_en", "area_km2", "dong_count"),
    ),
    Table(
        "rollout_by_dong", "추진 단계(동별)", "Roll-out, by Dong", "동마다 사업에 참여한 달", "When each Dong joined",
        grain=("dong_code",),
        columns=columns("dong_code", "gu_code", "phase", "cohort_month", "source", "is_invented"),
    ),
    *_by_place("coverage", "month", "포괄", "Coverage",
               "위기가구 가운데 만났거나 사례가 열린 가구", "Households at risk, and those reached",
               _COVERAGE, places=("dong", "gu", "city")),
    *_by_place("activity", "month", "활동", "Activity", "그달의 제보, 방문, 상담, 발굴, 사례, 연계",
               "Reports, visits, consultations, finds, cases and service links of the month",
               _ACTIVITY, places=("dong", "gu", "city")),
    *_by_place("reports", "month", "발굴 경로", "Reports by channel", "누가 알려 주었고 그 뒤 어떻게 되었나",
               "Who told us, and what came of it", _REPORTS, by=("report_channel",), places=_EVERY_PLACE),
    *_by_place("first_visits", "month", "첫 방문", "First visits", "그달에 첫 방문을 받은 제보 가구와 기다린 날",
               "Reported households first visited in the month, and how long they had waited", _FIRST_VISITS,
               places=_EVERY_PLACE),
    *_by_place("flags", "month", "접수 가구의 처리", "What came of the flags",
               "그달에 접수된 가구가 확인 기간 안에 어디까지 갔나(단계마다 앞 단계에 속함)",
               "How far the households flagged in the month came within the outcome window; each stage among the "
               "one before", (*_JOURNEYS, "nothing_rate"), places=_EVERY_PLACE),
    *_by_place("journeys", "month", "접수 가구의 처리(구분별)", "What came of the flags, by track",
               "접수된 가구의 처리 단계를 사례 구분별로 나눔",
               "The same households and stages, by the track of their case", _JOURNEYS, by=("journey_track",),
               places=_EVERY_PLACE),
    *_by_place("queues", "month", "대기와 반복 접수", "Queues and repeat flags",
               "그달에 다시 접수된 가구와, 월말에 기다리고 있는 가구",
               "Households flagged again in the month, and those waiting as it ends", _QUEUES,
               places=_EVERY_PLACE),
    *_by_place("overlap", "month", "명단 중복", "Overlap of channels",
               "명단 중복 기간 안 다섯 경로 집단의 포착 이력별 가구",
               "Households by capture history within the overlap window",
               ("household_count",), by=("history",), places=_EVERY_PLACE),
    # histories of six lists, of those in need alone: cells of one or two households
    *_by_place("captures", "month", "위기가구의 포착 이력", "Households at risk by list",
               "그달 위기가구(또는 포착 기간 안에 사례를 연 가구)의 여섯 명단 포착 이력별 가구. 어느 명단에도 없는 "
               "관측 위기가구(000000)도 한 행",
               "Households at risk in the month, or with a case opened within the overlap window, by capture "
               "history on six lists; those at risk by their signals and on none (000000) have a row too",
               ("household_count",), by=("capture_history",), places=_EVERY_PLACE, is_open=False),
    *_by_place("audits", "month", "방문 조사", "Audits",
               "명단과 상관없이 무작위로 뽑아 찾아간 가구와 그 가운데 위기가구",
               "Households drawn at random and visited whatever the lists say, and those of them in need",
               _AUDITS, places=("dong",), is_open=False),
    *_by_place("case_flow", "month", "사례 흐름", "Case flow", "월초 + 개시 + 이관 받음 - 종결 - 이관 보냄 = 월말",
               "Open at start + opened + in - closed - out = open at end", _CASE_FLOW, by=("case_track",),
               places=_EVERY_PLACE),
    *_by_place("closures", "month", "종결 사유", "Closures", "그달에 닫은 사례를 사유별로(이관 포함)",
               "Cases closed in the month, by reason, those handed over included", ("closure_count",),
               by=("case_track", "closure_reason"), places=_EVERY_PLACE),
    *_by_place("services", "month", "서비스 연계", "Services", "가구에 닿은 서비스", "What reached households",
               _SERVICES, by=("service_kind", "funding", "unit"), guard="served_household_count",
               places=_EVERY_PLACE),
    *_by_place("served", "month", "서비스 받은 가구", "Households served",
               "그달에 서비스를 한 번이라도 받은 가구(종류를 가리지 않음)",
               "Households with at least one service in the month, whatever its kind",
               ("served_household_count",), places=_EVERY_PLACE),
    *_by_place("contributions", "month", "후원·자원", "Contributions", "들어온 자원", "What came in",
               _CONTRIBUTIONS, by=("contribution_kind", "donor_kind", "unit", "is_counted"),
               guard="contribution_count", places=_EVERY_PLACE),
    *_by_place("budget", "year", "예산", "Budget", "연도별 예산(원)", "Budget of the year, in won",
               ("amount_krw",), by=("level", "line"), places=("dong", "gu", "city")),
    *_by_place("staff", "month", "인력", "Staff", "그달 일한 인력", "People at work in the month",
               ("headcount", "fte"), by=("level", "role"), places=_EVERY_PLACE),
    *_by_place("survey", "wave", "설문", "Survey", "설문 평균 점수", "Mean scores of the survey",
               _SURVEY, by=("respondent_kind", "item"), guard="response_count"),
    *_by_place("population", "month", "주민등록 인구", "Resident population", "주민등록 인구(공식 통계)",
               "Resident registration (official statistics)", ("population_count",), by=("age_band", "sex")),
    Table(
        "evaluation_panel_by_dong_month", "평가 패널", "Evaluation panel",
        "동·월마다 시범 여부와 성과", "Arm and outcomes of every Dong and month",
        grain=("dong_code", "month"),
        columns=columns("dong_code", "gu_code", "month", "arm", "phase", "cohort_month", "event_time",
                        "household_count", "at_risk_count", "reached_count", "report_count", "visit_count",
                        "consultation_count", "newly_found_count", "opened_count", "service_count",
                        "open_end_count", "first_visit_count", "first_visit_day_sum", "days_to_first_visit",
                        "linked_count", "still_supported_count", "still_supported_rate", "headcount", "fte"),
    ),
    Table(
        "organisations", "기관", "Organisations", "복지 자원을 가진 기관과 그 위치(기관은 개인이 아님)",
        "Organisations with something to give, and where they are; they are no persons",
        grain=("organisation_id",),
        columns=columns("organisation_id", "organisation_name", "organisation_kind", "gu_code", "dong_code",
                        "longitude", "latitude"),
    ),
    Table(
        "organisation_reach_by_year", "기관의 도달 범위", "Reach of organisations",
        "기관마다 그해에 한 서비스와 그 서비스를 받은 가구", "What each organisation delivered in the year, and to how many",
        grain=("organisation_id", "fiscal_year"),
        columns=columns("organisation_id", "fiscal_year", "service_count", "served_household_count",
                        "reached_dong_count"),
    ),
    Table(
        "ingest_by_feed_outcome", "자료 접수", "Ingest by outcome", "자료마다 접수하거나 격리한 행",
        "Rows accepted or quarantined of each feed",
        grain=("feed", "outcome"), columns=columns("feed", "outcome", "row_count"),
        # exact totals of two builds, subtracted, would give away what a single file added
        is_open=False,
    ),
    Table(
        "household_month_features", "가구·월 특성", "Household-month features",
        "그달이 시작되기 전에 알려진 것만으로 만든 특성. 징후가 있은 달의 다음 달마다 한 행. 가구 구성과 가구원 "
        "수는 그달 전에 등록된 가구에만 있고, 주민등록을 추출한 때의 값임. 점유 형태와 수급 상태는 언제부터인지 "
        "알 수 없는 일이 있어 넣지 않음. 공개하지 않음",
        "What was known of a household before the month began; one row for each household and month that "
        "follows a month with a signal. Composition and household size stand only where the household was "
        "registered before the month, and are as of the extract of the register. Tenure and benefit status "
        "are left out: the register need not say since when. Never published",
        grain=("household_id", "month"),
        columns=columns("household_id", "month", "dong_code", "gu_code", "composition", "household_size",
                        "signal_kind_count", "signal_count",
                        "cut_off_count", "arrears_month_max", "arrears_krw_sum", "prior_report_count",
                        "prior_visit_count", "prior_contact_count", "prior_case_count"),
        is_published=False,
    ),
)

MARTS: dict[str, Table] = {table.name: table for table in _ALL}
