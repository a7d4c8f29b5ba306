-- one row per Dong and month whose first visits differ from those by channel or of the panel
-- broken by: update marts.first_visits_by_dong_month set first_visit_day_sum =
-- first_visit_day_sum + 1
with
channels as (
    select
        dong_code,
        month,
        sum(first_visit_count) as first_visit_count,
        sum(first_visit_count_key) as first_visit_count_key,
        sum(first_visit_day_sum) as first_visit_day_sum
    from marts.reports_by_dong_month
    group by
        dong_code,
        month
),

panel as (
    select *
    from marts.evaluation_panel_by_dong_month
),

first_visits as (
    select *
    from marts.first_visits_by_dong_month
),

final as (
    select
        first_visits.dong_code,
        first_visits.month,
        first_visits.first_visit_count,
        channels.first_visit_count as channel_count,
        panel.first_visit_count as panel_count
    from first_visits
    inner join panel
        on
            first_visits.dong_code = panel.dong_code
            and first_visits.month = panel.month
    left join channels
        on
            first_visits.dong_code = channels.dong_code
            and first_visits.month = channels.month
    where
        first_visits.first_visit_count != coalesce(channels.first_visit_count, 0)
        or first_visits.first_visit_count_key != coalesce(channels.first_visit_count_key, 0)
        or first_visits.first_visit_day_sum != coalesce(channels.first_visit_day_sum, 0)
        or first_visits.first_visit_count != panel.first_visit_count
        or first_visits.first_visit_day_sum != panel.first_visit_day_sum
)

select * from final
