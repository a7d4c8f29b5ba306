-- one row per Gu, month and capture history of six lists with a household in need
with
captures as (
    select *
    from marts.captures_by_dong_month
),

final as (
    select
        gu_code,
        month,
        capture_history,
        cast(sum(household_count) as bigint) as household_count,
        cast(sum(household_count_key) as bigint) as household_count_key
    from captures
    group by
        gu_code,
        month,
        capture_history
)

select * from final
