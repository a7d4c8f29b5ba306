-- one row per Gu, month, kind, donor, unit and being counted of which a measure is not the sum
-- over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.contributions_by_gu_month set value_krw = value_krw + 1
with
gus as (
    select *
    from marts.contributions_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        contribution_kind,
        donor_kind,
        unit,
        is_counted,
        sum(contribution_count) as contribution_count,
        sum(cast(quantity as decimal(18, 4))) as quantity,
        sum(value_krw) as value_krw,
        sum(contribution_count_key) as contribution_count_key
    from marts.contributions_by_dong_month
    group by
        gu_code,
        month,
        contribution_kind,
        donor_kind,
        unit,
        is_counted
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.contribution_kind, dongs.contribution_kind) as contribution_kind,
        coalesce(gus.donor_kind, dongs.donor_kind) as donor_kind,
        coalesce(gus.unit, dongs.unit) as unit,
        coalesce(gus.is_counted, dongs.is_counted) as is_counted,
        gus.contribution_count - dongs.contribution_count as contribution_count,
        cast(gus.quantity as decimal(18, 4)) - dongs.quantity as quantity,
        gus.value_krw - dongs.value_krw as value_krw,
        gus.contribution_count_key - dongs.contribution_count_key as contribution_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.contribution_kind = dongs.contribution_kind
            and gus.donor_kind = dongs.donor_kind
            and gus.unit = dongs.unit
            and gus.is_counted = dongs.is_counted
    where
        gus.contribution_count is distinct from dongs.contribution_count
        or cast(gus.quantity as decimal(18, 4)) is distinct from dongs.quantity
        or gus.value_krw is distinct from dongs.value_krw
        or gus.contribution_count_key is distinct from dongs.contribution_count_key
)

select * from final
