-- one row per service, in the Dong of the frame
-- A service without a unit is one time; money that nobody named is of unknown source.
with
services as (
    select
        household_id,
        organisation_id,
        dong_code,
        service_kind,
        quantity,
        unit,
        funding,
        delivered_on,
        record_key
    from landing.services
),

vintages as (
    select
        dong_code,
        dong_index,
        valid_from,
        valid_to
    from reference.dong_vintages
),

final as (
    select
        services.household_id,
        services.organisation_id,
        services.service_kind,
        case when services.unit is null then 1 else services.quantity end as quantity,
        coalesce(services.unit, 'time') as unit,
        coalesce(services.funding, 'unknown') as funding,
        services.record_key,
        services.delivered_on,
        vintages.dong_index,
        cast(
            extract(year from services.delivered_on) * 12
            + extract(month from services.delivered_on) - 1
            as integer
        ) as month_index
    from services
    inner join vintages
        on
            services.dong_code = vintages.dong_code
            and services.delivered_on between vintages.valid_from and vintages.valid_to
)

select * from final
