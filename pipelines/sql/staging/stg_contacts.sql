-- one row per visit at which somebody was met: until when it counts, and its neighbours in time
-- Until when: the latest month that this visit, or any before it, counts until; a window that a
-- later policy shortens takes nothing back.
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
        max(policy.reached_until_index) over so_far as until_index,
        max(policy.reached_until_index) over earlier as previous_until_index,
        lead(visits.month_index) over (
            partition by visits.household_id
            order by visits.month_index
        ) as next_index
    from visits
    inner join policy
        on visits.month_index = policy.month_index
    window
        so_far as (
            partition by visits.household_id
            order by visits.month_index
            rows between unbounded preceding and current row
        ),
        earlier as (
            partition by visits.household_id
            order by visits.month_index
            rows between unbounded preceding and 1 preceding
        )
)

select * from final
