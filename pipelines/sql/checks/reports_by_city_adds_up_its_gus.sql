-- one row per month and channel of which a measure is not the sum over its Gu
-- Measures are compared one by one, so that opposite faults do not cancel; differences are shown.
-- broken by: update marts.reports_by_city_month set known_household_count = 5
with
whole as (
    select *
    from marts.reports_by_city_month
),

gus as (
    select
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
    from marts.reports_by_gu_month
    group by
        month,
        report_channel
),

final as (
    select
        coalesce(whole.month, gus.month) as month,
        coalesce(whole.report_channel, gus.report_channel) as report_channel,
        whole.report_count - gus.report_count as report_count,
        whole.known_household_count - gus.known_household_count as known_household_count,
        whole.followed_up_count - gus.followed_up_count as followed_up_count,
        whole.newly_found_count - gus.newly_found_count as newly_found_count,
        whole.follow_up_day_sum - gus.follow_up_day_sum as follow_up_day_sum,
        whole.confirmed_count - gus.confirmed_count as confirmed_count,
        whole.reported_household_count - gus.reported_household_count as reported_household_count,
        whole.sole_channel_count - gus.sole_channel_count as sole_channel_count,
        whole.refused_count - gus.refused_count as refused_count,
        whole.first_visit_count - gus.first_visit_count as first_visit_count,
        whole.first_visit_day_sum - gus.first_visit_day_sum as first_visit_day_sum,
        whole.report_count_key - gus.report_count_key as report_count_key,
        whole.known_household_count_key - gus.known_household_count_key
            as known_household_count_key,
        whole.followed_up_count_key - gus.followed_up_count_key as followed_up_count_key,
        whole.newly_found_count_key - gus.newly_found_count_key as newly_found_count_key,
        whole.confirmed_count_key - gus.confirmed_count_key as confirmed_count_key,
        whole.reported_household_count_key - gus.reported_household_count_key
            as reported_household_count_key,
        whole.sole_channel_count_key - gus.sole_channel_count_key as sole_channel_count_key,
        whole.refused_count_key - gus.refused_count_key as refused_count_key,
        whole.first_visit_count_key - gus.first_visit_count_key as first_visit_count_key
    from whole
    full outer join gus
        on
            whole.month = gus.month
            and whole.report_channel = gus.report_channel
    where
        whole.report_count is distinct from gus.report_count
        or whole.known_household_count is distinct from gus.known_household_count
        or whole.followed_up_count is distinct from gus.followed_up_count
        or whole.newly_found_count is distinct from gus.newly_found_count
        or whole.follow_up_day_sum is distinct from gus.follow_up_day_sum
        or whole.confirmed_count is distinct from gus.confirmed_count
        or whole.reported_household_count is distinct from gus.reported_household_count
        or whole.sole_channel_count is distinct from gus.sole_channel_count
        or whole.refused_count is distinct from gus.refused_count
        or whole.first_visit_count is distinct from gus.first_visit_count
        or whole.first_visit_day_sum is distinct from gus.first_visit_day_sum
        or whole.report_count_key is distinct from gus.report_count_key
        or whole.known_household_count_key is distinct from gus.known_household_count_key
        or whole.followed_up_count_key is distinct from gus.followed_up_count_key
        or whole.newly_found_count_key is distinct from gus.newly_found_count_key
        or whole.confirmed_count_key is distinct from gus.confirmed_count_key
        or whole.reported_household_count_key is distinct from gus.reported_household_count_key
        or whole.sole_channel_count_key is distinct from gus.sole_channel_count_key
        or whole.refused_count_key is distinct from gus.refused_count_key
        or whole.first_visit_count_key is distinct from gus.first_visit_count_key
)

select * from final
