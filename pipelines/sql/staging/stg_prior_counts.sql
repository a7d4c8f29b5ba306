-- one row per household and month with a signal: what had happened to the household by its end
with
signal_months as (
    select
        household_id,
        month_index
    from staging.stg_signal_months
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
        is_contact_made
    from staging.stg_visits
),

cases as (
    select
        household_id,
        opened_index
    from staging.stg_cases
),

events as (
    select
        household_id,
        month_index,
        1 as report,
        0 as visit,
        0 as contact,
        0 as opened_case
    from reports
    union all
    select
        household_id,
        month_index,
        0 as report,
        1 as visit,
        case when is_contact_made then 1 else 0 end as contact,
        0 as opened_case
    from visits
    union all
    select
        household_id,
        opened_index as month_index,
        0 as report,
        0 as visit,
        0 as contact,
        1 as opened_case
    from cases
),

final as (
    select
        signal_months.household_id,
        signal_months.month_index,
        cast(coalesce(sum(events.report), 0) as bigint) as prior_report_count,
        cast(coalesce(sum(events.visit), 0) as bigint) as prior_visit_count,
        cast(coalesce(sum(events.contact), 0) as bigint) as prior_contact_count,
        cast(coalesce(sum(events.opened_case), 0) as bigint) as prior_case_count
    from signal_months
    left join events
        on
            signal_months.household_id = events.household_id
            and signal_months.month_index >= events.month_index
    group by
        signal_months.household_id,
        signal_months.month_index
)

select * from final
