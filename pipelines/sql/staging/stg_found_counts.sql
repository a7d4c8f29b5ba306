-- one row per Dong, month and channel (null: nobody told us): households newly found
with
newly_found as (
    select *
    from staging.stg_newly_found
),

final as (
    select
        dong_index,
        month_index,
        report_channel,
        count(*) as newly_found_count,
        sum(household_id % 256) as newly_found_count_key
    from newly_found
    group by
        dong_index,
        month_index,
        report_channel
)

select * from final
