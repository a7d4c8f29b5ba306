-- one row per sum of services by organisations that differs from what was landed for the months
-- broken by: update marts.organisation_reach_by_year set service_count = service_count + 1
with
span as (
    select
        min(month) as first_day,
        max(month) + interval '1' month as end_day
    from reference.months
),

recorded as (
    select count(*) as row_count
    from landing.services
    cross join span
    where
        services.organisation_id is not null
        and services.delivered_on >= span.first_day
        and services.delivered_on < span.end_day
),

counted as (
    select coalesce(sum(service_count), 0) as service_count
    from marts.organisation_reach_by_year
),

final as (
    select
        recorded.row_count,
        counted.service_count
    from recorded
    cross join counted
    where recorded.row_count != counted.service_count
)

select * from final
