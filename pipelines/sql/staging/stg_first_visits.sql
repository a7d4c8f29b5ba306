-- one row per Dong and month: households reported there whose first visit was then
-- They wait from their first report to the first visit on or after that day.
with
first_waits as (
    select *
    from staging.stg_first_waits
),

final as (
    select
        dong_index,
        month_index,
        count(*) as first_visit_count,
        sum(household_id % 256) as first_visit_count_key,
        sum(waited_days) as first_visit_day_sum
    from first_waits
    group by
        dong_index,
        month_index
)

select * from final
