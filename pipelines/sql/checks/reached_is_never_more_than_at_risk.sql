-- one row per Dong and month with a negative count, or more households reached than at risk
-- broken by: update marts.coverage_by_dong_month set reached_count = at_risk_count + 1
with
coverage as (
    select *
    from marts.coverage_by_dong_month
),

final as (
    select
        dong_code,
        month,
        household_count,
        at_risk_count,
        reached_count
    from coverage
    where
        reached_count > at_risk_count
        or reached_count < 0
        or household_count < 0
)

select * from final
