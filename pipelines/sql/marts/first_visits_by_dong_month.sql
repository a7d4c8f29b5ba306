-- one row per Dong and month: households reported there whose first visit was then
with
dong_months as (
    select *
    from staging.stg_dong_months
),

first_visits as (
    select *
    from staging.stg_first_visits
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cast(coalesce(first_visits.first_visit_count, 0) as bigint) as first_visit_count,
        cast(coalesce(first_visits.first_visit_day_sum, 0) as bigint) as first_visit_day_sum,
        cast(first_visits.first_visit_day_sum as double)
        / nullif(first_visits.first_visit_count, 0) as days_to_first_visit,
        cast(coalesce(first_visits.first_visit_count_key, 0) as bigint) as first_visit_count_key
    from dong_months
    left join first_visits
        on
            dong_months.dong_index = first_visits.dong_index
            and dong_months.month_index = first_visits.month_index
)

select * from final
