-- one row per feed of which the marts count more or fewer records than were landed for their months
-- broken by: update marts.activity_by_city_month set visit_count = visit_count + 1
with
span as (
    select
        min(month) as first_day,
        max(month) + interval '1' month as end_day
    from reference.months
),

recorded as (
    select
        'visits' as feed,
        count(*) as row_count
    from landing.visits
    cross join span
    where
        visits.visited_on >= span.first_day
        and visits.visited_on < span.end_day
    union all
    select
        'reports' as feed,
        count(*) as row_count
    from landing.reports
    cross join span
    where
        reports.reported_on >= span.first_day
        and reports.reported_on < span.end_day
    union all
    select
        'services' as feed,
        count(*) as row_count
    from landing.services
    cross join span
    where
        services.delivered_on >= span.first_day
        and services.delivered_on < span.end_day
),

counted as (
    select
        'visits' as feed,
        sum(visit_count) as counted
    from marts.activity_by_city_month
    union all
    select
        'reports' as feed,
        sum(report_count) as counted
    from marts.activity_by_city_month
    union all
    select
        'services' as feed,
        sum(service_count) as counted
    from marts.activity_by_city_month
),

final as (
    select
        recorded.feed,
        recorded.row_count,
        counted.counted
    from recorded
    inner join counted
        on recorded.feed = counted.feed
    where recorded.row_count != coalesce(counted.counted, 0)
)

select * from final
