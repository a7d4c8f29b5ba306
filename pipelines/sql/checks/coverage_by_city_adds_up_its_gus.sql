-- one row per month of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.coverage_by_city_month set at_risk_count = at_risk_count + 1,
-- reached_count = reached_count - 1
with
whole as (
    select *
    from marts.coverage_by_city_month
),

gus as (
    select
        month,
        sum(household_count) as household_count,
        sum(at_risk_count) as at_risk_count,
        sum(reached_count) as reached_count,
        sum(coverage_gap_count) as coverage_gap_count,
        sum(household_count_key) as household_count_key,
        sum(at_risk_count_key) as at_risk_count_key,
        sum(reached_count_key) as reached_count_key
    from marts.coverage_by_gu_month
    group by month
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        whole.household_count - gus.household_count as household_count,
        whole.at_risk_count - gus.at_risk_count as at_risk_count,
        whole.reached_count - gus.reached_count as reached_count,
        whole.coverage_gap_count - gus.coverage_gap_count as coverage_gap_count,
        whole.household_count_key - gus.household_count_key as household_count_key,
        whole.at_risk_count_key - gus.at_risk_count_key as at_risk_count_key,
        whole.reached_count_key - gus.reached_count_key as reached_count_key
    from whole
    full outer join gus
        on whole.month = gus.month
    where
        whole.household_count is distinct from gus.household_count
        or whole.at_risk_count is distinct from gus.at_risk_count
        or whole.reached_count is distinct from gus.reached_count
        or whole.coverage_gap_count is distinct from gus.coverage_gap_count
        or whole.household_count_key is distinct from gus.household_count_key
        or whole.at_risk_count_key is distinct from gus.at_risk_count_key
        or whole.reached_count_key is distinct from gus.reached_count_key
)

select * from final
