-- one row per month and capture capture_history of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.captures_by_city_month set household_count = household_count + 1
with
whole as (
    select *
    from marts.captures_by_city_month
),

gus as (
    select
        month,
        capture_history,
        sum(household_count) as household_count,
        sum(household_count_key) as household_count_key
    from marts.captures_by_gu_month
    group by
        month,
        capture_history
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.capture_history, gus.capture_history) as capture_history,
        whole.household_count - gus.household_count as household_count,
        whole.household_count_key - gus.household_count_key as household_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.capture_history = gus.capture_history
    where
        whole.household_count is distinct from gus.household_count
        or whole.household_count_key is distinct from gus.household_count_key
)

select * from final
