-- one row per Dong and month in which households came to be, or ceased to be, at risk or reached
-- A household at risk stands in the Dong where its latest spell of signals, or case, began.
with
changes as (
    select *
    from staging.stg_household_changes
),

states as (
    select
        household_id,
        month_index,
        sum(at_risk_change) over so_far as at_risk_reasons,
        sum(reached_change) over so_far as reached_reasons,
        max(case when at_risk_change > 0 then month_index * 10000 + dong_index end) over so_far
        % 10000 as dong_index,
        lead(month_index) over (
            partition by household_id
            order by month_index
        ) as next_index
    from changes
    window so_far as (
        partition by household_id
        order by month_index
    )
),

spells as (
    select
        dong_index,
        month_index,
        next_index,
        reached_reasons > 0 as is_reached,
        count(*) as at_risk_count,
        sum(household_id % 256) as at_risk_count_key
    from states
    where
        at_risk_reasons > 0
        and (next_index is null or next_index > month_index)
    group by
        dong_index,
        month_index,
        next_index,
        reached_reasons > 0
),

sides as (
    select
        dong_index,
        month_index,
        is_reached,
        at_risk_count,
        at_risk_count_key
    from spells
    union all
    select
        dong_index,
        next_index as month_index,
        is_reached,
        -at_risk_count as at_risk_count,
        -at_risk_count_key as at_risk_count_key
    from spells
    where next_index is not null
),

final as (
    select
        dong_index,
        month_index,
        sum(at_risk_count) as at_risk_count,
        sum(at_risk_count_key) as at_risk_count_key,
        sum(case when is_reached then at_risk_count else 0 end) as reached_count,
        sum(case when is_reached then at_risk_count_key else 0 end) as reached_count_key
    from sides
    group by
        dong_index,
        month_index
)

select * from final
