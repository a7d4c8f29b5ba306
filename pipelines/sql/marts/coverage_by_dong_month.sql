-- one row per Dong and month
with
dong_months as (
    select *
    from staging.stg_dong_months
),

changes as (
    select
        dong_index,
        month_index,
        household_count,
        household_count_key,
        0 as at_risk_count,
        0 as at_risk_count_key,
        0 as reached_count,
        0 as reached_count_key
    from staging.stg_register_changes
    union all
    select
        dong_index,
        month_index,
        0 as household_count,
        0 as household_count_key,
        at_risk_count,
        at_risk_count_key,
        reached_count,
        reached_count_key
    from staging.stg_coverage_changes
),

monthly as (
    select
        dong_index,
        month_index,
        sum(household_count) as household_count,
        sum(household_count_key) as household_count_key,
        sum(at_risk_count) as at_risk_count,
        sum(at_risk_count_key) as at_risk_count_key,
        sum(reached_count) as reached_count,
        sum(reached_count_key) as reached_count_key
    from changes
    group by
        dong_index,
        month_index
),

standing as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        coalesce(sum(monthly.household_count) over so_far, 0) as household_count,
        coalesce(sum(monthly.household_count_key) over so_far, 0) as household_count_key,
        coalesce(sum(monthly.at_risk_count) over so_far, 0) as at_risk_count,
        coalesce(sum(monthly.at_risk_count_key) over so_far, 0) as at_risk_count_key,
        coalesce(sum(monthly.reached_count) over so_far, 0) as reached_count,
        coalesce(sum(monthly.reached_count_key) over so_far, 0) as reached_count_key
    from dong_months
    left join monthly
        on
            dong_months.dong_index = monthly.dong_index
            and dong_months.month_index = monthly.month_index
    window so_far as (
        partition by dong_months.dong_index
        order by dong_months.month_index
    )
),

final as (
    select
        dong_code,
        gu_code,
        month,
        cast(household_count as bigint) as household_count,
        cast(at_risk_count as bigint) as at_risk_count,
        cast(reached_count as bigint) as reached_count,
        cast(at_risk_count - reached_count as bigint) as coverage_gap_count,
        cast(reached_count as double) / nullif(at_risk_count, 0) as coverage_rate,
        cast(household_count_key as bigint) as household_count_key,
        cast(at_risk_count_key as bigint) as at_risk_count_key,
        cast(reached_count_key as bigint) as reached_count_key
    from standing
)

select * from final
