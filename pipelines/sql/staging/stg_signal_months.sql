-- one row per household and month with a signal: its signals, and those of the window that it ends
with
signals as (
    select *
    from staging.stg_signals
),

policy as (
    select *
    from staging.stg_policy_months
),

months as (
    select
        household_id,
        month_index,
        max(dong_index) as dong_index,
        bit_or(kind_bit) as kind_mask,
        count(*) as signal_count,
        max(coalesce(arrears_month_count, 0)) as arrears_month_max,
        cast(sum(case when is_cut_off then 1 else 0 end) as bigint) as cut_off_count,
        cast(sum(coalesce(amount_krw, 0)) as bigint) as arrears_krw
    from signals
    group by
        household_id,
        month_index
),

final as (
    select
        months.household_id,
        months.month_index,
        months.dong_index,
        months.arrears_month_max,
        months.cut_off_count,
        bit_or(months.kind_mask) over recent as recent_kind_mask,
        max(months.arrears_month_max) over recent as recent_arrears_month_max,
        cast(sum(months.signal_count) over recent as bigint) as recent_signal_count,
        cast(sum(months.cut_off_count) over recent as bigint) as recent_cut_off_count,
        cast(sum(months.arrears_krw) over recent as bigint) as recent_arrears_krw
    from months
    inner join policy
        on months.month_index = policy.month_index
    window recent as (
        partition by months.household_id
        order by policy.at_risk_clock
        range between 999000 preceding and current row
    )
)

select * from final
