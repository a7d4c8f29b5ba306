-- one row per month of a report and month in whose window it lies
with
policy as (
    select
        month_index,
        overlap_until_index
    from staging.stg_policy_months
),

final as (
    select
        reported.month_index as report_month_index,
        counted.month_index
    from policy as reported
    inner join policy as counted
        on counted.month_index between reported.month_index and reported.overlap_until_index
)

select * from final
