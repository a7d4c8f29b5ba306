-- one row per household and month in which anything was recorded of it
-- The counts reach back over the at-risk window (recent_) or over all months (prior_), this one included.
with
events as (
    select *
    from staging.stg_household_events
),

policy as (
    select
        month_index,
        at_risk_clock
    from staging.stg_policy_months
),

months as (
    select
        household_id,
        month_index,
        max(signal_dong_index) as signal_dong_index,
        sum(case when event = 'signal' then 1 else 0 end) as signal_count,
        sum(case when event = 'report' then 1 else 0 end) as report_count,
        sum(case when event = 'visit' then 1 else 0 end) as visit_count,
        sum(case when event = 'case' then 1 else 0 end) as case_count,
        sum(contact_count) as contact_count,
        sum(cut_off_count) as cut_off_count,
        max(arrears_month_count) as arrears_month_max,
        sum(arrears_krw) as arrears_krw,
        bit_or(kind_bit) as kind_mask,
        min(first_contact) as first_contact,
        min(first_case_day) as first_case_day
    from events
    group by
        household_id,
        month_index
),

final as (
    select
        months.household_id,
        months.month_index,
        months.signal_dong_index,
        months.signal_count,
        months.contact_count,
        months.cut_off_count,
        months.arrears_month_max,
        months.case_count,
        months.first_contact,
        months.first_case_day,
        bit_or(months.kind_mask) over recent as recent_kind_mask,
        sum(months.signal_count) over recent as recent_signal_count,
        sum(months.cut_off_count) over recent as recent_cut_off_count,
        max(months.arrears_month_max) over recent as recent_arrears_month_max,
        sum(months.arrears_krw) over recent as recent_arrears_krw,
        sum(months.report_count) over past as prior_report_count,
        sum(months.visit_count) over past as prior_visit_count,
        sum(months.contact_count) over past as prior_contact_count,
        sum(months.case_count) over past as prior_case_count
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
)

select * from final
