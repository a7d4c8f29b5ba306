-- one row per Gu and month
with
coverage as (
    select *
    from marts.coverage_by_dong_month
),

final as (
    select
        gu_code,
        month,
        cast(sum(household_count) as bigint) as household_count,
        cast(sum(at_risk_count) as bigint) as at_risk_count,
        cast(sum(reached_count) as bigint) as reached_count,
        cast(sum(coverage_gap_count) as bigint) as coverage_gap_count,
        cast(sum(reached_count) as double) / nullif(sum(at_risk_count), 0) as coverage_rate,
        cast(sum(household_count_key) as bigint) as household_count_key,
        cast(sum(at_risk_count_key) as bigint) as at_risk_count_key,
        cast(sum(reached_count_key) as bigint) as reached_count_key
    from coverage
    group by
        gu_code,
        month
)

select * from final
