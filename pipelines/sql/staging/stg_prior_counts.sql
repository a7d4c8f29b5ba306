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
        true as is_asked_for,
        0 as report,
        0 as visit,
        0 as contact,
        0 as opened_case
    from signal_months
    union all
    select
        household_id,
        month_index,
        false as is_asked_for,
        1 as report,
        0 as visit,
        0 as contact,
        0 as opened_case
    from reports
    union all
    select
        household_id,
        month_index,
        false as is_asked_for,
        0 as report,
        1 as visit,
        case when is_contact_made then 1 else 0 end as contact,
        0 as opened_case
    from visits
    union all
    select
        household_id,
        opened_index as month_index,
        false as is_asked_for,
        0 as report,
        0 as visit,
        0 as contact,
        1 as opened_case
    from cases
),

counted as (
    select
        household_id,
        month_index,
        is_asked_for,
        sum(report) over so_far as prior_report_count,
        sum(visit) over so_far as prior_visit_count,
        sum(contact) over so_far as prior_contact_count,
        sum(opened_case) over so_far as prior_case_count
    from events
    window so_far as (
        partition by household_id
        order by month_index
    )
),

final as (
    select
        household_id,
        month_index,
        cast(prior_report_count as bigint) as prior_report_count,
        cast(prior_visit_count as bigint) as prior_visit_count,
        cast(prior_contact_count as bigint) as prior_contact_count,
        cast(prior_case_count as bigint) as prior_case_count
    from counted
    where is_asked_for
)

select * from final
