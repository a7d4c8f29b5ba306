-- one row per Dong and month with a flag: households flagged, again, and with nothing between
with
flags as (
    select
        *,
        household_id % 256 as record_key
    from staging.stg_flags
),

final as (
    select
        dong_index,
        month_index,
        count(*) as flagged_count,
        sum(case when is_repeat then 1 else 0 end) as repeat_flag_count,
        sum(case when is_repeat_unserved then 1 else 0 end) as repeat_unserved_count,
        sum(record_key) as flagged_count_key,
        sum(case when is_repeat then record_key else 0 end) as repeat_flag_count_key,
        sum(case when is_repeat_unserved then record_key else 0 end) as repeat_unserved_count_key
    from flags
    group by
        dong_index,
        month_index
)

select * from final
