-- one row per report: whether its household is known, somebody came in time, and a crisis was found
with
reports as (
    select
        household_id,
        report_channel,
        dong_index,
        month_index,
        record_key,
        reported_on
    from staging.stg_reports
),

responses as (
    select
        household_id,
        reported_on,
        next_visit_on
    from staging.stg_responses
),

outcomes as (
    select
        household_id,
        reported_on,
        is_confirmed
    from staging.stg_outcomes
),

policy as (
    select
        month_index,
        follow_up_days
    from staging.stg_policy_months
),

final as (
    select
        reports.report_channel,
        reports.dong_index,
        reports.month_index,
        reports.record_key,
        reports.household_id is not null as is_household_known,
        coalesce(
            date_diff('day', reports.reported_on, responses.next_visit_on) <= policy.follow_up_days,
            false
        ) as is_followed_up,
        date_diff('day', reports.reported_on, responses.next_visit_on) as waited_days,
        coalesce(outcomes.is_confirmed, false) as is_confirmed
    from reports
    inner join policy
        on reports.month_index = policy.month_index
    left join responses
        on
            reports.household_id = responses.household_id
            and reports.reported_on = responses.reported_on
    left join outcomes
        on
            reports.household_id = outcomes.household_id
            and reports.reported_on = outcomes.reported_on
)

select * from final
