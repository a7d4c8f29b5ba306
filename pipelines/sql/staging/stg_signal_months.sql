-- one row per household and month with a signal: its signals, and those that still count in it
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

months as (
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
),

final as (
    select
        months.household_id,
        months.month_index,
        max(months.dong_index) as dong_index,
        max(months.arrears_month_max) as arrears_month_max,
        max(months.cut_off_count) as cut_off_count,
        bit_or(recent.kind_mask) as recent_kind_mask,
        max(recent.arrears_month_max) as recent_arrears_month_max,
        cast(sum(recent.signal_count) as bigint) as recent_signal_count,
        cast(sum(recent.cut_off_count) as bigint) as recent_cut_off_count,
        cast(sum(recent.arrears_krw) as bigint) as recent_arrears_krw
    from months
    inner join months as recent
        on
            months.household_id = recent.household_id
            and months.month_index between recent.month_index and recent.until_index
    group by
        months.household_id,
        months.month_index
)

select * from final
