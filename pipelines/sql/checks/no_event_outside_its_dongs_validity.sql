-- one row per feed and Dong code with records of a day or month in which no such Dong existed
-- broken by: update reference.dong_vintages set valid_from = '2014-03-02'
with
vintages as (
    select
        dong_code,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        min(first_month) as first_month,
        max(last_month) as last_month
    from reference.dong_vintages
    group by dong_code
),

events as (
    select
        'visits' as feed,
        dong_code,
        min(visited_on) as first_day,
        max(visited_on) as last_day,
        count(*) as row_count
    from landing.visits
    group by dong_code
    union all
    select
        'reports' as feed,
        dong_code,
        min(reported_on) as first_day,
        max(reported_on) as last_day,
        count(*) as row_count
    from landing.reports
    group by dong_code
    union all
    select
        'cases' as feed,
        dong_code,
        min(opened_on) as first_day,
        max(opened_on) as last_day,
        count(*) as row_count
    from landing.cases
    group by dong_code
    union all
    select
        'signals' as feed,
        dong_code,
        min(month) as first_day,
        max(month) as last_day,
        count(*) as row_count
    from landing.signals
    group by dong_code
    union all
    select
        'services' as feed,
        dong_code,
        min(delivered_on) as first_day,
        max(delivered_on) as last_day,
        count(*) as row_count
    from landing.services
    group by dong_code
    union all
    select
        'contributions' as feed,
        dong_code,
        min(received_on) as first_day,
        max(received_on) as last_day,
        count(*) as row_count
    from landing.contributions
    group by dong_code
    union all
    select
        'surveys' as feed,
        dong_code,
        min(surveyed_on) as first_day,
        max(surveyed_on) as last_day,
        count(*) as row_count
    from landing.surveys
    group by dong_code
    union all
    select
        'population' as feed,
        dong_code,
        min(month) as first_day,
        max(month) as last_day,
        count(*) as row_count
    from landing.population
    group by dong_code
),

final as (
    select
        events.feed,
        events.dong_code,
        events.first_day,
        events.last_day,
        events.row_count,
        vintages.valid_from,
        vintages.valid_to
    from events
    left join vintages
        on events.dong_code = vintages.dong_code
    where
        vintages.dong_code is null
        or (
            events.feed not in ('signals', 'population')
            and (events.first_day < vintages.valid_from or events.last_day > vintages.valid_to)
        )
        or (
            events.feed in ('signals', 'population')
            and (events.first_day < vintages.first_month or events.last_day > vintages.last_month)
        )
)

select * from final
