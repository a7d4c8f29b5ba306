-- one row per Dong, month, level (always the Dong's own) and role
with
staff as (
    select *
    from staging.stg_staff
    where dong_code is not null
),

final as (
    select
        dong_code,
        gu_code,
        month,
        level,
        role,
        cast(sum(headcount) as bigint) as headcount,
        cast(sum(fte) as double) as fte
    from staff
    group by
        dong_code,
        gu_code,
        month,
        level,
        role
)

select * from final
