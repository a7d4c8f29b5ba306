-- one row per organisation and year with a service: services, households and Dongs reached
-- The fiscal year is the calendar year.
with
services as (
    select
        household_id,
        organisation_id,
        dong_index,
        month_index,
        record_key,
        cast(extract(year from delivered_on) as bigint) as fiscal_year
    from staging.stg_services
    where organisation_id is not null
),

months as (
    select month_index
    from reference.months
),

households as (
    select
        services.organisation_id,
        services.fiscal_year,
        services.household_id,
        count(*) as service_count,
        sum(services.record_key) as service_count_key
    from services
    inner join months
        on services.month_index = months.month_index
    group by
        services.organisation_id,
        services.fiscal_year,
        services.household_id
),

dongs as (
    select distinct
        services.organisation_id,
        services.fiscal_year,
        services.dong_index
    from services
    inner join months
        on services.month_index = months.month_index
),

reached as (
    select
        organisation_id,
        fiscal_year,
        count(*) as reached_dong_count
    from dongs
    group by
        organisation_id,
        fiscal_year
),

final as (
    select
        households.organisation_id,
        households.fiscal_year,
        cast(sum(households.service_count) as bigint) as service_count,
        cast(count(*) as bigint) as served_household_count,
        cast(max(reached.reached_dong_count) as bigint) as reached_dong_count,
        cast(sum(households.service_count_key) as bigint) as service_count_key,
        cast(sum(households.household_id % 256) as bigint) as served_household_count_key
    from households
    inner join reached
        on
            households.organisation_id = reached.organisation_id
            and households.fiscal_year = reached.fiscal_year
    group by
        households.organisation_id,
        households.fiscal_year
)

select * from final
