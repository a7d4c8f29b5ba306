-- one row per Dong, month and set of groups of channels: households that these saw in the window
-- A report-month that shares no month of its window with another of its household stays as it is
-- throughout: such months are counted first and spread over the window then, since there are many.
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

policy as (
    select
        month_index,
        overlap_until_index
    from staging.stg_policy_months
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

neighbours as (
    select
        reported.household_id,
        reported.month_index,
        reported.dong_index,
        reported.group_mask,
        coalesce(max(policy.overlap_until_index) over earlier < reported.month_index, true)
        and coalesce(
            lead(reported.month_index) over in_time > policy.overlap_until_index,
            true
        ) as is_alone
    from reported
    inner join policy
        on reported.month_index = policy.month_index
    window
        in_time as (
            partition by reported.household_id
            order by reported.month_index
        ),
        earlier as (
            partition by reported.household_id
            order by reported.month_index
            rows between unbounded preceding and 1 preceding
        )
),

alone as (
    select
        dong_index,
        month_index,
        group_mask,
        count(*) as household_count,
        sum(household_id % 256) as household_count_key
    from neighbours
    where is_alone
    group by
        dong_index,
        month_index,
        group_mask
),

together as (
    select
        neighbours.household_id,
        windows.month_index,
        max(neighbours.month_index * 10000 + neighbours.dong_index) % 10000 as dong_index,
        bit_or(neighbours.group_mask) as group_mask
    from neighbours
    inner join windows
        on neighbours.month_index = windows.report_month_index
    where not neighbours.is_alone
    group by
        neighbours.household_id,
        windows.month_index
),

counts as (
    select
        alone.dong_index,
        windows.month_index,
        alone.group_mask,
        alone.household_count,
        alone.household_count_key
    from alone
    inner join windows
        on alone.month_index = windows.report_month_index
    union all
    select
        dong_index,
        month_index,
        group_mask,
        1 as household_count,
        household_id % 256 as household_count_key
    from together
),

final as (
    select
        dong_index,
        month_index,
        group_mask,
        sum(household_count) as household_count,
        sum(household_count_key) as household_count_key
    from counts
    group by
        dong_index,
        month_index,
        group_mask
)

select * from final
