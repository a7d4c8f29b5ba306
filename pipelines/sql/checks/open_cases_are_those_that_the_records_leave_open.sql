-- one row per track whose open cases at the end differ from the records without an end
-- broken by: update marts.case_flow_by_dong_month set open_end_count = 7 where month =
-- '2014-12-01'
with
case_flow as (
    select *
    from marts.case_flow_by_dong_month
),

last_month as (
    select max(month) as month
    from reference.months
),

cases as (
    select *
    from landing.cases
),

counted as (
    select
        case_flow.case_track,
        sum(case_flow.open_end_count) as open_end_count
    from case_flow
    inner join last_month
        on case_flow.month = last_month.month
    group by case_flow.case_track
),

recorded as (
    select
        cases.case_track,
        count(*) as open_case_count
    from cases
    cross join last_month
    where
        cases.opened_on < last_month.month + interval '1' month
        and (
            cases.closed_on is null
            or cases.closed_on >= last_month.month + interval '1' month
        )
    group by cases.case_track
),

final as (
    select
        counted.case_track,
        counted.open_end_count,
        coalesce(recorded.open_case_count, 0) as open_case_count
    from counted
    left join recorded
        on counted.case_track = recorded.case_track
    where counted.open_end_count != coalesce(recorded.open_case_count, 0)
)

select * from final
