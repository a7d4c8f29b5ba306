-- one row per visit that came before the case it belongs to was opened
-- broken by: create or replace view landing.cases as select case_id, date '2015-01-01' as
-- opened_on from landing.visits
with
cases as (
    select
        case_id,
        opened_on
    from landing.cases
),

visits as (
    select
        case_id,
        visit_id,
        visited_on
    from landing.visits
    where case_id is not null
),

final as (
    select
        visits.visit_id,
        visits.case_id,
        visits.visited_on,
        cases.opened_on
    from visits
    inner join cases
        on
            visits.case_id = cases.case_id
            and visits.visited_on < cases.opened_on
)

select * from final
