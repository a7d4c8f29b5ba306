-- one row per household and month in which it was reported: who reported it in the overlap window
-- Each channel is a bit; the window is the one that ends with the month.
with
reports as (
    select
        household_id,
        report_channel,
        month_index
    from staging.stg_reports
    where household_id is not null
),

channels as (
    select
        code,
        cast(power(2, position) as bigint) as channel_bit
    from reference.vocabularies
    where vocabulary = 'report_channel'
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
        bit_or(channels.channel_bit) as channel_mask
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
        reported.month_index,
        bit_or(recent.channel_mask) as window_mask
    from reported
    inner join windows
        on reported.month_index = windows.month_index
    inner join reported as recent
        on
            reported.household_id = recent.household_id
            and windows.report_month_index = recent.month_index
    group by
        reported.household_id,
        reported.month_index
)

select * from final
