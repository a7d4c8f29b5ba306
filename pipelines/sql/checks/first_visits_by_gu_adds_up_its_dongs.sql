-- one row per Gu and month of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.first_visits_by_gu_month set first_visit_day_sum = first_visit_day_sum +
-- 1
with
gus as (
    select *
    from marts.first_visits_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        sum(first_visit_count) as first_visit_count,
        sum(first_visit_day_sum) as first_visit_day_sum,
        sum(first_visit_count_key) as first_visit_count_key
    from marts.first_visits_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        gus.first_visit_count - dongs.first_visit_count as first_visit_count,
        gus.first_visit_day_sum - dongs.first_visit_day_sum as first_visit_day_sum,
        gus.first_visit_count_key - dongs.first_visit_count_key as first_visit_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
    where
        gus.first_visit_count is distinct from dongs.first_visit_count
        or gus.first_visit_day_sum is distinct from dongs.first_visit_day_sum
        or gus.first_visit_count_key is distinct from dongs.first_visit_count_key
)

select * from final
