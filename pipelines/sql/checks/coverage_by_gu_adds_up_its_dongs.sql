-- one row per Gu and month of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.coverage_by_gu_month set at_risk_count = at_risk_count + 1,
-- reached_count = reached_count - 1
with
gus as (
    select *
    from marts.coverage_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        sum(household_count) as household_count,
        sum(at_risk_count) as at_risk_count,
        sum(reached_count) as reached_count,
        sum(coverage_gap_count) as coverage_gap_count,
        sum(household_count_key) as household_count_key,
        sum(at_risk_count_key) as at_risk_count_key,
        sum(reached_count_key) as reached_count_key
    from marts.coverage_by_dong_month
    group by
        gu_code,
        month
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        gus.household_count - dongs.household_count as household_count,
        gus.at_risk_count - dongs.at_risk_count as at_risk_count,
        gus.reached_count - dongs.reached_count as reached_count,
        gus.coverage_gap_count - dongs.coverage_gap_count as coverage_gap_count,
        gus.household_count_key - dongs.household_count_key as household_count_key,
        gus.at_risk_count_key - dongs.at_risk_count_key as at_risk_count_key,
        gus.reached_count_key - dongs.reached_count_key as reached_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
    where
        gus.household_count is distinct from dongs.household_count
        or gus.at_risk_count is distinct from dongs.at_risk_count
        or gus.reached_count is distinct from dongs.reached_count
        or gus.coverage_gap_count is distinct from dongs.coverage_gap_count
        or gus.household_count_key is distinct from dongs.household_count_key
        or gus.at_risk_count_key is distinct from dongs.at_risk_count_key
        or gus.reached_count_key is distinct from dongs.reached_count_key
)

select * from final
