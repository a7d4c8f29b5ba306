-- one row per Dong and month: households reported there whose first visit was then
-- They wait from their first report to the first visit on or after that day.
with
responses as (
    select
        household_id,
        reported_on,
        dong_index,
        next_visit_on
    from staging.stg_responses
),

firsts as (
    select
        household_id,
        min(reported_on) as reported_on
    from staging.stg_reports
    group by household_id
),

first_visits as (
    select
        responses.household_id,
        responses.dong_index,
        cast(
            extract(year from responses.next_visit_on) * 12
            + extract(month from responses.next_visit_on) - 1
            as integer
        ) as month_index,
        date_diff('day', responses.reported_on, responses.next_visit_on) as waited_days
    from responses
    inner join firsts
        on
            responses.household_id = firsts.household_id
            and responses.reported_on = firsts.reported_on
),

final as (
    select
        dong_index,
        month_index,
        count(*) as first_visit_count,
        sum(household_id % 256) as first_visit_count_key,
        sum(waited_days) as first_visit_day_sum
    from first_visits
    group by
        dong_index,
        month_index
)

select * from final
