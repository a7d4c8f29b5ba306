-- one row per end whose queues differ from the households that the records leave waiting
-- Told again from the landed records: the latest month of a report that names the household, within
-- the waiting period, and what visits followed the first report of that month.
-- broken by: update marts.queues_by_city_month set untried_count = untried_count + 1
with
last_month as (
    select max(month) as month
    from reference.months
),

policy as (
    select
        policy.valid_from,
        policy.valid_to,
        cast(policy.value as integer) as waiting_months
    from reference.policy_parameters as policy
    where policy.parameter = 'waiting_months'
),

reports as (
    select
        reports.household_id,
        reports.reported_on,
        extract(year from reports.reported_on) * 12 + extract(month from reports.reported_on)
            as month_number
    from landing.reports
    cross join last_month
    where
        reports.household_id is not null
        and reports.reported_on < last_month.month + interval '1' month
),

latest as (
    select
        household_id,
        max(month_number) as month_number
    from reports
    group by household_id
),

flags as (
    select
        reports.household_id,
        min(reports.reported_on) as reported_on
    from reports
    inner join latest
        on
            reports.household_id = latest.household_id
            and reports.month_number = latest.month_number
    cross join last_month
    inner join policy
        on reports.reported_on between policy.valid_from and policy.valid_to
    where
        extract(year from last_month.month) * 12 + extract(month from last_month.month)
        < reports.month_number + policy.waiting_months
    group by reports.household_id
),

followed as (
    select
        flags.household_id,
        count(visits.visit_id) as visit_count,
        sum(case when visits.is_contact_made then 1 else 0 end) as contact_count
    from flags
    cross join last_month
    left join landing.visits as visits
        on
            flags.household_id = visits.household_id
            and flags.reported_on <= visits.visited_on
            and visits.visited_on < last_month.month + interval '1' month
    group by flags.household_id
),

recorded as (
    select
        coalesce(sum(case when visit_count = 0 then 1 else 0 end), 0) as untried_count,
        coalesce(sum(case when visit_count > 0 and contact_count = 0 then 1 else 0 end), 0)
            as no_contact_count
    from followed
),

final as (
    select
        queues.untried_count,
        queues.no_contact_count,
        recorded.untried_count as recorded_untried_count,
        recorded.no_contact_count as recorded_no_contact_count
    from marts.queues_by_city_month as queues
    inner join last_month
        on queues.month = last_month.month
    cross join recorded
    where
        queues.untried_count != recorded.untried_count
        or queues.no_contact_count != recorded.no_contact_count
)

select * from final
