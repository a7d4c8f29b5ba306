-- one row per budget line or staff figure of a Dong or Gu that the deployment does not have
-- broken by: delete from staging.stg_dong_codes
with
budgets as (
    select
        'budgets' as feed,
        level,
        place_code
    from landing.budgets
),

staff as (
    select
        'staff' as feed,
        level,
        place_code
    from landing.staff
),

figures as (
    select distinct *
    from budgets
    union all
    select distinct *
    from staff
),

places as (
    select
        'dong' as level,
        dong_code as place_code
    from staging.stg_dong_codes
    union all
    select distinct
        'gu' as level,
        gu_code as place_code
    from reference.dongs
),

final as (
    select
        figures.feed,
        figures.level,
        figures.place_code
    from figures
    left join places
        on
            figures.level = places.level
            and figures.place_code = places.place_code
    where
        figures.level != 'city'
        and places.place_code is null
)

select * from final
