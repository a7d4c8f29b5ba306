-- one row per Dong, month and channel with a report, or with a household found through one
with
dong_months as (
    select *
    from staging.stg_dong_months
),

counts as (
    select
        dong_index,
        month_index,
        report_channel,
        report_count,
        known_household_count,
        followed_up_count,
        0 as newly_found_count,
        report_count_key,
        known_household_count_key,
        followed_up_count_key,
        0 as newly_found_count_key
    from staging.stg_report_counts
    union all
    select
        dong_index,
        month_index,
        report_channel,
        0 as report_count,
        0 as known_household_count,
        0 as followed_up_count,
        newly_found_count,
        0 as report_count_key,
        0 as known_household_count_key,
        0 as followed_up_count_key,
        newly_found_count_key
    from staging.stg_found_counts
    where report_channel is not null
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        counts.report_channel,
        cast(sum(counts.report_count) as bigint) as report_count,
        cast(sum(counts.known_household_count) as bigint) as known_household_count,
        cast(sum(counts.followed_up_count) as bigint) as followed_up_count,
        cast(sum(counts.newly_found_count) as bigint) as newly_found_count,
        cast(sum(counts.report_count_key) as bigint) as report_count_key,
        cast(sum(counts.known_household_count_key) as bigint) as known_household_count_key,
        cast(sum(counts.followed_up_count_key) as bigint) as followed_up_count_key,
        cast(sum(counts.newly_found_count_key) as bigint) as newly_found_count_key
    from counts
    inner join dong_months
        on
            counts.dong_index = dong_months.dong_index
            and counts.month_index = dong_months.month_index
    group by
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        counts.report_channel
)

select * from final
