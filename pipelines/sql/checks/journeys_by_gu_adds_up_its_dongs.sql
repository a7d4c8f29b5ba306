-- one row per Gu, month and track of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.journeys_by_gu_month set visited_count = visited_count + 1,
-- contacted_count = contacted_count - 1
with
gus as (
    select *
    from marts.journeys_by_gu_month
),

dongs as (
    select
        gu_code,
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
    from marts.journeys_by_dong_month
    group by
        gu_code,
        month,
        journey_track
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.journey_track, dongs.journey_track) as journey_track,
        gus.flagged_count - dongs.flagged_count as flagged_count,
        gus.contacted_count - dongs.contacted_count as contacted_count,
        gus.visited_count - dongs.visited_count as visited_count,
        gus.journey_linked_count - dongs.journey_linked_count as journey_linked_count,
        gus.journey_supported_count - dongs.journey_supported_count as journey_supported_count,
        gus.nothing_count - dongs.nothing_count as nothing_count,
        gus.first_attempt_day_sum - dongs.first_attempt_day_sum as first_attempt_day_sum,
        gus.flagged_count_key - dongs.flagged_count_key as flagged_count_key,
        gus.contacted_count_key - dongs.contacted_count_key as contacted_count_key,
        gus.visited_count_key - dongs.visited_count_key as visited_count_key,
        gus.journey_linked_count_key - dongs.journey_linked_count_key as journey_linked_count_key,
        gus.journey_supported_count_key - dongs.journey_supported_count_key
            as journey_supported_count_key,
        gus.nothing_count_key - dongs.nothing_count_key as nothing_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.journey_track = dongs.journey_track
    where
        gus.flagged_count is distinct from dongs.flagged_count
        or gus.contacted_count is distinct from dongs.contacted_count
        or gus.visited_count is distinct from dongs.visited_count
        or gus.journey_linked_count is distinct from dongs.journey_linked_count
        or gus.journey_supported_count is distinct from dongs.journey_supported_count
        or gus.nothing_count is distinct from dongs.nothing_count
        or gus.first_attempt_day_sum is distinct from dongs.first_attempt_day_sum
        or gus.flagged_count_key is distinct from dongs.flagged_count_key
        or gus.contacted_count_key is distinct from dongs.contacted_count_key
        or gus.visited_count_key is distinct from dongs.visited_count_key
        or gus.journey_linked_count_key is distinct from dongs.journey_linked_count_key
        or gus.journey_supported_count_key is distinct from dongs.journey_supported_count_key
        or gus.nothing_count_key is distinct from dongs.nothing_count_key
)

select * from final
