-- one row per Dong, set of lists and month in which its number of households in need changes
-- The set is a number of six bits, care the highest; next_index is the month of the next change.
-- A household stands in the Dong where its latest reason to be in need began.
-- Sums that run over time cost most, so several run as one number: reasons to be in need above
-- those of care (31 bits), the months of reports of each group in 12 bits of its own.
with
changes as (
    select *
    from staging.stg_capture_changes
),

weights as (
    select
        group_index,
        cast(power(2, 12 * group_index) as bigint) as weight
    from changes
    group by group_index
),

packed as (
    select
        changes.household_id,
        changes.month_index,
        case when changes.need_change > 0 then changes.month_index * 10000 + changes.dong_index end
            as begun,
        cast(changes.need_change as bigint) * 2147483648 + changes.care_change as state_change,
        changes.report_change * weights.weight as reports_change
    from changes
    inner join weights
        on changes.group_index = weights.group_index
),

standing as (
    select
        household_id,
        month_index,
        max(begun) over so_far % 10000 as dong_index,
        cast(sum(state_change) over so_far as bigint) as reasons,
        cast(sum(reports_change) over so_far as bigint) as reports,
        lead(month_index) over (
            partition by household_id
            order by month_index
        ) as next_index
    from packed
    window so_far as (
        partition by household_id
        order by month_index
    )
),

states as (
    select
        household_id,
        month_index,
        dong_index,
        next_index,
        case when reasons % 2147483648 > 0 then 32 else 0 end
        + case when reports & 4095 > 0 then 1 else 0 end
        + case when reports & 16773120 > 0 then 2 else 0 end
        + case when reports & 68702699520 > 0 then 4 else 0 end
        + case when reports & 281406257233920 > 0 then 8 else 0 end
        + case when reports & 1152640029630136320 > 0 then 16 else 0 end as list_mask
    from standing
    where
        reasons >= 2147483648
        and (next_index is null or next_index > month_index)
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
