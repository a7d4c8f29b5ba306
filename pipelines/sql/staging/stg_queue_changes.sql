-- one row per household, month and queue that it joins (1) or leaves (-1)
-- It waits from the month of its latest flag for as long as the policy says, until the next flag or
-- until somebody tried (met) it, whichever comes first; leaving in the same month counts nothing.
with
flags as (
    select
        household_id,
        dong_index,
        month_index,
        next_index,
        extract(year from next_visit_on) * 12 + extract(month from next_visit_on) - 1
            as tried_index,
        extract(year from next_contact_on) * 12 + extract(month from next_contact_on) - 1
            as met_index
    from staging.stg_flags
),

policy as (
    select
        month_index,
        waiting_until_index
    from staging.stg_policy_months
),

ends as (
    select
        flags.household_id,
        flags.dong_index,
        flags.month_index,
        flags.tried_index,
        flags.met_index,
        case
            when flags.next_index <= policy.waiting_until_index then flags.next_index
            else policy.waiting_until_index + 1
        end as end_index
    from flags
    inner join policy
        on flags.month_index = policy.month_index
),

stays as (
    select
        household_id,
        dong_index,
        'untried' as queue,
        month_index as from_index,
        case when tried_index < end_index then tried_index else end_index end as to_index
    from ends
    union all
    select
        household_id,
        dong_index,
        'no_contact' as queue,
        tried_index as from_index,
        case when met_index < end_index then met_index else end_index end as to_index
    from ends
    where tried_index < end_index
),

final as (
    select
        household_id,
        dong_index,
        queue,
        cast(from_index as integer) as month_index,
        1 as change
    from stays
    where from_index < to_index
    union all
    select
        household_id,
        dong_index,
        queue,
        cast(to_index as integer) as month_index,
        -1 as change
    from stays
    where from_index < to_index
)

select * from final
