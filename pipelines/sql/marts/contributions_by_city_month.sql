-- one row per month, kind, donor, unit and being counted
with
contributions as (
    select *
    from marts.contributions_by_dong_month
),

final as (
    select
        month,
        contribution_kind,
        donor_kind,
        unit,
        is_counted,
        cast(sum(contribution_count) as bigint) as contribution_count,
        cast(sum(cast(quantity as decimal(18, 4))) as double) as quantity,
        cast(sum(value_krw) as bigint) as value_krw,
        cast(sum(contribution_count_key) as bigint) as contribution_count_key
    from contributions
    group by
        month,
        contribution_kind,
        donor_kind,
        unit,
        is_counted
)

select * from final
