-- one row per Dong, month, kind, donor, unit and being counted with a contribution
with
dong_months as (
    select *
    from staging.stg_dong_months
),

contributions as (
    select *
    from staging.stg_contributions
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        contributions.contribution_kind,
        contributions.donor_kind,
        contributions.unit,
        contributions.is_counted,
        cast(count(*) as bigint) as contribution_count,
        cast(sum(cast(contributions.quantity as decimal(18, 4))) as double) as quantity,
        cast(coalesce(sum(contributions.value_krw), 0) as bigint) as value_krw,
        cast(sum(contributions.record_key) as bigint) as contribution_count_key
    from contributions
    inner join dong_months
        on
            contributions.dong_index = dong_months.dong_index
            and contributions.month_index = dong_months.month_index
    group by
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        contributions.contribution_kind,
        contributions.donor_kind,
        contributions.unit,
        contributions.is_counted
)

select * from final
