-- one row per month; a household served in two Dongs counts in both
with
served as (
    select *
    from marts.served_by_dong_month
),

final as (
    select
        month,
        cast(sum(served_household_count) as bigint) as served_household_count,
        cast(sum(served_household_count_key) as bigint) as served_household_count_key
    from served
    group by month
)

select * from final
