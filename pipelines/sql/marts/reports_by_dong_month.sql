-- one row per Dong, month and channel with a report, or a household found or visited through it
-- What came of reports whose window is not over yet is empty: a low number would pass for a result.
with
dong_months as (
    select *
    from staging.stg_dong_months
),

windows as (
    select *
    from staging.stg_outcome_windows
),

report_counts as (
    select *
    from staging.stg_report_counts
),

found as (
    select *
    from staging.stg_found_counts
),

households as (
    select *
    from staging.stg_channel_households
),

visits as (
    select *
    from staging.stg_channel_visits
),

cells as (
    select *
    from staging.stg_channel_cells
),

counted as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cells.report_channel,
        windows.is_complete,
        cast(coalesce(report_counts.report_count, 0) as bigint) as report_count,
        cast(coalesce(report_counts.known_household_count, 0) as bigint) as known_household_count,
        cast(coalesce(report_counts.followed_up_count, 0) as bigint) as followed_up_count,
        cast(coalesce(found.newly_found_count, 0) as bigint) as newly_found_count,
        case
            when windows.is_complete
                then cast(coalesce(report_counts.confirmed_count, 0) as bigint)
        end as confirmed_count,
        cast(coalesce(households.reported_household_count, 0) as bigint)
            as reported_household_count,
        cast(coalesce(households.sole_channel_count, 0) as bigint) as sole_channel_count,
        case
            when windows.is_complete
                then cast(coalesce(households.refused_count, 0) as bigint)
        end as refused_count,
        cast(coalesce(visits.first_visit_count, 0) as bigint) as first_visit_count,
        cast(coalesce(report_counts.follow_up_day_sum, 0) as bigint) as follow_up_day_sum,
        cast(coalesce(visits.first_visit_day_sum, 0) as bigint) as first_visit_day_sum,
        cast(coalesce(report_counts.report_count_key, 0) as bigint) as report_count_key,
        cast(coalesce(report_counts.known_household_count_key, 0) as bigint)
            as known_household_count_key,
        cast(coalesce(report_counts.followed_up_count_key, 0) as bigint) as followed_up_count_key,
        cast(coalesce(found.newly_found_count_key, 0) as bigint) as newly_found_count_key,
        case
            when windows.is_complete
                then cast(coalesce(report_counts.confirmed_count_key, 0) as bigint)
        end as confirmed_count_key,
        cast(coalesce(households.reported_household_count_key, 0) as bigint)
            as reported_household_count_key,
        cast(coalesce(households.sole_channel_count_key, 0) as bigint) as sole_channel_count_key,
        case
            when windows.is_complete
                then cast(coalesce(households.refused_count_key, 0) as bigint)
        end as refused_count_key,
        cast(coalesce(visits.first_visit_count_key, 0) as bigint) as first_visit_count_key
    from cells
    inner join dong_months
        on
            cells.dong_index = dong_months.dong_index
            and cells.month_index = dong_months.month_index
    inner join windows
        on cells.month_index = windows.month_index
    left join report_counts
        on
            cells.dong_index = report_counts.dong_index
            and cells.month_index = report_counts.month_index
            and cells.report_channel = report_counts.report_channel
    left join found
        on
            cells.dong_index = found.dong_index
            and cells.month_index = found.month_index
            and cells.report_channel = found.report_channel
    left join households
        on
            cells.dong_index = households.dong_index
            and cells.month_index = households.month_index
            and cells.report_channel = households.report_channel
    left join visits
        on
            cells.dong_index = visits.dong_index
            and cells.month_index = visits.month_index
            and cells.report_channel = visits.report_channel
),

final as (
    select
        dong_code,
        gu_code,
        month,
        report_channel,
        report_count,
        known_household_count,
        followed_up_count,
        newly_found_count,
        follow_up_day_sum,
        cast(follow_up_day_sum as double) / nullif(followed_up_count, 0) as days_to_follow_up,
        is_complete,
        confirmed_count,
        cast(confirmed_count as double) / nullif(known_household_count, 0) as confirmed_rate,
        reported_household_count,
        sole_channel_count,
        cast(sole_channel_count as double)
        / nullif(reported_household_count, 0) as sole_channel_rate,
        refused_count,
        first_visit_count,
        first_visit_day_sum,
        cast(first_visit_day_sum as double) / nullif(first_visit_count, 0) as days_to_first_visit,
        report_count_key,
        known_household_count_key,
        followed_up_count_key,
        newly_found_count_key,
        confirmed_count_key,
        reported_household_count_key,
        sole_channel_count_key,
        refused_count_key,
        first_visit_count_key
    from counted
)

select * from final
