-- one row per Gu, month and channel
with
reports as (
    select *
    from marts.reports_by_dong_month
),

final as (
    select
        gu_code,
        month,
        report_channel,
        cast(sum(report_count) as bigint) as report_count,
        cast(sum(known_household_count) as bigint) as known_household_count,
        cast(sum(followed_up_count) as bigint) as followed_up_count,
        cast(sum(newly_found_count) as bigint) as newly_found_count,
        cast(sum(report_count_key) as bigint) as report_count_key,
        cast(sum(known_household_count_key) as bigint) as known_household_count_key,
        cast(sum(followed_up_count_key) as bigint) as followed_up_count_key,
        cast(sum(newly_found_count_key) as bigint) as newly_found_count_key
    from reports
    group by
        gu_code,
        month,
        report_channel
)

select * from final
