-- one row per household and month that follows a month with a signal
-- Nothing of the month itself, or later, is looked at, but that composition and size are as of the
-- extract of the register.
with
recent_signals as (
    select *
    from staging.stg_recent_signals
),

prior_counts as (
    select *
    from staging.stg_prior_counts
),

households as (
    select *
    from landing.households
),

dong_months as (
    select *
    from staging.stg_dong_months
),

final as (
    select
        recent_signals.household_id,
        cast(dong_months.month + interval '1' month as date) as month,
        dong_months.dong_code,
        dong_months.gu_code,
        households.composition,
        households.household_size,
        recent_signals.signal_kind_count,
        recent_signals.signal_count,
        recent_signals.cut_off_count,
        cast(recent_signals.arrears_month_max as bigint) as arrears_month_max,
        recent_signals.arrears_krw as arrears_krw_sum,
        prior_counts.prior_report_count,
        prior_counts.prior_visit_count,
        prior_counts.prior_contact_count,
        prior_counts.prior_case_count
    from recent_signals
    inner join prior_counts
        on
            recent_signals.household_id = prior_counts.household_id
            and recent_signals.month_index = prior_counts.month_index
    inner join dong_months
        on
            recent_signals.dong_index = dong_months.dong_index
            and recent_signals.month_index = dong_months.month_index
    left join households
        on
            recent_signals.household_id = households.household_id
            and dong_months.month + interval '1' month > households.registered_from
)

select * from final
