-- one row per month and track of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.journeys_by_city_month set visited_count = visited_count + 1,
-- contacted_count = contacted_count - 1
with
whole as (
    select *
    from marts.journeys_by_city_month
),

gus as (
    select
        month,
        journey_track,
        sum(flagged_count) as flagged_count,
        sum(contacted_count) as contacted_count,
        sum(visited_count) as visited_count,
        sum(journey_linked_count) as journey_linked_count,
        sum(journey_supported_count) as journey_supported_count,
        sum(nothing_count) as nothing_count,
        sum(first_attempt_day_sum) as first_attempt_day_sum,
        sum(flagged_count_key) as flagged_count_key,
        sum(contacted_count_key) as contacted_count_key,
        sum(visited_count_key) as visited_count_key,
        sum(journey_linked_count_key) as journey_linked_count_key,
        sum(journey_supported_count_key) as journey_supported_count_key,
        sum(nothing_count_key) as nothing_count_key
    from marts.journeys_by_gu_month
    group by
        month,
        journey_track
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.journey_track, gus.journey_track) as journey_track,
        whole.flagged_count - gus.flagged_count as flagged_count,
        whole.contacted_count - gus.contacted_count as contacted_count,
        whole.visited_count - gus.visited_count as visited_count,
        whole.journey_linked_count - gus.journey_linked_count as journey_linked_count,
        whole.journey_supported_count - gus.journey_supported_count as journey_supported_count,
        whole.nothing_count - gus.nothing_count as nothing_count,
        whole.first_attempt_day_sum - gus.first_attempt_day_sum as first_attempt_day_sum,
        whole.flagged_count_key - gus.flagged_count_key as flagged_count_key,
        whole.contacted_count_key - gus.contacted_count_key as contacted_count_key,
        whole.visited_count_key - gus.visited_count_key as visited_count_key,
        whole.journey_linked_count_key - gus.journey_linked_count_key as journey_linked_count_key,
        whole.journey_supported_count_key - gus.journey_supported_count_key
            as journey_supported_count_key,
        whole.nothing_count_key - gus.nothing_count_key as nothing_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.journey_track = gus.journey_track
    where
        whole.flagged_count is distinct from gus.flagged_count
        or whole.contacted_count is distinct from gus.contacted_count
        or whole.visited_count is distinct from gus.visited_count
        or whole.journey_linked_count is distinct from gus.journey_linked_count
        or whole.journey_supported_count is distinct from gus.journey_supported_count
        or whole.nothing_count is distinct from gus.nothing_count
        or whole.first_attempt_day_sum is distinct from gus.first_attempt_day_sum
        or whole.flagged_count_key is distinct from gus.flagged_count_key
        or whole.contacted_count_key is distinct from gus.contacted_count_key
        or whole.visited_count_key is distinct from gus.visited_count_key
        or whole.journey_linked_count_key is distinct from gus.journey_linked_count_key
        or whole.journey_supported_count_key is distinct from gus.journey_supported_count_key
        or whole.nothing_count_key is distinct from gus.nothing_count_key
)

select * from final
