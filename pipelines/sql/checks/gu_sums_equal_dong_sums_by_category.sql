-- one row per subject, Gu and period whose counts by Gu differ from those of its Dongs
-- A subject's counts are added up: one that is wrong makes the total wrong.
-- broken by: update marts.services_by_gu_month set served_household_count = 5
with
totals as (
    select
        'reports' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(report_count)
        + sum(newly_found_count) as total
    from marts.reports_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'reports' as subject,
        gu_code,
        cast(month as varchar) as period,
        -(
            sum(report_count)
            + sum(newly_found_count)
        ) as total
    from marts.reports_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'overlap' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(household_count) as total
    from marts.overlap_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'overlap' as subject,
        gu_code,
        cast(month as varchar) as period,
        -sum(household_count) as total
    from marts.overlap_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'services' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(service_count)
        + sum(served_household_count) as total
    from marts.services_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'services' as subject,
        gu_code,
        cast(month as varchar) as period,
        -(
            sum(service_count)
            + sum(served_household_count)
        ) as total
    from marts.services_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'contributions' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(contribution_count) as total
    from marts.contributions_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'contributions' as subject,
        gu_code,
        cast(month as varchar) as period,
        -sum(contribution_count) as total
    from marts.contributions_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'survey' as subject,
        gu_code,
        cast(wave as varchar) as period,
        sum(response_count) as total
    from marts.survey_by_gu_wave
    group by
        gu_code,
        wave
    union all
    select
        'survey' as subject,
        gu_code,
        cast(wave as varchar) as period,
        -sum(response_count) as total
    from marts.survey_by_dong_wave
    group by
        gu_code,
        wave
    union all
    select
        'population' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(population_count) as total
    from marts.population_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'population' as subject,
        gu_code,
        cast(month as varchar) as period,
        -sum(population_count) as total
    from marts.population_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        subject,
        gu_code,
        period,
        sum(total) as difference
    from totals
    group by
        subject,
        gu_code,
        period
    having sum(total) != 0
)

select * from final
