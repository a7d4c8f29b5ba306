-- one row per Gu, month, kind, funding and unit of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.services_by_gu_month set served_household_count = 5
with
gus as (
    select *
    from marts.services_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        service_kind,
        funding,
        unit,
        sum(service_count) as service_count,
        sum(served_household_count) as served_household_count,
        sum(cast(quantity as decimal(18, 4))) as quantity,
        sum(service_count_key) as service_count_key,
        sum(served_household_count_key) as served_household_count_key
    from marts.services_by_dong_month
    group by
        gu_code,
        month,
        service_kind,
        funding,
        unit
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.service_kind, dongs.service_kind) as service_kind,
        coalesce(gus.funding, dongs.funding) as funding,
        coalesce(gus.unit, dongs.unit) as unit,
        gus.service_count - dongs.service_count as service_count,
        gus.served_household_count - dongs.served_household_count as served_household_count,
        cast(gus.quantity as decimal(18, 4)) - dongs.quantity as quantity,
        gus.service_count_key - dongs.service_count_key as service_count_key,
        gus.served_household_count_key - dongs.served_household_count_key
            as served_household_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.service_kind = dongs.service_kind
            and gus.funding = dongs.funding
            and gus.unit = dongs.unit
    where
        gus.service_count is distinct from dongs.service_count
        or gus.served_household_count is distinct from dongs.served_household_count
        or cast(gus.quantity as decimal(18, 4)) is distinct from dongs.quantity
        or gus.service_count_key is distinct from dongs.service_count_key
        or gus.served_household_count_key is distinct from dongs.served_household_count_key
)

select * from final
