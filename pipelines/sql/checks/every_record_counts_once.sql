-- one row per subject of which more or fewer records are counted than were landed for the months
-- Visits, reports and services have a check of their own. Signals are published in no mart: those
-- that staging brings to a Dong are counted.
-- broken by: update marts.case_flow_by_gu_month set opened_count = opened_count + 1
with
span as (
    select
        min(month) as first_day,
        max(month) + interval '1' month as end_day
    from reference.months
),

indexes as (
    select
        min(month_index) as first_index,
        max(month_index) as last_index
    from reference.months
),

recorded as (
    select
        'signals' as subject,
        count(*) as landed
    from landing.signals
    cross join span
    where
        signals.month >= span.first_day
        and signals.month < span.end_day
    union all
    select
        'cases that came' as subject,
        count(*) as landed
    from landing.cases
    cross join span
    where
        cases.opened_on >= span.first_day
        and cases.opened_on < span.end_day
    union all
    select
        'cases that went' as subject,
        count(*) as landed
    from landing.cases
    cross join span
    where
        cases.closed_on >= span.first_day
        and cases.closed_on < span.end_day
    union all
    select
        'contributions' as subject,
        count(*) as landed
    from landing.contributions
    cross join span
    where
        contributions.received_on >= span.first_day
        and contributions.received_on < span.end_day
    union all
    select
        'answers of surveys' as subject,
        count(*) as landed
    from landing.surveys
    union all
    select
        'people' as subject,
        coalesce(sum(population.population_count), 0) as landed
    from landing.population
    cross join span
    where
        population.month >= span.first_day
        and population.month < span.end_day
),

counted as (
    select
        'signals' as subject,
        count(*) as counted
    from staging.stg_signals
    cross join indexes
    where
        stg_signals.month_index between indexes.first_index and indexes.last_index
    union all
    select
        'cases that came' as subject,
        sum(opened_count + transferred_in_count) as counted
    from marts.case_flow_by_gu_month
    union all
    select
        'cases that went' as subject,
        sum(closed_count + transferred_out_count) as counted
    from marts.case_flow_by_gu_month
    union all
    select
        'contributions' as subject,
        sum(contribution_count) as counted
    from marts.contributions_by_gu_month
    union all
    select
        'answers of surveys' as subject,
        sum(response_count) as counted
    from marts.survey_by_gu_wave
    union all
    select
        'people' as subject,
        sum(population_count) as counted
    from marts.population_by_gu_month
),

final as (
    select
        recorded.subject,
        recorded.landed,
        counted.counted
    from recorded
    inner join counted
        on recorded.subject = counted.subject
    where recorded.landed != coalesce(counted.counted, 0)
)

select * from final
