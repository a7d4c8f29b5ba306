-- one row per Gu, month and channel of which a measure is not the sum over its Dongs
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.reports_by_gu_month set known_household_count = 5
with
gus as (
    select *
    from marts.reports_by_gu_month
),

dongs as (
    select
        gu_code,
        month,
        report_channel,
        sum(report_count) as report_count,
        sum(known_household_count) as known_household_count,
        sum(followed_up_count) as followed_up_count,
        sum(newly_found_count) as newly_found_count,
        sum(follow_up_day_sum) as follow_up_day_sum,
        sum(confirmed_count) as confirmed_count,
        sum(reported_household_count) as reported_household_count,
        sum(sole_channel_count) as sole_channel_count,
        sum(refused_count) as refused_count,
        sum(first_visit_count) as first_visit_count,
        sum(first_visit_day_sum) as first_visit_day_sum,
        sum(report_count_key) as report_count_key,
        sum(known_household_count_key) as known_household_count_key,
        sum(followed_up_count_key) as followed_up_count_key,
        sum(newly_found_count_key) as newly_found_count_key,
        sum(confirmed_count_key) as confirmed_count_key,
        sum(reported_household_count_key) as reported_household_count_key,
        sum(sole_channel_count_key) as sole_channel_count_key,
        sum(refused_count_key) as refused_count_key,
        sum(first_visit_count_key) as first_visit_count_key
    from marts.reports_by_dong_month
    group by
        gu_code,
        month,
        report_channel
),

final as (
    select
        coalesce(gus.gu_code, dongs.gu_code) as gu_code,
        coalesce(gus.month, dongs.month) as month,
        coalesce(gus.report_channel, dongs.report_channel) as report_channel,
        gus.report_count - dongs.report_count as report_count,
        gus.known_household_count - dongs.known_household_count as known_household_count,
        gus.followed_up_count - dongs.followed_up_count as followed_up_count,
        gus.newly_found_count - dongs.newly_found_count as newly_found_count,
        gus.follow_up_day_sum - dongs.follow_up_day_sum as follow_up_day_sum,
        gus.confirmed_count - dongs.confirmed_count as confirmed_count,
        gus.reported_household_count - dongs.reported_household_count as reported_household_count,
        gus.sole_channel_count - dongs.sole_channel_count as sole_channel_count,
        gus.refused_count - dongs.refused_count as refused_count,
        gus.first_visit_count - dongs.first_visit_count as first_visit_count,
        gus.first_visit_day_sum - dongs.first_visit_day_sum as first_visit_day_sum,
        gus.report_count_key - dongs.report_count_key as report_count_key,
        gus.known_household_count_key - dongs.known_household_count_key
            as known_household_count_key,
        gus.followed_up_count_key - dongs.followed_up_count_key as followed_up_count_key,
        gus.newly_found_count_key - dongs.newly_found_count_key as newly_found_count_key,
        gus.confirmed_count_key - dongs.confirmed_count_key as confirmed_count_key,
        gus.reported_household_count_key - dongs.reported_household_count_key
            as reported_household_count_key,
        gus.sole_channel_count_key - dongs.sole_channel_count_key as sole_channel_count_key,
        gus.refused_count_key - dongs.refused_count_key as refused_count_key,
        gus.first_visit_count_key - dongs.first_visit_count_key as first_visit_count_key
    from gus
    full outer join dongs
        on
            gus.gu_code = dongs.gu_code
            and gus.month = dongs.month
            and gus.report_channel = dongs.report_channel
    where
        gus.report_count is distinct from dongs.report_count
        or gus.known_household_count is distinct from dongs.known_household_count
        or gus.followed_up_count is distinct from dongs.followed_up_count
        or gus.newly_found_count is distinct from dongs.newly_found_count
        or gus.follow_up_day_sum is distinct from dongs.follow_up_day_sum
        or gus.confirmed_count is distinct from dongs.confirmed_count
        or gus.reported_household_count is distinct from dongs.reported_household_count
        or gus.sole_channel_count is distinct from dongs.sole_channel_count
        or gus.refused_count is distinct from dongs.refused_count
        or gus.first_visit_count is distinct from dongs.first_visit_count
        or gus.first_visit_day_sum is distinct from dongs.first_visit_day_sum
        or gus.report_count_key is distinct from dongs.report_count_key
        or gus.known_household_count_key is distinct from dongs.known_household_count_key
        or gus.followed_up_count_key is distinct from dongs.followed_up_count_key
        or gus.newly_found_count_key is distinct from dongs.newly_found_count_key
        or gus.confirmed_count_key is distinct from dongs.confirmed_count_key
        or gus.reported_household_count_key is distinct from dongs.reported_household_count_key
        or gus.sole_channel_count_key is distinct from dongs.sole_channel_count_key
        or gus.refused_count_key is distinct from dongs.refused_count_key
        or gus.first_visit_count_key is distinct from dongs.first_visit_count_key
)

select * from final
