-- one row per Gu, month and capture_history of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.captures_by_gu_month set household_count = 5
with
gus as (
    select *
    from marts.captures_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        capture_history,
        sum(household_count) as household_count,
        sum(household_count_key) as household_count_key
    from marts.captures_by_dong_month
    group by
        gu_code,
        month,
        capture_history
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.capture_history, dongs.capture_history) as capture_history,
        gus.household_count - dongs.household_count as household_count,
        gus.household_count_key - dongs.household_count_key as household_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.capture_history = dongs.capture_history
    where
        gus.household_count is distinct from dongs.household_count
        or gus.household_count_key is distinct from dongs.household_count_key
)

select * from final
