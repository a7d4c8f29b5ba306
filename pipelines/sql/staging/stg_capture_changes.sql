-- one row per household ever in need, month and reason that begins (1) or ends (-1) to count
-- Need: at risk, or a case opened within the overlap window. Lists: each of the five groups of
-- channels by the reports of its window, and the office's own contacts and open cases (care).
with
household_changes as (
    select *
    from staging.stg_household_changes
),

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
        channels.code,
        channel_groups.position as group_index
    from reference.vocabularies as channels
    inner join reference.vocabularies as channel_groups
        on channels.group_code = channel_groups.code
    where
        channels.vocabulary = 'report_channel'
        and channel_groups.vocabulary = 'channel_group'
),

cases as (
    select
        household_id,
        dong_index,
        opened_index
    from staging.stg_cases
),

policy as (
    select
        month_index,
        overlap_until_index
    from staging.stg_policy_months
),

opened as (
    select
        cases.household_id,
        cases.dong_index,
        cases.opened_index,
        policy.overlap_until_index
    from cases
    inner join policy
        on cases.opened_index = policy.month_index
),

needy as (
    select household_id
    from household_changes
    where at_risk_change > 0
    union
    select household_id
    from opened
),

reported as (
    select distinct
        reports.household_id,
        reports.month_index,
        policy.overlap_until_index,
        channels.group_index
    from reports
    inner join needy
        on reports.household_id = needy.household_id
    inner join channels
        on reports.report_channel = channels.code
    inner join policy
        on reports.month_index = policy.month_index
),

final as (
    select
        household_changes.household_id,
        household_changes.month_index,
        household_changes.dong_index,
        household_changes.at_risk_change as need_change,
        household_changes.reached_change as care_change,
        0 as report_change,
        0 as group_index
    from household_changes
    inner join needy
        on household_changes.household_id = needy.household_id
    union all
    select
        household_id,
        opened_index as month_index,
        dong_index,
        1 as need_change,
        0 as care_change,
        0 as report_change,
        0 as group_index
    from opened
    union all
    select
        household_id,
        overlap_until_index + 1 as month_index,
        dong_index,
        -1 as need_change,
        0 as care_change,
        0 as report_change,
        0 as group_index
    from opened
    union all
    select
        household_id,
        month_index,
        null as dong_index,
        0 as need_change,
        0 as care_change,
        1 as report_change,
        group_index
    from reported
    union all
    select
        household_id,
        overlap_until_index + 1 as month_index,
        null as dong_index,
        0 as need_change,
        0 as care_change,
        -1 as report_change,
        group_index
    from reported
)

select * from final
