-- one row per household and month in which it was reported: how far it came, stage by stage
-- Each stage lies within the one before. Still supported: a service in the month of the check, or a
-- case open as that month ends.
with
flags as (
    select *
    from staging.stg_flags
),

outcomes as (
    select *
    from staging.stg_outcomes
),

policy as (
    select
        month_index,
        supported_index
    from staging.stg_policy_months
),

services as (
    select
        household_id,
        month_index
    from staging.stg_services
),

cases as (
    select
        household_id,
        opened_index,
        closed_index
    from staging.stg_cases
),

linked as (
    select
        flags.household_id,
        flags.month_index,
        policy.supported_index
    from flags
    inner join outcomes
        on
            flags.household_id = outcomes.household_id
            and flags.reported_on = outcomes.reported_on
    inner join policy
        on
            extract(year from flags.next_service_on) * 12
            + extract(month from flags.next_service_on) - 1 = policy.month_index
    where
        outcomes.is_met
        and outcomes.is_served
),

supported as (
    select
        linked.household_id,
        linked.month_index
    from linked
    inner join services
        on
            linked.household_id = services.household_id
            and linked.supported_index = services.month_index
    union
    select
        linked.household_id,
        linked.month_index
    from linked
    inner join cases
        on
            linked.household_id = cases.household_id
            and linked.supported_index >= cases.opened_index
            and (cases.closed_index is null or linked.supported_index < cases.closed_index)
),

final as (
    select
        flags.household_id,
        flags.dong_index,
        flags.month_index,
        outcomes.is_tried,
        date_diff('day', flags.reported_on, flags.next_visit_on) as attempt_days,
        outcomes.is_met,
        outcomes.is_met and outcomes.is_served as is_linked,
        supported.household_id is not null as is_supported,
        not outcomes.is_met
        and not outcomes.is_served
        and not outcomes.is_case_open as is_nothing,
        case when outcomes.is_case_open then outcomes.case_track else 'none' end as journey_track
    from flags
    inner join outcomes
        on
            flags.household_id = outcomes.household_id
            and flags.reported_on = outcomes.reported_on
    left join supported
        on
            flags.household_id = supported.household_id
            and flags.month_index = supported.month_index
)

select * from final
