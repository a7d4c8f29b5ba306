-- one row per month and track: households flagged, and how far they came
with
journeys as (
    select *
    from marts.journeys_by_dong_month
),

final as (
    select
        month,
        journey_track,
        is_complete,
        cast(sum(flagged_count) as bigint) as flagged_count,
        cast(sum(contacted_count) as bigint) as contacted_count,
        cast(sum(visited_count) as bigint) as visited_count,
        cast(sum(journey_linked_count) as bigint) as journey_linked_count,
        cast(sum(journey_supported_count) as bigint) as journey_supported_count,
        cast(sum(nothing_count) as bigint) as nothing_count,
        cast(sum(first_attempt_day_sum) as bigint) as first_attempt_day_sum,
        cast(sum(first_attempt_day_sum) as double)
        / nullif(sum(contacted_count), 0) as days_to_first_attempt,
        cast(sum(flagged_count_key) as bigint) as flagged_count_key,
        cast(sum(contacted_count_key) as bigint) as contacted_count_key,
        cast(sum(visited_count_key) as bigint) as visited_count_key,
        cast(sum(journey_linked_count_key) as bigint) as journey_linked_count_key,
        cast(sum(journey_supported_count_key) as bigint) as journey_supported_count_key,
        cast(sum(nothing_count_key) as bigint) as nothing_count_key
    from journeys
    group by
        month,
        journey_track,
        is_complete
)

select * from final
