-- one row per month and capture history
with
overlap as (
    select *
    from marts.overlap_by_dong_month
),

final as (
    select
        month,
        history,
        cast(sum(household_count) as bigint) as household_count,
        cast(sum(household_count_key) as bigint) as household_count_key
    from overlap
    group by
        month,
        history
)

select * from final
