-- one row per subject and month whose counts for the deployment differ from those of its Gu
-- broken by: update marts.coverage_by_gu_month set at_risk_count = at_risk_count + 1
with
city_sums as (
    select
        'coverage' as subject,
        month,
        sum(household_count)
        + sum(at_risk_count)
        + sum(reached_count)
        + sum(coverage_gap_count) as total
    from marts.coverage_by_city_month
    group by month
    union all
    select
        'activity' as subject,
        month,
        sum(report_count)
        + sum(visit_count)
        + sum(contact_count)
        + sum(consultation_count)
        + sum(newly_found_count)
        + sum(opened_count)
        + sum(service_count) as total
    from marts.activity_by_city_month
    group by month
),

gu_sums as (
    select
        'coverage' as subject,
        month,
        sum(household_count)
        + sum(at_risk_count)
        + sum(reached_count)
        + sum(coverage_gap_count) as total
    from marts.coverage_by_gu_month
    group by month
    union all
    select
        'activity' as subject,
        month,
        sum(report_count)
        + sum(visit_count)
        + sum(contact_count)
        + sum(consultation_count)
        + sum(newly_found_count)
        + sum(opened_count)
        + sum(service_count) as total
    from marts.activity_by_gu_month
    group by month
),

final as (
    select
        city_sums.subject,
        city_sums.month,
        city_sums.total as city_total,
        gu_sums.total as gu_total
    from city_sums
    full outer join gu_sums
        on
            city_sums.subject = gu_sums.subject
            and city_sums.month = gu_sums.month
    where coalesce(city_sums.total, -1) != coalesce(gu_sums.total, -1)
)

select * from final
