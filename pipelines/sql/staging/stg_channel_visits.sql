-- one row per Dong, month and channel of the first report: households first visited then
with
first_waits as (
    select *
    from staging.stg_first_waits
),

final as (
    select
        dong_index,
        month_index,
        report_channel,
        count(*) as first_visit_count,
        sum(household_id % 256) as first_visit_count_key,
        sum(waited_days) as first_visit_day_sum
    from first_waits
    group by
        dong_index,
        month_index,
        report_channel
)

select * from final
