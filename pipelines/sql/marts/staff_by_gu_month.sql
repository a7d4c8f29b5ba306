-- one row per Gu, month, level (the Gu's own, or its Dongs') and role
with
staff as (
    select *
    from staging.stg_staff
    where gu_code is not null
),

final as (
    select
        gu_code,
        month,
        level,
        role,
        cast(sum(headcount) as bigint) as headcount,
        cast(sum(fte) as double) as fte
    from staff
    group by
        gu_code,
        month,
        level,
        role
)

select * from final
