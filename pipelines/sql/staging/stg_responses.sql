-- one row per household and day of a report: the next visit, that day or later, where there was one
-- Beside it the next at which somebody was met.
with
reports as (
    select
        household_id,
        reported_on,
        min(dong_index) as dong_index
    from staging.stg_reports
    where household_id is not null
    group by
        household_id,
        reported_on
),

visits as (
    select
        household_id,
        visited_on,
        is_contact_made
    from staging.stg_visits
),

final as (
    select
        reports.household_id,
        reports.reported_on,
        reports.dong_index,
        min(visits.visited_on) as next_visit_on,
        min(case when visits.is_contact_made then visits.visited_on end) as next_contact_on
    from reports
    inner join visits
        on
            reports.household_id = visits.household_id
            and reports.reported_on <= visits.visited_on
    group by
        reports.household_id,
        reports.reported_on,
        reports.dong_index
)

select * from final
