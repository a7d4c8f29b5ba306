-- one row per signal, report, visit or case of a known household
-- Counts share numbers so that fewer have to be summed: `recent_tally` holds signals and, times
-- 2^20, cut-offs; `report_tally` reports and, times 2^31, cases; `visit_tally` visits and contacts.
with
signals as (
    select *
    from staging.stg_signals
),

reports as (
    select *
    from staging.stg_reports
    where household_id is not null
),

visits as (
    select *
    from staging.stg_visits
),

cases as (
    select *
    from staging.stg_cases
),

final as (
    select
        household_id,
        month_index,
        dong_index as signal_dong_index,
        kind_bit,
        coalesce(arrears_month_count, 0) as arrears_month_count,
        coalesce(amount_krw, 0) as arrears_krw,
        case when is_cut_off then 1048577 else 1 end as recent_tally,
        cast(0 as bigint) as report_tally,
        cast(0 as bigint) as visit_tally
    from signals
    union all
    select
        household_id,
        month_index,
        null as signal_dong_index,
        0 as kind_bit,
        0 as arrears_month_count,
        0 as arrears_krw,
        0 as recent_tally,
        1 as report_tally,
        0 as visit_tally
    from reports
    union all
    select
        household_id,
        month_index,
        null as signal_dong_index,
        0 as kind_bit,
        0 as arrears_month_count,
        0 as arrears_krw,
        0 as recent_tally,
        0 as report_tally,
        case when is_contact_made then 2147483649 else 1 end as visit_tally
    from visits
    union all
    select
        household_id,
        opened_index as month_index,
        null as signal_dong_index,
        0 as kind_bit,
        0 as arrears_month_count,
        0 as arrears_krw,
        0 as recent_tally,
        2147483648 as report_tally,
        0 as visit_tally
    from cases
)

select * from final
