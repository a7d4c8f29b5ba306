-- one row per month: how long one looks at what comes of its flags, and whether that time is over
-- The window of the month's last day must end within the data. Support is checked some months after
-- the service, which may come on the last day of that window.
with
policy as (
    select
        month_index,
        outcome_days,
        supported_index
    from staging.stg_policy_months
),

months as (
    select
        month,
        month_index
    from reference.months
),

last_month as (
    select max(month_index) as month_index
    from reference.months
),

final as (
    select
        policy.month_index,
        max(policy.outcome_days) as outcome_days,
        max(date_diff('day', months.month, ends.month)) >= max(policy.outcome_days) as is_complete,
        max(
            case
                when
                    ends.month_index + policy.supported_index - policy.month_index
                    <= last_month.month_index
                    then date_diff('day', months.month, ends.month)
            end
        ) >= max(policy.outcome_days) as is_support_complete
    from policy
    inner join months
        on policy.month_index = months.month_index
    inner join months as ends
        on policy.month_index <= ends.month_index
    cross join last_month
    group by policy.month_index
)

select * from final
