-- one row per Gu and month of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.served_by_gu_month set served_household_count = 5
with
gus as (
    select *
    from marts.served_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        sum(served_household_count) as served_household_count,
        sum(served_household_count_key) as served_household_count_key
    from marts.served_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        gus.served_household_count - dongs.served_household_count as served_household_count,
        gus.served_household_count_key - dongs.served_household_count_key
            as served_household_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
    where
        gus.served_household_count is distinct from dongs.served_household_count
        or gus.served_household_count_key is distinct from dongs.served_household_count_key
)

select * from final
