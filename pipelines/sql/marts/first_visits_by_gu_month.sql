-- one row per Gu and month
with
first_visits as (
    select *
    from marts.first_visits_by_dong_month
),

final as (
    select
        gu_code,
        month,
        cast(sum(first_visit_count) as bigint) as first_visit_count,
        cast(sum(first_visit_day_sum) as bigint) as first_visit_day_sum,
        cast(sum(first_visit_day_sum) as double)
        / nullif(sum(first_visit_count), 0) as days_to_first_visit,
        cast(sum(first_visit_count_key) as bigint) as first_visit_count_key
    from first_visits
    group by
        gu_code,
        month
)

select * from final
