-- one row per Dong, month and channel of which anything is counted
with
final as (
    select
        dong_index,
        month_index,
        report_channel
    from staging.stg_report_counts
    union
    select
        dong_index,
        month_index,
        report_channel
    from staging.stg_found_counts
    where report_channel is not null
    union
    select
        dong_index,
        month_index,
        report_channel
    from staging.stg_channel_households
    union
    select
        dong_index,
        month_index,
        report_channel
    from staging.stg_channel_visits
)

select * from final
