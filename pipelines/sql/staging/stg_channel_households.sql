-- one row per Dong, month and channel: households reported, known to no other channel, that refused
-- A household stands in the Dong of the latest of the channel's reports of the month.
with
reports as (
    select
        household_id,
        report_channel,
        reported_on,
        month_index,
        dong_index
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

masks as (
    select *
    from staging.stg_channel_masks
),

outcomes as (
    select
        household_id,
        reported_on,
        is_refused
    from staging.stg_outcomes
),

households as (
    select
        reports.household_id,
        reports.month_index,
        reports.report_channel,
        max(
            date_diff('day', cast('1900-01-01' as date), reports.reported_on) * 10000
            + reports.dong_index
        ) % 10000 as dong_index,
        max(case when outcomes.is_refused then 1 else 0 end) as refused
    from reports
    inner join outcomes
        on
            reports.household_id = outcomes.household_id
            and reports.reported_on = outcomes.reported_on
    group by
        reports.household_id,
        reports.month_index,
        reports.report_channel
),

marked as (
    select
        households.*,
        households.household_id % 256 as record_key,
        case when masks.window_mask = channels.channel_bit then 1 else 0 end as sole
    from households
    inner join channels
        on households.report_channel = channels.code
    inner join masks
        on
            households.household_id = masks.household_id
            and households.month_index = masks.month_index
),

final as (
    select
        dong_index,
        month_index,
        report_channel,
        count(*) as reported_household_count,
        sum(sole) as sole_channel_count,
        sum(refused) as refused_count,
        sum(record_key) as reported_household_count_key,
        sum(sole * record_key) as sole_channel_count_key,
        sum(refused * record_key) as refused_count_key
    from marked
    group by
        dong_index,
        month_index,
        report_channel
)

select * from final
