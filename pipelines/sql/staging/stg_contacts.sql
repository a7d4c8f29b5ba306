-- one row per visit at which somebody was met: until when it counts, and its neighbours in time
with
visits as (
    select
        household_id,
        month_index
    from staging.stg_visits
    where is_contact_made
),

policy as (
    select *
    from staging.stg_policy_months
),

final as (
    select
        visits.household_id,
        visits.month_index,
        policy.reached_until_index as until_index,
        lag(policy.reached_until_index) over chain as previous_until_index,
        lead(visits.month_index) over chain as next_index
    from visits
    inner join policy
        on visits.month_index = policy.month_index
    window chain as (
        partition by visits.household_id
        order by visits.month_index
    )
)

select * from final
