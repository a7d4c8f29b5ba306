-- one row per household and month from which one more, or one fewer, reason holds for its being at risk or reached
-- A month with signals that meet the rule, a contact and an open case are each a reason, for as long as
-- they count; of the first two, chains without a gap are one reason.
with
household_months as (
    select
        household_id,
        month_index,
        signal_dong_index,
        signal_count,
        contact_count,
        cut_off_count,
        arrears_month_max,
        recent_kind_mask
    from staging.stg_household_months
    where
        signal_count > 0
        or contact_count > 0
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

reasons as (
    select
        household_months.household_id,
        household_months.month_index,
        household_months.signal_dong_index as dong_index,
        windows.at_risk_until_index as until_index,
        'at_risk' as reason
    from household_months
    inner join policy
        on household_months.month_index = policy.month_index
    inner join windows
        on household_months.month_index = windows.month_index
    inner join masks
        on household_months.recent_kind_mask = masks.kind_mask
    where
        household_months.signal_count > 0
        and (
            (policy.is_cut_off_enough and household_months.cut_off_count > 0)
            or household_months.arrears_month_max >= policy.arrears_months
            or masks.signal_kind_count >= policy.minimum_kinds
        )
    union all
    select
        household_months.household_id,
        household_months.month_index,
        0 as dong_index,
        windows.reached_until_index as until_index,
        'reached' as reason
    from household_months
    inner join windows
        on household_months.month_index = windows.month_index
    where household_months.contact_count > 0
),

chained as (
    select
        *,
        lag(until_index) over chain as previous_until_index,
        lead(month_index) over chain as next_index
    from reasons
    window chain as (
        partition by household_id, reason
        order by month_index
    )
),

final as (
    select
        household_id,
        month_index,
        dong_index,
        case when reason = 'at_risk' then 1 else 0 end as at_risk_change,
        case when reason = 'reached' then 1 else 0 end as reached_change
    from chained
    where
        previous_until_index is null
        or previous_until_index < month_index - 1
    union all
    select
        household_id,
        until_index + 1 as month_index,
        dong_index,
        case when reason = 'at_risk' then -1 else 0 end as at_risk_change,
        case when reason = 'reached' then -1 else 0 end as reached_change
    from chained
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
