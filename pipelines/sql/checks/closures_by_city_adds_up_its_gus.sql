-- one row per month, track and reason of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.closures_by_city_month set closure_count = closure_count + 1
with
whole as (
    select *
    from marts.closures_by_city_month
),

gus as (
    select
        month,
        case_track,
        closure_reason,
        sum(closure_count) as closure_count,
        sum(closure_count_key) as closure_count_key
    from marts.closures_by_gu_month
    group by
        month,
        case_track,
        closure_reason
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.case_track, gus.case_track) as case_track,
        coalesce(whole.closure_reason, gus.closure_reason) as closure_reason,
        whole.closure_count - gus.closure_count as closure_count,
        whole.closure_count_key - gus.closure_count_key as closure_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.case_track = gus.case_track
            and whole.closure_reason = gus.closure_reason
    where
        whole.closure_count is distinct from gus.closure_count
        or whole.closure_count_key is distinct from gus.closure_count_key
)

select * from final
