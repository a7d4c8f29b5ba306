-- one row per Dong and month: households with at least one service, whatever its kind
with
dong_months as (
    select *
    from staging.stg_dong_months
),

households as (
    select distinct
        dong_index,
        month_index,
        household_id
    from staging.stg_services
),

served as (
    select
        dong_index,
        month_index,
        count(*) as served_household_count,
        sum(household_id % 256) as served_household_count_key
    from households
    group by
        dong_index,
        month_index
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cast(coalesce(served.served_household_count, 0) as bigint) as served_household_count,
        cast(coalesce(served.served_household_count_key, 0) as bigint)
            as served_household_count_key
    from dong_months
    left join served
        on
            dong_months.dong_index = served.dong_index
            and dong_months.month_index = served.month_index
)

select * from final
