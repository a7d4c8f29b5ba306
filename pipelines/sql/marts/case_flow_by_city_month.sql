-- one row per month and track
with
case_flow as (
    select *
    from marts.case_flow_by_dong_month
),

final as (
    select
        month,
        case_track,
        cast(sum(open_start_count) as bigint) as open_start_count,
        cast(sum(opened_count) as bigint) as opened_count,
        cast(sum(transferred_in_count) as bigint) as transferred_in_count,
        cast(sum(closed_count) as bigint) as closed_count,
        cast(sum(transferred_out_count) as bigint) as transferred_out_count,
        cast(sum(open_end_count) as bigint) as open_end_count,
        cast(sum(open_start_count_key) as bigint) as open_start_count_key,
        cast(sum(opened_count_key) as bigint) as opened_count_key,
        cast(sum(transferred_in_count_key) as bigint) as transferred_in_count_key,
        cast(sum(closed_count_key) as bigint) as closed_count_key,
        cast(sum(transferred_out_count_key) as bigint) as transferred_out_count_key,
        cast(sum(open_end_count_key) as bigint) as open_end_count_key
    from case_flow
    group by
        month,
        case_track
)

select * from final
