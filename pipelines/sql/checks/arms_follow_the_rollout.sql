-- one row per Dong and month whose arm contradicts the time since it joined
-- broken by: update marts.evaluation_panel_by_dong_month set arm = 'control'
with
panel as (
    select *
    from marts.evaluation_panel_by_dong_month
),

final as (
    select
        dong_code,
        month,
        arm,
        cohort_month,
        event_time
    from panel
    where
        (arm = 'treated') != coalesce(event_time >= 0, false)
        or (cohort_month is null) != (event_time is null)
)

select * from final
