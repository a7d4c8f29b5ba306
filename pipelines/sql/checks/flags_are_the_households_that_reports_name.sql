-- one row per month whose flagged households differ from those that the landed reports name
-- broken by: update marts.flags_by_city_month set flagged_count = flagged_count + 1
with
households as (
    select distinct
        household_id,
        cast(extract(year from reported_on) as integer) as report_year,
        cast(extract(month from reported_on) as integer) as report_month
    from landing.reports
    where household_id is not null
),

named as (
    select
        report_year,
        report_month,
        count(*) as household_count
    from households
    group by
        report_year,
        report_month
),

flags as (
    select
        month,
        flagged_count
    from marts.flags_by_city_month
),

queues as (
    select
        month,
        flagged_count
    from marts.queues_by_city_month
),

final as (
    select
        flags.month,
        flags.flagged_count,
        queues.flagged_count as flagged_in_queues_count,
        coalesce(named.household_count, 0) as household_count
    from flags
    inner join queues
        on flags.month = queues.month
    left join named
        on
            extract(year from flags.month) = named.report_year
            and extract(month from flags.month) = named.report_month
    where
        flags.flagged_count != coalesce(named.household_count, 0)
        or queues.flagged_count != coalesce(named.household_count, 0)
)

select * from final
