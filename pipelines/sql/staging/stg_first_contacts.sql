-- one row per household that somebody met: the first time, and the Dong of that visit
with
visits as (
    select
        household_id,
        dong_index,
        month_index,
        date_diff('day', cast('2000-01-01' as date), visited_on) as visited_day
    from staging.stg_visits
    where is_contact_made
),

earliest as (
    select
        household_id,
        min(month_index) as month_index,
        min(visited_day * 10000 + dong_index) as first_contact
    from visits
    group by household_id
),

final as (
    select
        household_id,
        month_index,
        first_contact % 10000 as dong_index,
        cast((first_contact - first_contact % 10000) / 10000 as bigint) as contact_day
    from earliest
)

select * from final
