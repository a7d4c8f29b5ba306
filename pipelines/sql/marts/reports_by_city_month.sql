-- one row per month and channel
with
reports as (
    select *
    from marts.reports_by_dong_month
),

final as (
    select
        month,
        report_channel,
        cast(sum(report_count) as bigint) as report_count,
        cast(sum(known_household_count) as bigint) as known_household_count,
        cast(sum(followed_up_count) as bigint) as followed_up_count,
        cast(sum(newly_found_count) as bigint) as newly_found_count,
        cast(sum(follow_up_day_sum) as bigint) as follow_up_day_sum,
        cast(sum(follow_up_day_sum) as double)
        / nullif(sum(followed_up_count), 0) as days_to_follow_up,
        is_complete,
        cast(sum(confirmed_count) as bigint) as confirmed_count,
        cast(sum(confirmed_count) as double)
        / nullif(sum(known_household_count), 0) as confirmed_rate,
        cast(sum(reported_household_count) as bigint) as reported_household_count,
        cast(sum(sole_channel_count) as bigint) as sole_channel_count,
        cast(sum(sole_channel_count) as double)
        / nullif(sum(reported_household_count), 0) as sole_channel_rate,
        cast(sum(refused_count) as bigint) as refused_count,
        cast(sum(first_visit_count) as bigint) as first_visit_count,
        cast(sum(first_visit_day_sum) as bigint) as first_visit_day_sum,
        cast(sum(first_visit_day_sum) as double)
        / nullif(sum(first_visit_count), 0) as days_to_first_visit,
        cast(sum(report_count_key) as bigint) as report_count_key,
        cast(sum(known_household_count_key) as bigint) as known_household_count_key,
        cast(sum(followed_up_count_key) as bigint) as followed_up_count_key,
        cast(sum(newly_found_count_key) as bigint) as newly_found_count_key,
        cast(sum(confirmed_count_key) as bigint) as confirmed_count_key,
        cast(sum(reported_household_count_key) as bigint) as reported_household_count_key,
        cast(sum(sole_channel_count_key) as bigint) as sole_channel_count_key,
        cast(sum(refused_count_key) as bigint) as refused_count_key,
        cast(sum(first_visit_count_key) as bigint) as first_visit_count_key
    from reports
    group by
        month,
        report_channel,
        is_complete
)

select * from final
