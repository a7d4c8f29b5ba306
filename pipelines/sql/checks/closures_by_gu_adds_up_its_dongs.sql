-- one row per Gu, month, track and reason of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.closures_by_gu_month set closure_count = closure_count + 1
with
gus as (
    select *
    from marts.closures_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        case_track,
        closure_reason,
        sum(closure_count) as closure_count,
        sum(closure_count_key) as closure_count_key
    from marts.closures_by_dong_month
    group by
        gu_code,
        month,
        case_track,
        closure_reason
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.case_track, dongs.case_track) as case_track,
        coalesce(gus.closure_reason, dongs.closure_reason) as closure_reason,
        gus.closure_count - dongs.closure_count as closure_count,
        gus.closure_count_key - dongs.closure_count_key as closure_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.case_track = dongs.case_track
            and gus.closure_reason = dongs.closure_reason
    where
        gus.closure_count is distinct from dongs.closure_count
        or gus.closure_count_key is distinct from dongs.closure_count_key
)

select * from final
