-- one row per Dong, month, track and reason with a case closed; the Dong is that of the case
-- A case that ended before the deployment's months has no part in them.
with
dong_months as (
    select *
    from staging.stg_dong_months
),

cases as (
    select *
    from staging.stg_cases
    where closed_index >= opened_index
),

final as (
    select
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cases.case_track,
        cases.closure_reason,
        cast(count(*) as bigint) as closure_count,
        cast(sum(cases.record_key) as bigint) as closure_count_key
    from cases
    inner join dong_months
        on
            cases.dong_index = dong_months.dong_index
            and cases.closed_index = dong_months.month_index
    group by
        dong_months.dong_code,
        dong_months.gu_code,
        dong_months.month,
        cases.case_track,
        cases.closure_reason
)

select * from final
