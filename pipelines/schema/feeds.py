"""Every feed that agencies deliver, in the order in which they are best ingested."""

from __future__ import annotations

from pipelines.schema.columns import columns
from pipelines.schema.model import Feed

_ALL = (
    Feed(
        "population", "주민등록 인구", "Resident population",
        "행정안전부 주민등록 인구: 동·월·연령대·성별", "Resident registration by Dong, month, age band and sex",
        grain=("dong_code", "month", "age_band", "sex"),
        columns=columns("dong_code", "month", "age_band", "sex", "population_count"),
        required=("dong_code", "month", "age_band", "sex", "population_count"),
        placed_on="month", sort=("dong_code", "month"),
    ),
    Feed(
        "organisations", "기관", "Organisations", "복지 자원을 가진 기관", "Organisations with something to give",
        grain=("organisation_id",),
        columns=columns("organisation_id", "organisation_name", "organisation_kind", "gu_code", "dong_code",
                        "longitude", "latitude"),
        required=("organisation_id", "organisation_name", "organisation_kind"),
        sort=("gu_code", "organisation_id"),
    ),
    Feed(
        "rollout", "추진 단계", "Roll-out", "동마다 사업에 참여한 달", "When each Dong joined the programme",
        grain=("dong_code", "programme"),
        columns=columns("dong_code", "programme", "phase", "start_month", "source", "is_invented"),
        required=("dong_code", "programme", "phase", "start_month", "source"),
        sort=("dong_code",),
    ),
    Feed(
        "households", "가구", "Households", "주민등록 가구", "Registered households",
        grain=("household_id",),
        columns=columns("household_id", "dong_code", "household_size", "composition", "tenure",
                        "benefit_status", "benefit_from", "registered_from", "registered_to"),
        required=("household_id", "dong_code", "composition", "registered_from"),
        pseudonymised=("household_id",), not_before=(("registered_to", "registered_from"),),
        sort=("dong_code", "household_id"),
    ),
    Feed(
        "signals", "위기징후", "Signals", "가구·월·징후별 위기 정보", "Crisis signs by household, month and kind",
        grain=("household_id", "month", "signal"),
        columns=columns("household_id", "dong_code", "month", "signal", "amount_krw", "arrears_month_count"),
        required=("household_id", "dong_code", "month", "signal"),
        placed_on="month", pseudonymised=("household_id",), sort=("dong_code", "month", "household_id"),
    ),
    Feed(
        "reports", "발굴 제보", "Reports", "누군가 알려 준 가구", "Someone told us about a household",
        grain=("report_id",),
        columns=columns("report_id", "household_id", "dong_code", "report_channel", "reported_on", "urgency"),
        required=("report_id", "dong_code", "report_channel", "reported_on"),
        placed_on="reported_on", pseudonymised=("household_id",), sort=("dong_code", "reported_on"),
    ),
    Feed(
        "cases", "사례", "Cases", "열고 닫은 사례관리", "Case management episodes",
        grain=("case_id",),
        columns=columns("case_id", "household_id", "dong_code", "case_track", "opened_on", "closed_on",
                        "closure_reason", "transferred_from_case_id"),
        required=("case_id", "household_id", "dong_code", "case_track", "opened_on"),
        placed_on="opened_on", pseudonymised=("household_id",), not_before=(("closed_on", "opened_on"),),
        sort=("dong_code", "opened_on"),
    ),
    Feed(
        "visits", "방문", "Visits", "문 앞까지 간 한 번", "One attempt at the door",
        grain=("visit_id",),
        columns=columns("visit_id", "household_id", "case_id", "dong_code", "visited_on", "purpose",
                        "is_contact_made", "worker_role"),
        required=("visit_id", "household_id", "dong_code", "visited_on", "purpose", "is_contact_made"),
        placed_on="visited_on", pseudonymised=("household_id",), follows=("cases",),
        sort=("dong_code", "visited_on", "household_id"),
    ),
    Feed(
        "services", "서비스 연계", "Services", "가구에 연계한 서비스", "Something delivered to a household",
        grain=("service_id",),
        columns=columns("service_id", "household_id", "case_id", "organisation_id", "dong_code",
                        "service_kind", "quantity", "unit", "funding", "delivered_on"),
        required=("service_id", "household_id", "dong_code", "service_kind", "delivered_on"),
        placed_on="delivered_on", pseudonymised=("household_id",),
        sort=("dong_code", "delivered_on", "household_id"),
    ),
    Feed(
        "contributions", "후원·자원", "Contributions", "들어온 돈, 물품, 시간", "Cash, goods and hours that came in",
        grain=("contribution_id",),
        columns=columns("contribution_id", "organisation_id", "dong_code", "donor_kind", "contribution_kind",
                        "quantity", "unit", "value_krw", "is_counted", "received_on", "programme"),
        required=("contribution_id", "dong_code", "donor_kind", "contribution_kind", "quantity", "unit",
                  "received_on"),
        placed_on="received_on", sort=("dong_code", "received_on"),
    ),
    Feed(
        "budgets", "예산", "Budgets", "연도·지역·항목별 예산", "Money by fiscal year, place and line",
        grain=("fiscal_year", "place_code", "line"),
        columns=columns("fiscal_year", "level", "place_code", "line", "amount", "currency"),
        required=("fiscal_year", "level", "place_code", "line", "amount", "currency"),
        sort=("place_code", "fiscal_year"),
    ),
    Feed(
        "staff", "인력", "Staff", "월·지역·직종별 인력", "People at work by month, place and role",
        grain=("month", "place_code", "role"),
        columns=columns("month", "level", "place_code", "role", "headcount", "fte"),
        required=("month", "level", "place_code", "role", "headcount", "fte"),
        sort=("place_code", "month"),
    ),
    Feed(
        "surveys", "설문", "Surveys", "사전·중간·사후 설문 응답", "Answers of the three survey waves",
        grain=("response_id",),
        columns=columns("response_id", "respondent_id", "dong_code", "wave", "respondent_kind", "surveyed_on",
                        "item", "score"),
        required=("response_id", "dong_code", "wave", "respondent_kind", "surveyed_on", "item", "score"),
        placed_on="surveyed_on", pseudonymised=("respondent_id",), sort=("dong_code", "surveyed_on"),
    ),
    Feed(
        "audits", "방문 조사", "Audits", "명단과 상관없이 무작위로 뽑은 가구를 찾아간 조사",
        "Households drawn at random and visited, whatever the lists say",
        grain=("dong_code", "month"),
        columns=columns("dong_code", "month", "audited_count", "needy_known_count", "needy_unknown_count"),
        required=("dong_code", "month", "audited_count", "needy_known_count", "needy_unknown_count"),
        placed_on="month", sort=("dong_code", "month"),
    ),
)

FEEDS: dict[str, Feed] = {feed.name: feed for feed in _ALL}
