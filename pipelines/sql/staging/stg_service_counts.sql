-- one row per Dong, month, kind, funding and unit: services and the households that received them
with
services as (
    select *
    from staging.stg_services
),

households as (
    select
        dong_index,
        month_index,
        service_kind,
        funding,
        unit,
        household_id,
        count(*) as service_count,
        sum(record_key) as service_count_key,
        sum(cast(quantity as decimal(18, 4))) as quantity
    from services
    group by
        dong_index,
        month_index,
        service_kind,
        funding,
        unit,
        household_id
),

final as (
    select
        dong_index,
        month_index,
        service_kind,
        funding,
        unit,
        sum(service_count) as service_count,
        sum(service_count_key) as service_count_key,
        count(*) as served_household_count,
        sum(household_id % 256) as served_household_count_key,
        sum(quantity) as quantity
    from households
    group by
        dong_index,
        month_index,
        service_kind,
        funding,
        unit
)

select * from final
