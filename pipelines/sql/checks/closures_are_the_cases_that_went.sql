-- one row per Dong, month and track whose closures differ from the cases closed or handed over
-- broken by: update marts.closures_by_dong_month set closure_count = closure_count + 1
with
closures as (
    select
        dong_code,
        month,
        case_track,
        sum(closure_count) as closure_count,
        sum(closure_count_key) as closure_count_key
    from marts.closures_by_dong_month
    group by
        dong_code,
        month,
        case_track
),

case_flow as (
    select
        dong_code,
        month,
        case_track,
        closed_count + transferred_out_count as gone_count,
        closed_count_key + transferred_out_count_key as gone_count_key
    from marts.case_flow_by_dong_month
),

final as (
    select
        case_flow.dong_code,
        case_flow.month,
        case_flow.case_track,
        case_flow.gone_count,
        coalesce(closures.closure_count, 0) as closure_count
    from case_flow
    left join closures
        on
            case_flow.dong_code = closures.dong_code
            and case_flow.month = closures.month
            and case_flow.case_track = closures.case_track
    where
        case_flow.gone_count != coalesce(closures.closure_count, 0)
        or case_flow.gone_count_key != coalesce(closures.closure_count_key, 0)
)

select * from final
