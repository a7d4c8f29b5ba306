-- one row per Dong, month and track with more households at a stage than at the one before
-- Those that got nothing were not met. What is not over yet is empty, and nothing else is.
-- broken by: update marts.journeys_by_dong_month set visited_count = 7
with
journeys as (
    select *
    from marts.journeys_by_dong_month
),

final as (
    select
        dong_code,
        month,
        journey_track,
        flagged_count,
        contacted_count,
        visited_count,
        journey_linked_count,
        journey_supported_count,
        nothing_count
    from journeys
    where
        contacted_count > flagged_count
        or visited_count > contacted_count
        or journey_linked_count > visited_count
        or journey_supported_count > journey_linked_count
        or nothing_count > flagged_count - visited_count
        or (journey_track != 'none' and nothing_count > 0)
        or is_complete != (contacted_count is not null)
        or (not is_complete and journey_supported_count is not null)
)

select * from final
