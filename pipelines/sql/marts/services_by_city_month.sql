-- one row per month, kind, funding and unit; a household served in two Dongs counts in both
with
services as (
    select *
    from marts.services_by_dong_month
),

final as (
    select
        month,
        service_kind,
        funding,
        unit,
        cast(sum(service_count) as bigint) as service_count,
        cast(sum(served_household_count) as bigint) as served_household_count,
        cast(sum(cast(quantity as decimal(18, 4))) as double) as quantity,
        cast(sum(service_count_key) as bigint) as service_count_key,
        cast(sum(served_household_count_key) as bigint) as served_household_count_key
    from services
    group by
        month,
        service_kind,
        funding,
        unit
)

select * from final
