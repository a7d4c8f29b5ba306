-- one row per subject, Gu and period whose counts by Gu differ from those of its Dongs
-- A subject's counts are added up: one that is wrong makes the total wrong.
-- broken by: update marts.coverage_by_dong_month set reached_count = 5 where month = '2014-03-01'
with
totals as (
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
        'coverage' as subject,
        gu_code,
        cast(month as varchar) as period,
        -(
            sum(household_count)
            + sum(at_risk_count)
            + sum(reached_count)
            + sum(coverage_gap_count)
        ) as total
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
        + sum(newly_found_count)
        + sum(opened_count)
        + sum(service_count) as total
    from marts.activity_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'activity' as subject,
        gu_code,
        cast(month as varchar) as period,
        -(
            sum(report_count)
            + sum(visit_count)
            + sum(newly_found_count)
            + sum(opened_count)
            + sum(service_count)
        ) as total
    from marts.activity_by_dong_month
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
        + sum(closed_count)
        + sum(open_end_count) as total
    from marts.case_flow_by_gu_month
    group by
        gu_code,
        month
    union all
    select
        'case_flow' as subject,
        gu_code,
        cast(month as varchar) as period,
        -(
            sum(open_start_count)
            + sum(opened_count)
            + sum(closed_count)
            + sum(open_end_count)
        ) as total
    from marts.case_flow_by_dong_month
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
