-- one row per household and day of a report: what came next, that day or later, however late
-- The next case is the earliest opened of those open that day or later; it may be older than the
-- report. `next_opening_on` leaves the older ones out.
with
days as (
    select
        household_id,
        reported_on,
        min(month_index) as month_index,
        min(dong_index) as dong_index
    from staging.stg_reports
    where household_id is not null
    group by
        household_id,
        reported_on
),

responses as (
    select
        household_id,
        reported_on,
        next_visit_on,
        next_contact_on
    from staging.stg_responses
),

services as (
    select
        days.household_id,
        days.reported_on,
        min(services.delivered_on) as next_service_on
    from days
    inner join staging.stg_services as services
        on
            days.household_id = services.household_id
            and days.reported_on <= services.delivered_on
    group by
        days.household_id,
        days.reported_on
),

tracks as (
    select
        code,
        position
    from reference.vocabularies
    where vocabulary = 'case_track'
),

cases as (
    select
        days.household_id,
        days.reported_on,
        min(cases.opened_on) as next_case_on,
        min(date_diff('day', cast('1900-01-01' as date), cases.opened_on) * 10 + tracks.position)
        % 10 as track_position,
        min(case when cases.opened_on >= days.reported_on then cases.opened_on end)
            as next_opening_on,
        min(case when cases.closure_reason = 'refused' then cases.closed_on end) as next_refusal_on
    from days
    inner join staging.stg_cases as cases
        on
            days.household_id = cases.household_id
            and days.reported_on <= coalesce(cases.closed_on, days.reported_on)
    inner join tracks
        on cases.case_track = tracks.code
    group by
        days.household_id,
        days.reported_on
),

final as (
    select
        days.household_id,
        days.reported_on,
        days.month_index,
        days.dong_index,
        responses.next_visit_on,
        responses.next_contact_on,
        services.next_service_on,
        cases.next_case_on,
        cases.next_opening_on,
        cases.next_refusal_on,
        tracks.code as case_track
    from days
    left join responses
        on
            days.household_id = responses.household_id
            and days.reported_on = responses.reported_on
    left join services
        on
            days.household_id = services.household_id
            and days.reported_on = services.reported_on
    left join cases
        on
            days.household_id = cases.household_id
            and days.reported_on = cases.reported_on
    left join tracks
        on cases.track_position = tracks.position
)

select * from final
