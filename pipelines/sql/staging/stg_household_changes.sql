-- one row per household, month and reason to be at risk or reached that begins (1) or ends (-1)
-- Reasons: a month with signals that meet the rule, a contact, an open case; each for as long as it
-- counts. Of the first two, chains without a gap are one reason.
with
signal_months as (
    select *
    from staging.stg_signal_months
),

contacts as (
    select
        household_id,
        month_index
    from staging.stg_visits
    where is_contact_made
),

masks as (
    select *
    from staging.stg_kind_masks
),

policy as (
    select *
    from staging.stg_policy_months
),

windows as (
    select *
    from staging.stg_windows
),

cases as (
    select
        household_id,
        dong_index,
        opened_index,
        closed_index
    from staging.stg_cases
),

signals as (
    select
        signal_months.household_id,
        signal_months.month_index,
        signal_months.dong_index,
        windows.at_risk_until_index as until_index,
        lag(windows.at_risk_until_index) over chain as previous_until_index,
        lead(signal_months.month_index) over chain as next_index
    from signal_months
    inner join policy
        on signal_months.month_index = policy.month_index
    inner join windows
        on signal_months.month_index = windows.month_index
    inner join masks
        on signal_months.recent_kind_mask = masks.kind_mask
    where
        (policy.is_cut_off_enough and signal_months.cut_off_count > 0)
        or signal_months.arrears_month_max >= policy.arrears_months
        or masks.signal_kind_count >= policy.minimum_kinds
    window chain as (
        partition by signal_months.household_id
        order by signal_months.month_index
    )
),

chained_contacts as (
    select
        contacts.household_id,
        contacts.month_index,
        windows.reached_until_index as until_index,
        lag(windows.reached_until_index) over chain as previous_until_index,
        lead(contacts.month_index) over chain as next_index
    from contacts
    inner join windows
        on contacts.month_index = windows.month_index
    window chain as (
        partition by contacts.household_id
        order by contacts.month_index
    )
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
    from chained_contacts
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
    from chained_contacts
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
