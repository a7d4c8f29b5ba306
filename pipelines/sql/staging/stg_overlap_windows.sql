-- one row per month of a report and month in whose window it lies
with
windows as (
    select
        month_index,
        overlap_until_index
    from staging.stg_windows
),

final as (
    select
        reported.month_index as report_month_index,
        counted.month_index
    from windows as reported
    inner join windows as counted
        on counted.month_index between reported.month_index and reported.overlap_until_index
)

select * from final
