-- one row per Gu and month
with
activity as (
    select *
    from marts.activity_by_dong_month
),

final as (
    select
        gu_code,
        month,
        cast(sum(report_count) as bigint) as report_count,
        cast(sum(visit_count) as bigint) as visit_count,
        cast(sum(contact_count) as bigint) as contact_count,
        cast(sum(consultation_count) as bigint) as consultation_count,
        cast(sum(newly_found_count) as bigint) as newly_found_count,
        cast(sum(opened_count) as bigint) as opened_count,
        cast(sum(service_count) as bigint) as service_count,
        cast(sum(report_count_key) as bigint) as report_count_key,
        cast(sum(visit_count_key) as bigint) as visit_count_key,
        cast(sum(contact_count_key) as bigint) as contact_count_key,
        cast(sum(consultation_count_key) as bigint) as consultation_count_key,
        cast(sum(newly_found_count_key) as bigint) as newly_found_count_key,
        cast(sum(opened_count_key) as bigint) as opened_count_key,
        cast(sum(service_count_key) as bigint) as service_count_key
    from activity
    group by
        gu_code,
        month
)

select * from final
