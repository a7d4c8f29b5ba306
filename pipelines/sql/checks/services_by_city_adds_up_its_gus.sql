-- one row per month, kind, funding and unit of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.services_by_city_month set quantity = quantity + 1
with
whole as (
    select *
    from marts.services_by_city_month
),

gus as (
    select
        month,
        service_kind,
        funding,
        unit,
        sum(service_count) as service_count,
        sum(served_household_count) as served_household_count,
        sum(cast(quantity as decimal(18, 4))) as quantity,
        sum(service_count_key) as service_count_key,
        sum(served_household_count_key) as served_household_count_key
    from marts.services_by_gu_month
    group by
        month,
        service_kind,
        funding,
        unit
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.service_kind, gus.service_kind) as service_kind,
        coalesce(whole.funding, gus.funding) as funding,
        coalesce(whole.unit, gus.unit) as unit,
        whole.service_count - gus.service_count as service_count,
        whole.served_household_count - gus.served_household_count as served_household_count,
        cast(whole.quantity as decimal(18, 4)) - gus.quantity as quantity,
        whole.service_count_key - gus.service_count_key as service_count_key,
        whole.served_household_count_key - gus.served_household_count_key
            as served_household_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.service_kind = gus.service_kind
            and whole.funding = gus.funding
            and whole.unit = gus.unit
    where
        whole.service_count is distinct from gus.service_count
        or whole.served_household_count is distinct from gus.served_household_count
        or cast(whole.quantity as decimal(18, 4)) is distinct from gus.quantity
        or whole.service_count_key is distinct from gus.service_count_key
        or whole.served_household_count_key is distinct from gus.served_household_count_key
)

select * from final
