-- one row per Dong, month and track: households flagged there, and how far they came
-- What came of flags whose window is not over yet is empty: a low number would pass for a result.
with
dong_months as (
    select *
    from staging.stg_dong_months
),

tracks as (
    select code as journey_track
    from reference.vocabularies
    where vocabulary = 'journey_track'
),

windows as (
    select *
    from staging.stg_outcome_windows
),

counts as (
    select *
    from staging.stg_journey_counts
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        tracks.journey_track,
        windows.is_complete,
        cast(coalesce(counts.flagged_count, 0) as bigint) as flagged_count,
        case
            when windows.is_complete
                then cast(coalesce(counts.contacted_count, 0) as bigint)
        end as contacted_count,
        case
            when windows.is_complete
                then cast(coalesce(counts.visited_count, 0) as bigint)
        end as visited_count,
        case
            when windows.is_complete
                then cast(coalesce(counts.journey_linked_count, 0) as bigint)
        end as journey_linked_count,
        case
            when windows.is_support_complete
                then cast(coalesce(counts.journey_supported_count, 0) as bigint)
        end as journey_supported_count,
        case
            when windows.is_complete
                then cast(coalesce(counts.nothing_count, 0) as bigint)
        end as nothing_count,
        case
            when windows.is_complete
                then cast(coalesce(counts.first_attempt_day_sum, 0) as bigint)
        end as first_attempt_day_sum,
        cast(
            case
                when windows.is_complete then counts.first_attempt_day_sum
            end as double
        ) / nullif(counts.contacted_count, 0) as days_to_first_attempt,
        cast(coalesce(counts.flagged_count_key, 0) as bigint) as flagged_count_key,
        case
            when windows.is_complete
                then cast(coalesce(counts.contacted_count_key, 0) as bigint)
        end as contacted_count_key,
        case
            when windows.is_complete
                then cast(coalesce(counts.visited_count_key, 0) as bigint)
        end as visited_count_key,
        case
            when windows.is_complete
                then cast(coalesce(counts.journey_linked_count_key, 0) as bigint)
        end as journey_linked_count_key,
        case
            when windows.is_support_complete
                then cast(coalesce(counts.journey_supported_count_key, 0) as bigint)
        end as journey_supported_count_key,
        case
            when windows.is_complete
                then cast(coalesce(counts.nothing_count_key, 0) as bigint)
        end as nothing_count_key
    from dong_months
    cross join tracks
    inner join windows
        on dong_months.month_index = windows.month_index
    left join counts
        on
            dong_months.dong_index = counts.dong_index
            and dong_months.month_index = counts.month_index
            and tracks.journey_track = counts.journey_track
)

select * from final
