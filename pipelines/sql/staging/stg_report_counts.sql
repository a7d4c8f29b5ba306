-- one row per Dong, month and channel: reports; those with a household, visited in time, confirmed
with
reports as (
    select *
    from staging.stg_followed_reports
),

final as (
    select
        dong_index,
        month_index,
        report_channel,
        count(*) as report_count,
        sum(case when is_household_known then 1 else 0 end) as known_household_count,
        sum(case when is_followed_up then 1 else 0 end) as followed_up_count,
        sum(case when is_confirmed then 1 else 0 end) as confirmed_count,
        sum(case when is_followed_up then waited_days else 0 end) as follow_up_day_sum,
        sum(record_key) as report_count_key,
        sum(case when is_household_known then record_key else 0 end) as known_household_count_key,
        sum(case when is_followed_up then record_key else 0 end) as followed_up_count_key,
        sum(case when is_confirmed then record_key else 0 end) as confirmed_count_key
    from reports
    group by
        dong_index,
        month_index,
        report_channel
)

select * from final
