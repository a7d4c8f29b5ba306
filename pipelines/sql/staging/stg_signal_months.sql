-- one row per household and month with a signal
-- What is the same in all rows of a group is taken by its largest: two keys group faster than five.
with
signals as (
    select *
    from staging.stg_signals
),

policy as (
    select
        month_index,
        at_risk_until_index
    from staging.stg_policy_months
),

final as (
    select
        signals.household_id,
        signals.month_index,
        max(policy.at_risk_until_index) as until_index,
        max(signals.dong_index) as dong_index,
        bit_or(signals.kind_bit) as kind_mask,
        count(*) as signal_count,
        max(coalesce(signals.arrears_month_count, 0)) as arrears_month_max,
        cast(sum(case when signals.is_cut_off then 1 else 0 end) as bigint) as cut_off_count,
        cast(sum(coalesce(signals.amount_krw, 0)) as bigint) as arrears_krw
    from signals
    inner join policy
        on signals.month_index = policy.month_index
    group by
        signals.household_id,
        signals.month_index
)

select * from final
