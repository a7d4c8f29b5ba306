-- one row per month: the policy parameters in force in it
-- What happens in it counts until the months named here, the last included.
with
months as (
    select
        month,
        month_index
    from reference.months
),

policy as (
    select
        parameter,
        value,
        valid_from,
        valid_to
    from reference.policy_parameters
),

in_force as (
    select
        months.month_index,
        max(case when policy.parameter = 'at_risk_window_months' then policy.value end)
            as at_risk_months,
        max(case when policy.parameter = 'reached_window_months' then policy.value end)
            as reached_months,
        max(case when policy.parameter = 'overlap_window_months' then policy.value end)
            as overlap_months,
        max(case when policy.parameter = 'at_risk_minimum_signal_kinds' then policy.value end)
            as minimum_kinds,
        max(case when policy.parameter = 'at_risk_arrears_months' then policy.value end)
            as arrears_months,
        max(case when policy.parameter = 'at_risk_cut_off_counts_alone' then policy.value end)
            as cut_off_counts,
        max(case when policy.parameter = 'at_risk_open_case_counts' then policy.value end)
            as open_case_counts,
        max(case when policy.parameter = 'follow_up_days' then policy.value end)
            as follow_up_days,
        max(case when policy.parameter = 'still_supported_months' then policy.value end)
            as supported_months,
        max(case when policy.parameter = 'outcome_window_days' then policy.value end)
            as outcome_days,
        max(case when policy.parameter = 'repeat_flag_months' then policy.value end)
            as repeat_months,
        max(case when policy.parameter = 'waiting_months' then policy.value end)
            as waiting_months
    from months
    inner join policy
        on months.month between policy.valid_from and policy.valid_to
    group by months.month_index
),

final as (
    select
        cast(month_index as integer) as month_index,
        cast(month_index + at_risk_months - 1 as integer) as at_risk_until_index,
        cast(month_index + reached_months - 1 as integer) as reached_until_index,
        cast(month_index + overlap_months - 1 as integer) as overlap_until_index,
        cast(minimum_kinds as integer) as minimum_kinds,
        cast(arrears_months as integer) as arrears_months,
        cut_off_counts > 0 as is_cut_off_enough,
        open_case_counts > 0 as is_open_case_enough,
        cast(follow_up_days as integer) as follow_up_days,
        cast(month_index + supported_months as integer) as supported_index,
        cast(outcome_days as integer) as outcome_days,
        cast(month_index + repeat_months as integer) as repeat_until_index,
        cast(month_index + waiting_months - 1 as integer) as waiting_until_index
    from in_force
)

select * from final
