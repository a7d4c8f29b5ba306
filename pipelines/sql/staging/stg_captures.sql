-- one row per Dong, set of lists and month in which its number of households in need changes
-- The set is a number of six bits, care the highest; next_index is the month of the next change.
-- A household stands in the Dong where its latest reason to be in need began.
with
changes as (
    select *
    from staging.stg_capture_changes
),

states as (
    select
        household_id,
        month_index,
        sum(need_change) over so_far as need_reasons,
        case when sum(care_change) over so_far > 0 then 32 else 0 end
        + case
            when sum(case when group_index = 0 then report_change else 0 end) over so_far > 0
                then 1
            else 0
        end
        + case
            when sum(case when group_index = 1 then report_change else 0 end) over so_far > 0
                then 2
            else 0
        end
        + case
            when sum(case when group_index = 2 then report_change else 0 end) over so_far > 0
                then 4
            else 0
        end
        + case
            when sum(case when group_index = 3 then report_change else 0 end) over so_far > 0
                then 8
            else 0
        end
        + case
            when sum(case when group_index = 4 then report_change else 0 end) over so_far > 0
                then 16
            else 0
        end as list_mask,
        max(case when need_change > 0 then month_index * 10000 + dong_index end) over so_far
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
        list_mask,
        month_index,
        next_index,
        count(*) as household_count,
        sum(household_id % 256) as household_count_key
    from states
    where
        need_reasons > 0
        and (next_index is null or next_index > month_index)
    group by
        dong_index,
        list_mask,
        month_index,
        next_index
),

sides as (
    select
        dong_index,
        list_mask,
        month_index,
        household_count,
        household_count_key
    from spells
    union all
    select
        dong_index,
        list_mask,
        next_index as month_index,
        -household_count as household_count,
        -household_count_key as household_count_key
    from spells
    where next_index is not null
),

steps as (
    select
        dong_index,
        list_mask,
        month_index,
        sum(household_count) as household_count,
        sum(household_count_key) as household_count_key
    from sides
    group by
        dong_index,
        list_mask,
        month_index
),

final as (
    select
        dong_index,
        list_mask,
        month_index,
        lead(month_index) over in_time as next_index,
        sum(household_count) over in_time as household_count,
        sum(household_count_key) over in_time as household_count_key
    from steps
    window in_time as (
        partition by
            dong_index,
            list_mask
        order by month_index
    )
)

select * from final
