-- one row per household, month and reason to be at risk or reached that begins (1) or ends (-1)
-- Reasons: a month with signals that meet the rule, a contact, an open case; each for as long as it
-- counts. Of the first two, chains without a gap are one reason.
with
signals as (
    select *
    from staging.stg_at_risk_signals
),

contacts as (
    select *
    from staging.stg_contacts
),

policy as (
    select *
    from staging.stg_policy_months
),

cases as (
    select
        household_id,
        dong_index,
        opened_index,
        closed_index
    from staging.stg_cases
),

final as (
    select
        household_id,
        month_index,
        dong_index,
        1 as at_risk_change,
        0 as reached_change
    from signals
    where
        previous_until_index is null
        or previous_until_index < month_index - 1
    union all
    select
        household_id,
        until_index + 1 as month_index,
        dong_index,
        -1 as at_risk_change,
        0 as reached_change
    from signals
    where
        next_index is null
        or next_index > until_index + 1
    union all
    select
        household_id,
        month_index,
        null as dong_index,
        0 as at_risk_change,
        1 as reached_change
    from contacts
    where
        previous_until_index is null
        or previous_until_index < month_index - 1
    union all
    select
        household_id,
        until_index + 1 as month_index,
        null as dong_index,
        0 as at_risk_change,
        -1 as reached_change
    from contacts
    where
        next_index is null
        or next_index > until_index + 1
    union all
    select
        cases.household_id,
        cases.opened_index as month_index,
        cases.dong_index,
        case when policy.is_open_case_enough then 1 else 0 end as at_risk_change,
        1 as reached_change
    from cases
    inner join policy
        on cases.opened_index = policy.month_index
    union all
    select
        cases.household_id,
        cases.closed_index + 1 as month_index,
        cases.dong_index,
        case when policy.is_open_case_enough then -1 else 0 end as at_risk_change,
        -1 as reached_change
    from cases
    inner join policy
        on cases.opened_index = policy.month_index
    where cases.closed_index is not null
)

select * from final
