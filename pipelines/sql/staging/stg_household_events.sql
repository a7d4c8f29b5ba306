-- one row per signal, report, visit or case of a known household
-- `first_contact` and `first_case_day` are days since 2000; the former carries its Dong in the last four digits.
with
signals as (
    select
        household_id,
        month_index,
        dong_index,
        kind_bit,
        is_cut_off,
        amount_krw,
        arrears_month_count
    from staging.stg_signals
),

reports as (
    select
        household_id,
        month_index
    from staging.stg_reports
    where household_id is not null
),

visits as (
    select
        household_id,
        month_index,
        dong_index,
        is_contact_made,
        date_diff('day', cast('2000-01-01' as date), visited_on) as visited_day
    from staging.stg_visits
),

cases as (
    select
        household_id,
        opened_index,
        date_diff('day', cast('2000-01-01' as date), opened_on) as opened_day
    from staging.stg_cases
),

final as (
    select
        household_id,
        month_index,
        'signal' as event,
        dong_index as signal_dong_index,
        kind_bit,
        case when is_cut_off then 1 else 0 end as cut_off_count,
        coalesce(arrears_month_count, 0) as arrears_month_count,
        coalesce(amount_krw, 0) as arrears_krw,
        0 as contact_count,
        cast(null as bigint) as first_contact,
        cast(null as bigint) as first_case_day
    from signals
    union all
    select
        household_id,
        month_index,
        'report' as event,
        null as signal_dong_index,
        0 as kind_bit,
        0 as cut_off_count,
        0 as arrears_month_count,
        0 as arrears_krw,
        0 as contact_count,
        null as first_contact,
        null as first_case_day
    from reports
    union all
    select
        household_id,
        month_index,
        'visit' as event,
        null as signal_dong_index,
        0 as kind_bit,
        0 as cut_off_count,
        0 as arrears_month_count,
        0 as arrears_krw,
        case when is_contact_made then 1 else 0 end as contact_count,
        case when is_contact_made then visited_day * 10000 + dong_index end as first_contact,
        null as first_case_day
    from visits
    union all
    select
        household_id,
        opened_index as month_index,
        'case' as event,
        null as signal_dong_index,
        0 as kind_bit,
        0 as cut_off_count,
        0 as arrears_month_count,
        0 as arrears_krw,
        0 as contact_count,
        null as first_contact,
        opened_day as first_case_day
    from cases
)

select * from final
