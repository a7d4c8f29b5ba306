-- one row per Dong, month and track whose stock does not follow from its flow
-- broken by: update marts.case_flow_by_dong_month set open_end_count = 7 where month =
-- '2014-03-01'
with
case_flow as (
    select *
    from marts.case_flow_by_dong_month
),

followed as (
    select
        *,
        lag(open_end_count, 1, open_start_count) over (
            partition by dong_code, case_track
            order by month
        ) as previous_end_count
    from case_flow
),

final as (
    select
        dong_code,
        month,
        case_track,
        previous_end_count,
        open_start_count,
        opened_count,
        transferred_in_count,
        closed_count,
        transferred_out_count,
        open_end_count
    from followed
    where
        open_start_count != previous_end_count
        or open_start_count + opened_count + transferred_in_count
        != open_end_count + closed_count + transferred_out_count
        or open_start_count < 0
        or open_end_count < 0
)

select * from final
