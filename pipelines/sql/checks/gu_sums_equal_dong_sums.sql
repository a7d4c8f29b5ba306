-- one row per subject, Gu and period whose counts by Gu differ from those of its Dongs
-- All counts of a subject are added up: one that is wrong makes the total wrong.
with
gu_sums as (
    select
        'coverage' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(household_count)
        + sum(at_risk_count)
        + sum(reached_count)
        + sum(coverage_gap_count) as total
    from marts.coverage_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'activity' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(report_count)
        + sum(visit_count)
        + sum(contact_count)
        + sum(consultation_count)
        + sum(newly_found_count)
        + sum(opened_count)
        + sum(service_count) as total
    from marts.activity_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'reports' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(report_count)
        + sum(known_household_count)
        + sum(followed_up_count)
        + sum(newly_found_count) as total
    from marts.reports_by_gu_month
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
        'case_flow' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(open_start_count)
        + sum(opened_count)
        + sum(transferred_in_count)
        + sum(closed_count)
        + sum(transferred_out_count)
        + sum(open_end_count) as total
    from marts.case_flow_by_gu_month
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
        'contributions' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(contribution_count)
        + sum(value_krw) as total
    from marts.contributions_by_gu_month
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
        'population' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(population_count) as total
    from marts.population_by_gu_month
    group by
        gu_code,
        month
),

dong_sums as (
    select
        'coverage' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(household_count)
        + sum(at_risk_count)
        + sum(reached_count)
        + sum(coverage_gap_count) as total
    from marts.coverage_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'activity' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(report_count)
        + sum(visit_count)
        + sum(contact_count)
        + sum(consultation_count)
        + sum(newly_found_count)
        + sum(opened_count)
        + sum(service_count) as total
    from marts.activity_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'reports' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(report_count)
        + sum(known_household_count)
        + sum(followed_up_count)
        + sum(newly_found_count) as total
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
    from marts.overlap_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'case_flow' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(open_start_count)
        + sum(opened_count)
        + sum(transferred_in_count)
        + sum(closed_count)
        + sum(transferred_out_count)
        + sum(open_end_count) as total
    from marts.case_flow_by_dong_month
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
    from marts.services_by_dong_month
    group by
        gu_code,
        month
    union all
    select
        'contributions' as subject,
        gu_code,
        cast(month as varchar) as period,
        sum(contribution_count)
        + sum(value_krw) as total
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
    from marts.population_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        gu_sums.subject,
        coalesce(gu_sums.gu_code, dong_sums.gu_code) as gu_code,
        coalesce(gu_sums.period, dong_sums.period) as period,
        gu_sums.total as gu_total,
        dong_sums.total as dong_total
    from gu_sums
    full outer join dong_sums
        on
            gu_sums.subject = dong_sums.subject
            and gu_sums.gu_code = dong_sums.gu_code
            and gu_sums.period = dong_sums.period
    where coalesce(gu_sums.total, -1) != coalesce(dong_sums.total, -1)
)

select * from final
