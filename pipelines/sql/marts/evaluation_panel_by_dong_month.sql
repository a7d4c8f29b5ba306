-- one row per Dong and month
with
dong_months as (
    select *
    from staging.stg_dong_months
),

rollout as (
    select *
    from marts.rollout_by_dong
),

coverage as (
    select *
    from marts.coverage_by_dong_month
),

activity as (
    select *
    from marts.activity_by_dong_month
),

open_cases as (
    select
        dong_code,
        month,
        sum(open_end_count) as open_end_count,
        sum(open_end_count_key) as open_end_count_key
    from marts.case_flow_by_dong_month
    group by
        dong_code,
        month
),

first_visits as (
    select *
    from staging.stg_first_visits
),

support as (
    select *
    from staging.stg_support
),

staff as (
    select
        dong_code,
        month,
        sum(headcount) as headcount,
        sum(cast(fte as decimal(18, 4))) as fte
    from marts.staff_by_dong_month
    group by
        dong_code,
        month
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        case
            when rollout.cohort_month <= dong_months.month then 'treated'
            else 'control'
        end as arm,
        rollout.phase,
        rollout.cohort_month,
        cast(
            dong_months.month_index
            - extract(year from rollout.cohort_month) * 12
            - extract(month from rollout.cohort_month) + 1
            as bigint
        ) as event_time,
        coverage.household_count,
        coverage.at_risk_count,
        coverage.reached_count,
        activity.report_count,
        activity.visit_count,
        activity.consultation_count,
        activity.newly_found_count,
        activity.opened_count,
        activity.service_count,
        cast(coalesce(open_cases.open_end_count, 0) as bigint) as open_end_count,
        cast(coalesce(first_visits.first_visit_count, 0) as bigint) as first_visit_count,
        cast(coalesce(first_visits.first_visit_day_sum, 0) as bigint) as first_visit_day_sum,
        cast(first_visits.first_visit_day_sum as double)
        / nullif(first_visits.first_visit_count, 0) as days_to_first_visit,
        cast(coalesce(support.linked_count, 0) as bigint) as linked_count,
        cast(coalesce(support.still_supported_count, 0) as bigint) as still_supported_count,
        cast(support.still_supported_count as double)
        / nullif(support.linked_count, 0) as still_supported_rate,
        cast(coalesce(staff.headcount, 0) as bigint) as headcount,
        cast(coalesce(staff.fte, 0) as double) as fte,
        coverage.household_count_key,
        coverage.at_risk_count_key,
        coverage.reached_count_key,
        activity.report_count_key,
        activity.visit_count_key,
        activity.consultation_count_key,
        activity.newly_found_count_key,
        activity.opened_count_key,
        activity.service_count_key,
        cast(coalesce(open_cases.open_end_count_key, 0) as bigint) as open_end_count_key,
        cast(coalesce(first_visits.first_visit_count_key, 0) as bigint) as first_visit_count_key,
        cast(coalesce(support.linked_count_key, 0) as bigint) as linked_count_key,
        cast(coalesce(support.still_supported_count_key, 0) as bigint) as still_supported_count_key
    from dong_months
    inner join coverage
        on
            dong_months.dong_code = coverage.dong_code
            and dong_months.month = coverage.month
    inner join activity
        on
            dong_months.dong_code = activity.dong_code
            and dong_months.month = activity.month
    inner join open_cases
        on
            dong_months.dong_code = open_cases.dong_code
            and dong_months.month = open_cases.month
    left join rollout
        on dong_months.dong_code = rollout.dong_code
    left join first_visits
        on
            dong_months.dong_index = first_visits.dong_index
            and dong_months.month_index = first_visits.month_index
    left join support
        on
            dong_months.dong_index = support.dong_index
            and dong_months.month_index = support.month_index
    left join staff
        on
            dong_months.dong_code = staff.dong_code
            and dong_months.month = staff.month
)

select * from final
