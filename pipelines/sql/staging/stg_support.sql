-- one row per Dong and month: households first served there some months before, and those supported
-- Still supported: a service in this very month, or a case open as it ends; nothing later counts.
with
services as (
    select
        household_id,
        month_index
    from staging.stg_services
),

earliest as (
    select
        household_id,
        min(month_index * 10000 + dong_index) as first_service
    from staging.stg_services
    group by household_id
),

first_services as (
    select
        household_id,
        first_service % 10000 as dong_index,
        cast((first_service - first_service % 10000) / 10000 as integer) as month_index
    from earliest
),

policy as (
    select
        month_index,
        supported_index
    from staging.stg_policy_months
),

cases as (
    select
        household_id,
        opened_index,
        closed_index
    from staging.stg_cases
),

linked as (
    select
        first_services.household_id,
        first_services.dong_index,
        policy.supported_index as month_index
    from first_services
    inner join policy
        on first_services.month_index = policy.month_index
),

supported as (
    select linked.household_id
    from linked
    inner join services
        on
            linked.household_id = services.household_id
            and linked.month_index = services.month_index
    union
    select linked.household_id
    from linked
    inner join cases
        on
            linked.household_id = cases.household_id
            and linked.month_index >= cases.opened_index
            and (cases.closed_index is null or linked.month_index < cases.closed_index)
),

final as (
    select
        linked.dong_index,
        linked.month_index,
        count(*) as linked_count,
        sum(linked.household_id % 256) as linked_count_key,
        count(supported.household_id) as still_supported_count,
        coalesce(sum(supported.household_id % 256), 0) as still_supported_count_key
    from linked
    left join supported
        on linked.household_id = supported.household_id
    group by
        linked.dong_index,
        linked.month_index
)

select * from final
