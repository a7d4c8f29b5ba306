-- one row per household visited after its first report: who reported, and how long it waited
-- The channel is that of the first report; of several on that day, the first of the vocabulary.
with
responses as (
    select
        household_id,
        reported_on,
        dong_index,
        next_visit_on
    from staging.stg_responses
),

channels as (
    select
        code,
        position
    from reference.vocabularies
    where vocabulary = 'report_channel'
),

firsts as (
    select
        reports.household_id,
        min(
            date_diff('day', cast('1900-01-01' as date), reports.reported_on) * 100
            + channels.position
        ) as first_report,
        min(reports.reported_on) as reported_on
    from staging.stg_reports as reports
    inner join channels
        on reports.report_channel = channels.code
    where reports.household_id is not null
    group by reports.household_id
),

final as (
    select
        responses.household_id,
        responses.dong_index,
        channels.code as report_channel,
        cast(
            extract(year from responses.next_visit_on) * 12
            + extract(month from responses.next_visit_on) - 1
            as integer
        ) as month_index,
        date_diff('day', responses.reported_on, responses.next_visit_on) as waited_days
    from responses
    inner join firsts
        on
            responses.household_id = firsts.household_id
            and responses.reported_on = firsts.reported_on
    inner join channels
        on firsts.first_report % 100 = channels.position
)

select * from final
