-- one row per household on no list when somebody first met it: the visit's Dong and month, and who had told us
-- On no list: no case opened before that day, and no benefit in the register (or not registered).
with
household_months as (
    select
        household_id,
        month_index,
        first_contact,
        first_case_day,
        contact_count,
        prior_contact_count,
        case_count,
        prior_case_count
    from staging.stg_household_months
),

households as (
    select
        household_id,
        benefit_status
    from landing.households
),

reports as (
    select
        household_id,
        report_channel,
        month_index,
        date_diff('day', cast('2000-01-01' as date), reported_on) as reported_day
    from staging.stg_reports
    where household_id is not null
),

channels as (
    select
        code,
        position
    from reference.vocabularies
    where vocabulary = 'report_channel'
),

windows as (
    select
        month_index,
        overlap_until_index
    from staging.stg_windows
),

first_contacts as (
    select
        household_id,
        month_index,
        first_contact % 10000 as dong_index,
        cast((first_contact - first_contact % 10000) / 10000 as bigint) as contact_day
    from household_months
    where
        contact_count > 0
        and contact_count = prior_contact_count
        and prior_case_count = case_count
        and (first_case_day is null or first_case_day * 10000 + 9999 >= first_contact)
),

found as (
    select first_contacts.*
    from first_contacts
    left join households
        on first_contacts.household_id = households.household_id
    where coalesce(households.benefit_status, 'none') = 'none'
),

tips as (
    select
        found.household_id,
        max(reports.reported_day * 100 + 99 - channels.position) as latest_tip
    from found
    inner join reports
        on
            found.household_id = reports.household_id
            and found.contact_day >= reports.reported_day
    inner join windows
        on
            reports.month_index = windows.month_index
            and found.month_index <= windows.overlap_until_index
    inner join channels
        on reports.report_channel = channels.code
    group by found.household_id
),

final as (
    select
        found.household_id,
        found.dong_index,
        found.month_index,
        channels.code as report_channel
    from found
    left join tips
        on found.household_id = tips.household_id
    left join channels
        on 99 - tips.latest_tip % 100 = channels.position
)

select * from final
