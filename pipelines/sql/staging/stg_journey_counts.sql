-- one row per Dong, month and track: households flagged, and those that came to each stage
with
journeys as (
    select
        *,
        household_id % 256 as record_key
    from staging.stg_journeys
),

final as (
    select
        dong_index,
        month_index,
        journey_track,
        count(*) as flagged_count,
        sum(case when is_tried then 1 else 0 end) as contacted_count,
        sum(case when is_met then 1 else 0 end) as visited_count,
        sum(case when is_linked then 1 else 0 end) as journey_linked_count,
        sum(case when is_supported then 1 else 0 end) as journey_supported_count,
        sum(case when is_nothing then 1 else 0 end) as nothing_count,
        sum(case when is_tried then attempt_days else 0 end) as first_attempt_day_sum,
        sum(record_key) as flagged_count_key,
        sum(case when is_tried then record_key else 0 end) as contacted_count_key,
        sum(case when is_met then record_key else 0 end) as visited_count_key,
        sum(case when is_linked then record_key else 0 end) as journey_linked_count_key,
        sum(case when is_supported then record_key else 0 end) as journey_supported_count_key,
        sum(case when is_nothing then record_key else 0 end) as nothing_count_key
    from journeys
    group by
        dong_index,
        month_index,
        journey_track
)

select * from final
