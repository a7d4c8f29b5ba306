-- one row per household and month that follows a month with a signal; nothing of the month itself is known
with
household_months as (
    select *
    from staging.stg_household_months
    where signal_count > 0
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
        household_months.household_id,
        cast(dong_months.month + interval '1' month as date) as month,
        dong_months.dong_code,
        dong_months.gu_code,
        households.composition,
        households.tenure,
        households.benefit_status,
        households.household_size,
        cast(masks.signal_kind_count as bigint) as signal_kind_count,
        cast(household_months.recent_signal_count as bigint) as signal_count,
        cast(household_months.recent_cut_off_count as bigint) as cut_off_count,
        cast(household_months.recent_arrears_month_max as bigint) as arrears_month_max,
        cast(household_months.recent_arrears_krw as bigint) as arrears_krw_sum,
        cast(household_months.prior_report_count as bigint) as prior_report_count,
        cast(household_months.prior_visit_count as bigint) as prior_visit_count,
        cast(household_months.prior_contact_count as bigint) as prior_contact_count,
        cast(household_months.prior_case_count as bigint) as prior_case_count
    from household_months
    inner join masks
        on household_months.recent_kind_mask = masks.kind_mask
    inner join dong_months
        on
            household_months.signal_dong_index = dong_months.dong_index
            and household_months.month_index = dong_months.month_index
    left join households
        on
            household_months.household_id = households.household_id
            and dong_months.month + interval '1' month > households.registered_from
)

select * from final
