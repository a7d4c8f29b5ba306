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
        households.dong_code,
        households.household_id % 256 as household_key,
        greatest(
            extract(year from households.registered_from) * 12
            + extract(month from households.registered_from) - 1,
            first_month.month_index
        ) as from_index,
        extract(year from households.registered_to) * 12
        + extract(month from households.registered_to) as to_index
    from households
    cross join first_month
),

equal_stays as (
    select
        dong_code,
        from_index,
        to_index,
        count(*) as household_count,
        sum(household_key) as household_count_key
    from stays
    group by
        dong_code,
        from_index,
        to_index
),

sides as (
    select
        dong_code,
        cast(from_index as integer) as month_index,
        household_count,
        household_count_key
    from equal_stays
    union all
    select
        dong_code,
        cast(greatest(from_index, to_index) as integer) as month_index,
        -household_count as household_count,
        -household_count_key as household_count_key
    from equal_stays
    where to_index is not null
),

final as (
    select
        codes.dong_index,
        sides.month_index,
        sum(sides.household_count) as household_count,
        sum(sides.household_count_key) as household_count_key
    from sides
    inner join codes
        on sides.dong_code = codes.dong_code
    group by
        codes.dong_index,
        sides.month_index
)

select * from final
