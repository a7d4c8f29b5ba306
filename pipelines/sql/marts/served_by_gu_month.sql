-- one row per Gu and month; a household served in two Dongs counts in both
with
served as (
    select *
    from marts.served_by_dong_month
),

final as (
    select
        gu_code,
        month,
        cast(sum(served_household_count) as bigint) as served_household_count,
        cast(sum(served_household_count_key) as bigint) as served_household_count_key
    from served
    group by
        gu_code,
        month
)

select * from final
