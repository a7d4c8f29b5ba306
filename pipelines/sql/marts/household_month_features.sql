-- one row per household and month that follows a month with a signal
-- Nothing of the month itself, or later, is looked at, but that composition and size are as of the
-- extract of the register.
with
signal_months as (
    select *
    from staging.stg_signal_months
),

prior_counts as (
    select *
    from staging.stg_prior_counts
),

masks as (
    select *
    from staging.stg_kind_masks
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
        signal_months.household_id,
        cast(dong_months.month + interval '1' month as date) as month,
        dong_months.dong_code,
        dong_months.gu_code,
        households.composition,
        households.household_size,
        cast(masks.signal_kind_count as bigint) as signal_kind_count,
        signal_months.recent_signal_count as signal_count,
        signal_months.recent_cut_off_count as cut_off_count,
        cast(signal_months.recent_arrears_month_max as bigint) as arrears_month_max,
        signal_months.recent_arrears_krw as arrears_krw_sum,
        prior_counts.prior_report_count,
        prior_counts.prior_visit_count,
        prior_counts.prior_contact_count,
        prior_counts.prior_case_count
    from signal_months
    inner join prior_counts
        on
            signal_months.household_id = prior_counts.household_id
            and signal_months.month_index = prior_counts.month_index
    inner join masks
        on signal_months.recent_kind_mask = masks.kind_mask
    inner join dong_months
        on
            signal_months.dong_index = dong_months.dong_index
            and signal_months.month_index = dong_months.month_index
    left join households
        on
            signal_months.household_id = households.household_id
            and dong_months.month + interval '1' month > households.registered_from
)

select * from final
