-- one row per household that was on no list when somebody first met it, and who had told us
-- On no list: no case opened before that day, and no benefit begun by it (or not in the register).
-- A benefit without a date is taken to have been there always.
-- Who told us: the latest report in whose window the contact lies; null where there was none.
with
first_contacts as (
    select *
    from staging.stg_first_contacts
),

first_cases as (
    select
        household_id,
        min(date_diff('day', cast('2000-01-01' as date), opened_on)) as opened_day
    from staging.stg_cases
    group by household_id
),

households as (
    select
        household_id,
        benefit_status,
        date_diff('day', cast('2000-01-01' as date), benefit_from) as benefit_day
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

policy as (
    select
        month_index,
        overlap_until_index
    from staging.stg_policy_months
),

found as (
    select first_contacts.*
    from first_contacts
    left join first_cases
        on first_contacts.household_id = first_cases.household_id
    left join households
        on first_contacts.household_id = households.household_id
    where
        coalesce(first_cases.opened_day >= first_contacts.contact_day, true)
        and (
            coalesce(households.benefit_status, 'none') = 'none'
            or households.benefit_day > first_contacts.contact_day
        )
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
    inner join policy
        on
            reports.month_index = policy.month_index
            and found.month_index <= policy.overlap_until_index
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
