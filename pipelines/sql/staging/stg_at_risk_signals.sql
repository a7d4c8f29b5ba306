-- one row per household and month whose signals put it at risk: until when, and what stands beside
-- The rule is that of the month: a cut-off, long arrears, or enough kinds of signal in the window.
-- Until when: the latest month that this one, or any before it, counts until; a window that a later
-- policy shortens takes nothing back.
with
signal_months as (
    select *
    from staging.stg_signal_months
),

masks as (
    select *
    from staging.stg_kind_masks
),

policy as (
    select *
    from staging.stg_policy_months
),

final as (
    select
        signal_months.household_id,
        signal_months.month_index,
        signal_months.dong_index,
        max(policy.at_risk_until_index) over so_far as until_index,
        max(policy.at_risk_until_index) over earlier as previous_until_index,
        lead(signal_months.month_index) over (
            partition by signal_months.household_id
            order by signal_months.month_index
        ) as next_index
    from signal_months
    inner join policy
        on signal_months.month_index = policy.month_index
    inner join masks
        on signal_months.recent_kind_mask = masks.kind_mask
    where
        (policy.is_cut_off_enough and signal_months.cut_off_count > 0)
        or signal_months.arrears_month_max >= policy.arrears_months
        or masks.signal_kind_count >= policy.minimum_kinds
    window
        so_far as (
            partition by signal_months.household_id
            order by signal_months.month_index
            rows between unbounded preceding and current row
        ),
        earlier as (
            partition by signal_months.household_id
            order by signal_months.month_index
            rows between unbounded preceding and 1 preceding
        )
)

select * from final
