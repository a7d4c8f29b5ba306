-- one row per Dong, month and track: cases that came and went, transfers apart
-- A case that ended before the deployment's months has no part in them.
with
cases as (
    select *
    from staging.stg_cases
    where
        closed_index is null
        or closed_index >= opened_index
),

events as (
    select
        dong_index,
        case_track,
        record_key,
        opened_index as month_index,
        case
            when is_older then 'older'
            when is_transferred_in then 'transferred_in'
            else 'opened'
        end as event
    from cases
    union all
    select
        dong_index,
        case_track,
        record_key,
        closed_index as month_index,
        case when is_transferred_out then 'transferred_out' else 'closed' end as event
    from cases
    where closed_index is not null
),

final as (
    select
        dong_index,
        month_index,
        case_track,
        sum(case when event = 'older' then 1 else 0 end) as older_count,
        sum(case when event = 'opened' then 1 else 0 end) as opened_count,
        sum(case when event = 'transferred_in' then 1 else 0 end) as transferred_in_count,
        sum(case when event = 'closed' then 1 else 0 end) as closed_count,
        sum(case when event = 'transferred_out' then 1 else 0 end) as transferred_out_count,
        sum(case when event = 'older' then record_key else 0 end) as older_count_key,
        sum(case when event = 'opened' then record_key else 0 end) as opened_count_key,
        sum(case when event = 'transferred_in' then record_key else 0 end)
            as transferred_in_count_key,
        sum(case when event = 'closed' then record_key else 0 end) as closed_count_key,
        sum(case when event = 'transferred_out' then record_key else 0 end)
            as transferred_out_count_key
    from events
    group by
        dong_index,
        month_index,
        case_track
)

select * from final
