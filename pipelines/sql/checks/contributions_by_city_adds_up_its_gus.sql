-- one row per month, kind, donor, unit and counting of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.contributions_by_city_month set value_krw = value_krw + 1
with
whole as (
    select *
    from marts.contributions_by_city_month
),

gus as (
    select
        month,
        contribution_kind,
        donor_kind,
        unit,
        is_counted,
        sum(contribution_count) as contribution_count,
        sum(cast(quantity as decimal(18, 4))) as quantity,
        sum(value_krw) as value_krw,
        sum(contribution_count_key) as contribution_count_key
    from marts.contributions_by_gu_month
    group by
        month,
        contribution_kind,
        donor_kind,
        unit,
        is_counted
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.contribution_kind, gus.contribution_kind) as contribution_kind,
        coalesce(whole.donor_kind, gus.donor_kind) as donor_kind,
        coalesce(whole.unit, gus.unit) as unit,
        coalesce(whole.is_counted, gus.is_counted) as is_counted,
        whole.contribution_count - gus.contribution_count as contribution_count,
        cast(whole.quantity as decimal(18, 4)) - gus.quantity as quantity,
        whole.value_krw - gus.value_krw as value_krw,
        whole.contribution_count_key - gus.contribution_count_key as contribution_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.contribution_kind = gus.contribution_kind
            and whole.donor_kind = gus.donor_kind
            and whole.unit = gus.unit
            and whole.is_counted = gus.is_counted
    where
        whole.contribution_count is distinct from gus.contribution_count
        or cast(whole.quantity as decimal(18, 4)) is distinct from gus.quantity
        or whole.value_krw is distinct from gus.value_krw
        or whole.contribution_count_key is distinct from gus.contribution_count_key
)

select * from final
