-- one row per Dong and month with a rate outside 0 to 1, or a wait below 0
-- broken by: update marts.coverage_by_dong_month set coverage_rate = 1.5
with
panel as (
    select *
    from marts.evaluation_panel_by_dong_month
),

coverage as (
    select *
    from marts.coverage_by_dong_month
),

final as (
    select
        coverage.dong_code,
        coverage.month,
        coverage.coverage_rate,
        panel.still_supported_rate,
        panel.days_to_first_visit
    from coverage
    inner join panel
        on
            coverage.dong_code = panel.dong_code
            and coverage.month = panel.month
    where
        coverage.coverage_rate not between 0 and 1
        or panel.still_supported_rate not between 0 and 1
        or panel.days_to_first_visit < 0
)

select * from final
