-- one row per feed of which records landed that lie outside the months of the deployment
-- No mart would show them. A case may be older than the months; no record may be later.
-- broken by: delete from reference.months where month > '2014-02-01'
with
span as (
    select
        min(month) as first_day,
        max(month) + interval '1' month as end_day
    from reference.months
),

landed as (
    select
        'visits' as feed,
        min(visited_on) as first_day,
        max(visited_on) as last_day
    from landing.visits
    union all
    select
        'reports' as feed,
        min(reported_on) as first_day,
        max(reported_on) as last_day
    from landing.reports
    union all
    select
        'services' as feed,
        min(delivered_on) as first_day,
        max(delivered_on) as last_day
    from landing.services
    union all
    select
        'signals' as feed,
        min(month) as first_day,
        max(month) as last_day
    from landing.signals
    union all
    select
        'contributions' as feed,
        min(received_on) as first_day,
        max(received_on) as last_day
    from landing.contributions
    union all
    select
        'surveys' as feed,
        min(surveyed_on) as first_day,
        max(surveyed_on) as last_day
    from landing.surveys
    union all
    select
        'population' as feed,
        min(month) as first_day,
        max(month) as last_day
    from landing.population
    union all
    select
        'staff' as feed,
        min(month) as first_day,
        max(month) as last_day
    from landing.staff
    union all
    select
        'cases' as feed,
        min(opened_on) as first_day,
        max(opened_on) as last_day
    from landing.cases
),

final as (
    select
        landed.feed,
        landed.first_day,
        landed.last_day
    from landed
    cross join span
    where
        landed.last_day >= span.end_day
        or (
            landed.first_day < span.first_day
            and landed.feed != 'cases'
        )
)

select * from final
