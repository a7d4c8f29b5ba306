-- one row per month of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.served_by_city_month set served_household_count = served_household_count
-- + 1
with
whole as (
    select *
    from marts.served_by_city_month
),

gus as (
    select
        month,
        sum(served_household_count) as served_household_count,
        sum(served_household_count_key) as served_household_count_key
    from marts.served_by_gu_month
    group by month
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        whole.served_household_count - gus.served_household_count as served_household_count,
        whole.served_household_count_key - gus.served_household_count_key
            as served_household_count_key
    from whole
    full outer join gus
        on whole.month = gus.month
    where
        whole.served_household_count is distinct from gus.served_household_count
        or whole.served_household_count_key is distinct from gus.served_household_count_key
)

select * from final
