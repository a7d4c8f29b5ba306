-- one row per Dong and month with a change: households that join and leave the queues, on balance
with
changes as (
    select
        *,
        change * (household_id % 256) as key_change
    from staging.stg_queue_changes
),

final as (
    select
        dong_index,
        month_index,
        sum(case when queue = 'untried' then change else 0 end) as untried_change,
        sum(case when queue = 'no_contact' then change else 0 end) as no_contact_change,
        sum(case when queue = 'untried' then key_change else 0 end) as untried_key_change,
        sum(case when queue = 'no_contact' then key_change else 0 end) as no_contact_key_change
    from changes
    group by
        dong_index,
        month_index
)

select * from final
