-- one row per household and month with a signal: its signals, and what is known as the month ends
-- recent_ reaches back over the at-risk window, prior_ over all months; both include this month.
with
events as (
    select *
    from staging.stg_household_events
),

policy as (
    select *
    from staging.stg_policy_months
),

months as (
    select
        household_id,
        month_index,
        max(signal_dong_index) as dong_index,
        max(arrears_month_count) as arrears_month_max,
        bit_or(kind_bit) as kind_mask,
        cast(sum(arrears_krw) as bigint) as arrears_krw,
        cast(sum(recent_tally) as bigint) as recent_tally,
        cast(sum(report_tally) as bigint) as report_tally,
        cast(sum(visit_tally) as bigint) as visit_tally
    from events
    group by
        household_id,
        month_index
),

tallied as (
    select
        months.household_id,
        months.month_index,
        months.dong_index,
        months.arrears_month_max,
        months.recent_tally as tally,
        bit_or(months.kind_mask) over recent as recent_kind_mask,
        max(months.arrears_month_max) over recent as recent_arrears_month_max,
        cast(sum(months.arrears_krw) over recent as bigint) as recent_arrears_krw,
        cast(sum(months.recent_tally) over recent as bigint) as recent_tally,
        cast(sum(months.report_tally) over past as bigint) as report_tally,
        cast(sum(months.visit_tally) over past as bigint) as visit_tally
    from months
    inner join policy
        on months.month_index = policy.month_index
    window
        recent as (
            partition by months.household_id
            order by policy.at_risk_clock
            range between 999000 preceding and current row
        ),
        past as (
            partition by months.household_id
            order by policy.at_risk_clock
            rows between unbounded preceding and current row
        )
),

final as (
    select
        household_id,
        month_index,
        dong_index,
        arrears_month_max,
        tally >= 1048576 as is_cut_off,
        recent_kind_mask,
        recent_tally % 1048576 as recent_signal_count,
        cast((recent_tally - recent_tally % 1048576) / 1048576 as bigint) as recent_cut_off_count,
        recent_arrears_month_max,
        recent_arrears_krw,
        report_tally % 2147483648 as prior_report_count,
        visit_tally % 2147483648 as prior_visit_count,
        cast((visit_tally - visit_tally % 2147483648) / 2147483648 as bigint)
            as prior_contact_count,
        cast((report_tally - report_tally % 2147483648) / 2147483648 as bigint)
            as prior_case_count
    from tallied
    where tally > 0
)

select * from final
