-- one row per Dong and month in which registered households came or went
-- A household counts in every month of which it was registered a day.
with
households as (
    select
        household_id,
        dong_code,
        registered_from,
        registered_to
    from landing.households
),

codes as (
    select
        dong_code,
        dong_index
    from staging.stg_dong_codes
),

first_month as (
    select min(month_index) as month_index
    from reference.months
),

stays as (
    select
        dong_code,
        greatest(
            extract(year from registered_from) * 12 + extract(month from registered_from) - 1,
            first_month.month_index
        ) as from_index,
        extract(year from registered_to) * 12 + extract(month from registered_to) as to_index,
        count(*) as household_count,
        sum(household_id % 256) as household_count_key
    from households
    cross join first_month
    group by
        1,
        2,
        3
),

sides as (
    select
        dong_code,
        from_index as month_index,
        household_count,
        household_count_key
    from stays
    union all
    select
        dong_code,
        greatest(from_index, to_index) as month_index,
        - household_count as household_count,
        - household_count_key as household_count_key
    from stays
    where to_index is not null
),

final as (
    select
        codes.dong_index,
        cast(sides.month_index as integer) as month_index,
        sum(sides.household_count) as household_count,
        sum(sides.household_count_key) as household_count_key
    from sides
    inner join codes
        on sides.dong_code = codes.dong_code
    group by
        codes.dong_index,
        cast(sides.month_index as integer)
)

select * from final
