-- one row per month, level (the city's own, its Gu's or its Dongs') and role
with
staff as (
    select *
    from staging.stg_staff
),

final as (
    select
        month,
        level,
        role,
        cast(sum(headcount) as bigint) as headcount,
        cast(sum(fte) as double) as fte
    from staff
    group by
        month,
        level,
        role
)

select * from final
