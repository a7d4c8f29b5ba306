-- one row per Dong and month
with
dong_months as (
    select *
    from staging.stg_dong_months
),

reports as (
    select
        dong_index,
        month_index,
        sum(report_count) as report_count,
        sum(report_count_key) as report_count_key
    from staging.stg_report_counts
    group by
        dong_index,
        month_index
),

visits as (
    select *
    from staging.stg_visit_counts
),

found as (
    select
        dong_index,
        month_index,
        sum(newly_found_count) as newly_found_count,
        sum(newly_found_count_key) as newly_found_count_key
    from staging.stg_found_counts
    group by
        dong_index,
        month_index
),

cases as (
    select
        dong_index,
        month_index,
        sum(opened_count) as opened_count,
        sum(opened_count_key) as opened_count_key
    from staging.stg_case_counts
    group by
        dong_index,
        month_index
),

services as (
    select
        dong_index,
        month_index,
        sum(service_count) as service_count,
        sum(service_count_key) as service_count_key
    from staging.stg_service_counts
    group by
        dong_index,
        month_index
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cast(coalesce(reports.report_count, 0) as bigint) as report_count,
        cast(coalesce(visits.visit_count, 0) as bigint) as visit_count,
        cast(coalesce(visits.contact_count, 0) as bigint) as contact_count,
        cast(coalesce(visits.consultation_count, 0) as bigint) as consultation_count,
        cast(coalesce(found.newly_found_count, 0) as bigint) as newly_found_count,
        cast(coalesce(cases.opened_count, 0) as bigint) as opened_count,
        cast(coalesce(services.service_count, 0) as bigint) as service_count,
        cast(coalesce(reports.report_count_key, 0) as bigint) as report_count_key,
        cast(coalesce(visits.visit_count_key, 0) as bigint) as visit_count_key,
        cast(coalesce(visits.contact_count_key, 0) as bigint) as contact_count_key,
        cast(coalesce(visits.consultation_count_key, 0) as bigint) as consultation_count_key,
        cast(coalesce(found.newly_found_count_key, 0) as bigint) as newly_found_count_key,
        cast(coalesce(cases.opened_count_key, 0) as bigint) as opened_count_key,
        cast(coalesce(services.service_count_key, 0) as bigint) as service_count_key
    from dong_months
    left join reports
        on
            dong_months.dong_index = reports.dong_index
            and dong_months.month_index = reports.month_index
    left join visits
        on
            dong_months.dong_index = visits.dong_index
            and dong_months.month_index = visits.month_index
    left join found
        on
            dong_months.dong_index = found.dong_index
            and dong_months.month_index = found.month_index
    left join cases
        on
            dong_months.dong_index = cases.dong_index
            and dong_months.month_index = cases.month_index
    left join services
        on
            dong_months.dong_index = services.dong_index
            and dong_months.month_index = services.month_index
)

select * from final
