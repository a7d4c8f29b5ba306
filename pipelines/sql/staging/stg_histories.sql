-- one row per household and month in whose window one of the five groups of channels saw it
with
reports as (
    select
        household_id,
        report_channel,
        dong_index,
        month_index
    from staging.stg_reports
    where household_id is not null
),

channels as (
    select
        channels.code,
        cast(power(2, channel_groups.position) as bigint) as group_bit
    from reference.vocabularies as channels
    inner join reference.vocabularies as channel_groups
        on channels.group_code = channel_groups.code
    where
        channels.vocabulary = 'report_channel'
        and channel_groups.vocabulary = 'channel_group'
),

windows as (
    select
        report_month_index,
        month_index
    from staging.stg_overlap_windows
),

reported as (
    select
        reports.household_id,
        reports.month_index,
        max(reports.dong_index) as dong_index,
        bit_or(channels.group_bit) as group_mask
    from reports
    inner join channels
        on reports.report_channel = channels.code
    group by
        reports.household_id,
        reports.month_index
),

final as (
    select
        reported.household_id,
        windows.month_index,
        max(reported.month_index * 10000 + reported.dong_index) % 10000 as dong_index,
        bit_or(reported.group_mask) as group_mask
    from reported
    inner join windows
        on reported.month_index = windows.report_month_index
    group by
        reported.household_id,
        windows.month_index
)

select * from final
