-- one row per month, track and reason
with
closures as (
    select *
    from marts.closures_by_dong_month
),

final as (
    select
        month,
        case_track,
        closure_reason,
        cast(sum(closure_count) as bigint) as closure_count,
        cast(sum(closure_count_key) as bigint) as closure_count_key
    from closures
    group by
        month,
        case_track,
        closure_reason
)

select * from final
