-- one row per month of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.first_visits_by_city_month set first_visit_day_sum = first_visit_day_sum
-- + 1
with
whole as (
    select *
    from marts.first_visits_by_city_month
),

gus as (
    select
        month,
        sum(first_visit_count) as first_visit_count,
        sum(first_visit_day_sum) as first_visit_day_sum,
        sum(first_visit_count_key) as first_visit_count_key
    from marts.first_visits_by_gu_month
    group by month
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        whole.first_visit_count - gus.first_visit_count as first_visit_count,
        whole.first_visit_day_sum - gus.first_visit_day_sum as first_visit_day_sum,
        whole.first_visit_count_key - gus.first_visit_count_key as first_visit_count_key
    from whole
    full outer join gus
        on whole.month = gus.month
    where
        whole.first_visit_count is distinct from gus.first_visit_count
        or whole.first_visit_day_sum is distinct from gus.first_visit_day_sum
        or whole.first_visit_count_key is distinct from gus.first_visit_count_key
)

select * from final
